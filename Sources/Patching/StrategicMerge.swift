internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One merge under way: the target, which it owns, and the patch, which it only reads.
struct StrategicMerge {
  var target: Document
  let patch: Document
  private(set) var schema: MergeSchema
  let step: Origin
  /// Whether the patch has no `apiVersion` but that of the target.
  private let isOfTargetVersion: Bool
  private let hasComments: Bool
  var warnings: [Diagnostic] = []
  /// The elements of lists of the patch whose `$patch` has been read.
  var obeyed = Set<NodeID>()
  /// Who takes out what no field of the patch names.
  private var patchRoot: NodeID

  init(target: Document, patch: Document, schema: MergeSchema, step: Origin, isOfTargetVersion: Bool) {
    self.target = target
    self.patch = patch
    self.schema = schema
    self.step = step
    self.isOfTargetVersion = isOfTargetVersion
    hasComments = !target.comments.isEmpty || !patch.comments.isEmpty
    patchRoot = patch.root
  }

  mutating func mergeRoot(_ root: NodeID) throws(Diagnostic) -> MergeResult.Outcome {
    guard patch.isMapping(root) else {
      throw kindConflict(target.root, root)
    }
    switch try strategy(of: root) {
    case .delete: return .deleted
    case .replace:
      warnings.append(
        .warning(
          replaceIgnored,
          "\"$patch: replace\" at the top of a patch changes nothing; list the fields instead",
          at: patch.location(root)))
      return .merged
    case .merge: break
    }
    patchRoot = root
    _ = try mergeMapping(target.root, root, typeOfRoot)
    return .merged
  }

  // MARK: - Both sides

  /// Merges the patch's value into the target's; false when the target's value has to go.
  mutating func merge(
    _ node: NodeID, _ other: NodeID, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> Bool {
    if patch.isNullScalar(other) { return false }
    if target.isNullScalar(node) { return try take(other, replacing: node, position) }
    switch (target.kind(node), patch.kind(other)) {
    case (.mapping, .mapping):
      return try mergeMapping(node, other, type(position, node, other))
    case (.sequence, .sequence):
      if let keys = position.flatMap(schema.mergeKeys) {
        return try mergeList(node, other, keys, position)
      }
      reportKeptDirectives(in: other)
      replace(node, with: other)
      return true
    case (.scalar, .scalar):
      mergeScalar(node, other)
      return true
    default: throw kindConflict(node, other)
    }
  }

  private mutating func mergeMapping(
    _ node: NodeID, _ other: NodeID, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> Bool {
    switch try strategy(of: other) {
    case .delete: return false
    case .replace:
      // The patch's mapping takes the place of the target's, then the directives and nulls in it are obeyed.
      replace(node, with: other)
      return try obey(node, position)
    case .merge: break
    }
    takeBrackets(node, of: other)
    let changes = FieldIndex(patch, other)
    var met = MetNodes()
    // What is done to a child leaves its siblings where they are.
    var next = target.firstChild(node)
    while let child = next {
      next = target.nextSibling(child)
      try refuseEmptyKey(child, of: target)
      let change = changes.find(keyOf: child, of: target, in: patch)
      let position = commented(child, change) ?? field(child, in: target, of: position)
      if let change {
        met.insert(change)
        if try !merge(child, change, position) { remove(child, from: node, for: change) }
      } else if try !settle(child, position) {
        remove(child, from: node, for: other)
      }
    }
    var last = target.lastChild(node)
    for change in patch.childList(other) where !met.contains(change) {
      try refuseEmptyKey(change, of: patch)
      if patch.keyEquals(change, patchDirective) { continue }
      // Of equal keys the reference finds the first.
      if changes.find(keyOf: change, of: patch, in: patch) != change { continue }
      reportUnknownDirective(patch.key(change), at: patch.keyLocation(change))
      if let added = try take(change, commented(nil, change) ?? field(change, in: patch, of: position)) {
        target.dropComment(of: added)
        target.insert(added, in: node, after: last)
        last = added
      }
    }
    return true
  }

  /// Puts a collection of the patch in the place of one of the target, whose brackets stay unless it is empty.
  mutating func replace(_ node: NodeID, with other: NodeID) {
    let isFlow = target.firstChild(node) == nil ? patch[other].isFlow : target[node].isFlow
    target.replace(node, with: other, of: patch, as: step)
    target.setFlow(node, isFlow)
  }

  /// An empty collection of the target takes the brackets of the one that is merged into it.
  mutating func takeBrackets(_ node: NodeID, of other: NodeID) {
    if target.firstChild(node) == nil { target.setFlow(node, patch[other].isFlow) }
  }

  /// The patch wins; the quoting of the target decides whether the value becomes a string.
  private mutating func mergeScalar(_ node: NodeID, _ other: NodeID) {
    let (style, oldTag) = (target[node].style, target[node].tag)
    let (newStyle, newTag) = (patch[other].style, patch[other].tag)
    let isString = newTag == .string || (newTag == .none && newStyle != .plain)
    if !isString, style != .plain, patch.resolved(other, as: .kustomizeResource) != .string {
      warnings.append(
        .warning(
          typeFromQuotes,
          "the value becomes a string, because the one that it replaces is quoted; quote this one too, or neither",
          at: patch.location(other), notes: [.init("the quoted value is here", at: target.location(node))]))
    }
    target.replace(node, with: other, of: patch, as: step)
    var tag: NodeTag = isString ? .string : newTag
    if !isString, style != .plain { tag = oldTag == .none ? .string : oldTag }
    target.setStyle(node, style, tag: tag)
  }

  // MARK: - One side only

  /// Goes over a value that the patch does not mention: nulls without text vanish, and merged lists are put in the
  /// form that every merge gives them. False when the value has to go.
  mutating func settle(_ node: NodeID, _ position: MergeSchema.Position?) throws(Diagnostic) -> Bool {
    switch target.kind(node) {
    case .scalar: return !(target.isNullScalar(node) && target[node].value.length == 0)
    case .mapping:
      let position = type(position, node, nil)
      var next = target.firstChild(node)
      while let child = next {
        next = target.nextSibling(child)
        try refuseEmptyKey(child, of: target)
        if try !settle(child, commented(child, nil) ?? field(child, in: target, of: position)) {
          remove(child, from: node, for: nil)
        }
      }
      return true
    case .sequence:
      guard let keys = position.flatMap(schema.mergeKeys) else { return true }
      return try mergeList(node, nil, keys, position)
    }
  }

  /// A copy of a value that the target lacks, its directives obeyed and its nulls dropped; nil when nothing is left.
  mutating func take(_ other: NodeID, _ position: MergeSchema.Position?) throws(Diagnostic) -> NodeID? {
    if patch.isNullScalar(other) { return nil }
    let copy = target.graft(other, of: patch, as: step)
    if obeyed.contains(other), let directive = target[copy, patchDirective] {
      target.unlink(directive, from: copy)
    }
    return try obeyAtTop(copy, position) ? copy : nil
  }

  private mutating func take(
    _ other: NodeID, replacing node: NodeID, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> Bool {
    target.replace(node, with: other, of: patch, as: step)
    return try obeyAtTop(node, position)
  }

  /// Obeys the directives in a copied value; at its top an unknown `$patch` and the directives of a list stay.
  private mutating func obeyAtTop(
    _ node: NodeID, _ position: MergeSchema.Position?
  ) throws(Diagnostic) -> Bool {
    switch target.kind(node) {
    case .scalar: return true
    case .mapping:
      if let directive = target[node, patchDirective], let strategy = Strategy(target, directive) {
        target.unlink(directive, from: node)
        if strategy == .delete { return false }
      }
      try obeyFields(of: node, position)
      return true
    case .sequence:
      guard let keys = position.flatMap(schema.mergeKeys) else {
        reportKeptDirectives(inTarget: node)
        return true
      }
      try arrange(node, with: .itself, keys, position)
      return true
    }
  }

  /// Obeys the directives in a copied value; false when it has to go.
  mutating func obey(_ node: NodeID, _ position: MergeSchema.Position?) throws(Diagnostic) -> Bool {
    switch target.kind(node) {
    case .scalar: return !target.isNullScalar(node)
    case .mapping:
      if let directive = target[node, patchDirective] {
        guard let strategy = Strategy(target, directive) else {
          throw unknownStrategy(target.string(directive), at: target.location(directive))
        }
        target.unlink(directive, from: node)
        if strategy == .delete { return false }
      }
      try obeyFields(of: node, position)
      return true
    case .sequence:
      guard let keys = position.flatMap(schema.mergeKeys) else {
        reportKeptDirectives(inTarget: node)
        return true
      }
      if let directive = listDirective(target, node) {
        guard let strategy = Strategy(target, directive.value) else {
          throw unknownStrategy(target.string(directive.value), at: target.location(directive.value))
        }
        if strategy == .delete { return false }
        target.unlink(directive.element, from: node)
      }
      try arrange(node, with: .itself, keys, position)
      return true
    }
  }

  private mutating func obeyFields(of node: NodeID, _ position: MergeSchema.Position?) throws(Diagnostic) {
    let position = type(position, node, nil)
    for child in target.childList(node) {
      try refuseEmptyKey(child, of: target)
      reportUnknownDirective(target.key(child), at: target.keyLocation(child))
      let position = commented(child, nil) ?? field(child, in: target, of: position)
      if try !obey(child, position) { target.unlink(child, from: node) }
    }
  }

  /// A merge asks for fields by name, and an empty name means the mapping itself.
  private func refuseEmptyKey(_ child: NodeID, of document: Document) throws(Diagnostic) {
    guard document[child].key.length == 0 else { return }
    throw .error(
      emptyKey, "kustomize can't merge a mapping with an empty key; give the key a name",
      at: document.keyLocation(child))
  }

  // MARK: - Directives

  /// What `$patch` says in a mapping of the patch; unknown words are an error.
  func strategy(of other: NodeID) throws(Diagnostic) -> Strategy {
    guard let directive = patch[other, patchDirective], !obeyed.contains(other) else { return .merge }
    guard let strategy = Strategy(patch, directive) else {
      throw unknownStrategy(patch.string(directive), at: patch.location(directive))
    }
    return strategy
  }

  func unknownStrategy(_ word: String, at location: SourceLocation) -> Diagnostic {
    let hint = nearMiss(to: word, among: ["delete", "replace", "merge"]).map { "; did you mean \"\($0)\"?" }
    return .error(
      unknownStrategyID, "unknown patch strategy \"\(word)\"\(hint ?? "; write delete, replace or merge")",
      at: location)
  }

  private mutating func reportUnknownDirective(_ key: String, at location: SourceLocation) {
    guard key.utf8.first == UInt8(ascii: "$") else { return }
    let isDirective =
      key.utf8.elementsEqual("$retainKeys".utf8) || key.utf8.starts(with: "$setElementOrder/".utf8)
      || key.utf8.starts(with: "$deleteFromPrimitiveList/".utf8)
    guard isDirective else { return }
    warnings.append(
      .warning(
        unknownDirective,
        "\"\(key)\" is no directive of kustomize and stays in the output as a field; remove it", at: location)
    )
  }

  /// Warns of `$patch` in the elements of a list of the patch that is taken as it is.
  private mutating func reportKeptDirectives(in list: NodeID) {
    for element in patch.children(list) {
      if let directive = patch[element, patchDirective] {
        reportKeptDirective(at: patch.keyLocation(directive))
      }
    }
  }

  private mutating func reportKeptDirectives(inTarget list: NodeID) {
    for element in target.childList(list) {
      if let directive = target[element, patchDirective] {
        reportKeptDirective(at: target.keyLocation(directive))
      }
    }
  }

  private mutating func reportKeptDirective(at location: SourceLocation) {
    warnings.append(
      .warning(
        directiveKept,
        "this list is replaced as a whole, so \"$patch\" stays in the output as a field; remove it",
        at: location))
  }

  // MARK: - Schema, authors, errors

  /// The schema of a mapping: what its place says, or else what its own apiVersion and kind say.
  private func type(_ position: MergeSchema.Position?, _ node: NodeID, _ other: NodeID?) -> MergeSchema
    .Position?
  {
    if let position { return position }
    if let known = type(of: node, in: target) { return known }
    return other.flatMap { type(of: $0, in: patch) }
  }

  /// The type of the resource; nil for one without a schema.
  private var typeOfRoot: MergeSchema.Position? {
    if let known = type(of: target.root, in: target) { return known }
    guard isOfTargetVersion else { return type(of: patchRoot, in: patch) }
    guard let version = target[target.root, .apiVersion], let kind = patch[patchRoot, .kind] else {
      return nil
    }
    return schema.type(apiVersion: target.bytes(target[version].value), kind: patch.bytes(patch[kind].value))
  }

  /// What a comment beside the field or element says it is, on either side; it counts more than the type.
  mutating func commented(_ node: NodeID?, _ other: NodeID?) -> MergeSchema.Position? {
    guard hasComments else { return nil }
    for comment in [node.flatMap { target.comments[$0] }, other.flatMap { patch.comments[$0] }] {
      guard let comment, let object = JSONText.parse(Array(comment.utf8), path: step.path).value else {
        continue
      }
      if let position = schema.position(describedBy: object) { return position }
    }
    return nil
  }

  private func type(of node: NodeID, in document: Document) -> MergeSchema.Position? {
    guard let kind = document[node, .kind], let apiVersion = document[node, .apiVersion] else { return nil }
    return schema.type(
      apiVersion: document.bytes(document[apiVersion].value), kind: document.bytes(document[kind].value))
  }

  private func field(
    _ child: NodeID, in document: Document, of position: MergeSchema.Position?
  ) -> MergeSchema.Position? {
    position.flatMap { schema.field(child, in: document, of: $0) }
  }

  /// Takes a child of the target out, on behalf of a node of the patch or of the patch as a whole.
  mutating func remove(_ child: NodeID, from parent: NodeID, for other: NodeID?) {
    target.remove(child, from: parent, by: author(other ?? patchRoot))
  }

  private func author(_ other: NodeID) -> Author {
    Author(step.kind, step: step.step, at: patch.location(other))
  }

  func kindConflict(_ node: NodeID, _ other: NodeID) -> Diagnostic {
    let key = patch.key(other)
    let subject = key.isEmpty ? "this" : "\"\(key)\""
    return .error(
      kindConflictID,
      "the patch makes \(subject) \(patch.kindName(other)), but it is \(target.kindName(node)) in the resource; "
        + "remove the field with null first, or write \(target.kindName(node))",
      at: patch.location(other), notes: [.init("the resource has it here", at: target.location(node))])
  }
}

/// The words that `$patch` takes.
enum Strategy {
  case merge
  case replace
  case delete

  init?(_ document: Document, _ directive: NodeID) {
    if document.valueEquals(directive, "merge") {
      self = .merge
    } else if document.valueEquals(directive, "replace") {
      self = .replace
    } else if document.valueEquals(directive, "delete") {
      self = .delete
    } else {
      return nil
    }
  }
}

let patchDirective = MappingKey("$patch")
private let emptyKey = "patch.empty-key"
private let kindConflictID = "patch.kind-conflict"
private let unknownStrategyID = "patch.unknown-strategy"
private let unknownDirective = "patch.unknown-directive"
private let directiveKept = "patch.directive-kept"
private let typeFromQuotes = "patch.type-from-quotes"
let replaceIgnored = "patch.replace-ignored"

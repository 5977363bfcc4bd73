internal import ApplicationSets
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// A step of a build, by the file that it is written in and its name there: `images[0]`.
struct ImpactStep: Hashable {
  var path: SourcePath
  var step: String
}

/// A file, or one line of it, as something that others may come from.
struct ImpactPlace {
  let path: SourcePath
  let line: Int?
  /// The list entry or field of the top level that the line is in, as steps are named: `patches[2]`, `namePrefix`.
  let field: String?
  private let documents: [Document]

  init(path: SourcePath, line: Int?, _ sources: SourceDocuments) {
    self.path = path
    self.line = line
    let documents = sources.documents(of: path)
    self.documents = documents
    field = line.flatMap { line in documents.first?.topField(at: line) }
  }

  // MARK: - Fields

  /// The scalars of a document that have a step here, those that were taken out included.
  func fields(of document: Document, _ steps: Set<ImpactStep>) -> [String] {
    guard
      document.origins.contains(where: { $0.path == path }) || !steps.isEmpty
        || document.removals.contains(where: { $0.author.origin.path == path })
    else { return [] }
    var fields: [String] = []
    for field in FieldListing(document).fields where isTouched(field.node, in: document, steps) {
      fields.append(field.address)
    }
    for removal in document.removals where isHere(removal.author.location) {
      guard let parent = document.address(of: removal.parent), document[removal.node].key.length > 0 else {
        continue
      }
      let address = FieldListing.step(document.key(removal.node), after: parent)
      if !fields.contains(address) { fields.append(address) }
    }
    return fields
  }

  private func isTouched(_ node: NodeID, in document: Document, _ steps: Set<ImpactStep>) -> Bool {
    var current: NodeID? = node
    while let node = current {
      let origin = document.origin(node)
      if origin.path == path, isHere(node, in: document) { return true }
      if !steps.isEmpty, !origin.step.isEmpty,
        steps.contains(where: { $0.path == origin.path && origin.step.utf8.elementsEqual($0.step.utf8) })
      {
        return true
      }
      current = document.previous(node)
    }
    return false
  }

  private func isHere(_ location: SourceLocation) -> Bool {
    location.path == path && (line.map { $0 == location.line } ?? true)
  }

  /// A text of several lines is on all of them.
  private func isHere(_ node: NodeID, in document: Document) -> Bool {
    guard let line else { return true }
    let location = document.location(node)
    if location.line == line { return true }
    guard document.isScalar(node), location.line < line else { return false }
    let isWholeFile = document.origin(node).kind == .generator && location.line == 1 && location.column == 1
    if isWholeFile { return true }
    let style = document[node].style
    guard style == .literal || style == .folded else { return false }
    let breaks = document.bytes(document[node].value).count { $0 == UInt8(ascii: "\n") }
    return line <= location.line + max(1, breaks)
  }

  // MARK: - Applications

  /// Whether the place says that the application is there, or where it goes.
  func decides(_ planned: PlannedApplication) -> Bool {
    if planned.clusters == nil, documents.contains(where: \.isPlacement),
      planned.folders.contains(where: { path.isWithin($0.directory) })
    {
      return true
    }
    let parameters = planned.parameters.compactMap(\.location).filter { $0.path == path }
    guard let line else {
      return planned.location.path == path || planned.generator?.path == path || !parameters.isEmpty
        || planned.document?.origins.contains { $0.path == path } ?? false
    }
    if parameters.contains(where: { location in
      documents.contains { $0.lines(ofNodeAt: location)?.contains(line) ?? false }
    }) {
      return true
    }
    // Below the parameters, what holds for all of them; the elements themselves are somebody else's.
    guard let document = documents.first(where: { $0.lines(of: $0.root).contains(line) }) else {
      return false
    }
    let root = document.lines(of: document.root)
    if let generator = planned.generator, generator.path == path, root.contains(generator.line) {
      return !document.isElement(line)
        && (!document.isGenerator(line) || (document.lines(ofEntryAt: generator)?.contains(line) ?? false))
    }
    guard planned.location.path == path, planned.generator == nil else { return false }
    if planned.document == nil {
      return document.lines(ofNodeAt: planned.location)?.contains(line) ?? false
        || !(document.topField(at: line).map { $0.hasPrefix("targets") || $0.hasPrefix("clusters") } ?? true)
    }
    return root.contains(planned.location.line)
  }
}

extension Document {
  /// Whether this is a policy or a federated object.
  fileprivate var isPlacement: Bool {
    guard let apiVersion = self[root, "apiVersion"] else { return false }
    return ["policy.karmada.io/", "types.kubefed.io/", "scheduling.kubefed.io/", "core.kubefed.io/"].contains
    {
      string(apiVersion).hasPrefix($0)
    }
  }

  /// The first and last line of what is at a node.
  fileprivate func lines(of node: NodeID) -> ClosedRange<Int> {
    let first = min(keyLocation(node).line, location(node).line)
    var last = first
    var pending = [node]
    while let node = pending.popLast() {
      let style = self[node].style
      let isBlock = isScalar(node) && (style == .literal || style == .folded)
      let breaks = isBlock ? max(1, bytes(self[node].value).count { $0 == UInt8(ascii: "\n") }) : 0
      last = max(last, location(node).line + breaks)
      pending += children(node)
    }
    return first...last
  }

  /// The lines of the outermost node that begins at a place.
  fileprivate func lines(ofNodeAt location: SourceLocation) -> ClosedRange<Int>? {
    var pending = [root]
    while let node = pending.popLast() {
      if self.location(node) == location { return lines(of: node) }
      pending += children(node)
    }
    return nil
  }

  /// The lines of the entry of `spec.generators` that has a key at a place.
  fileprivate func lines(ofEntryAt location: SourceLocation) -> ClosedRange<Int>? {
    guard let entries = self[root, ["spec", "generators"]] else { return nil }
    return children(entries).map { lines(of: $0) }.first { $0.contains(location.line) }
  }

  /// Whether a line is inside `spec.generators`.
  fileprivate func isGenerator(_ line: Int) -> Bool {
    self[root, ["spec", "generators"]].map { lines(of: $0).contains(line) } ?? false
  }

  /// Whether a line is inside one of the elements of a list generator.
  fileprivate func isElement(_ line: Int) -> Bool {
    var pending = self[root, ["spec", "generators"]].map { [$0] } ?? []
    while let node = pending.popLast() {
      for child in children(node) {
        if isSequence(child), key(child).utf8.elementsEqual("elements".utf8) {
          if children(child).contains(where: { lines(of: $0).contains(line) }) { return true }
        } else {
          pending.append(child)
        }
      }
    }
    return false
  }

  /// The field of the root that a line is in, with the index of its element: `images[0]`, `namePrefix`.
  fileprivate func topField(at line: Int) -> String? {
    for child in children(root) where lines(of: child).contains(line) {
      let name = key(child)
      guard isSequence(child) else { return name }
      for (index, element) in children(child).enumerated() where lines(of: element).contains(line) {
        return "\(name)[\(index)]"
      }
      return name
    }
    return nil
  }

  /// Where a node of the tree is; nil for one that is not in it.
  fileprivate func address(of wanted: NodeID) -> String? {
    var pending: [(node: NodeID, address: String)] = [(root, "")]
    while let (node, address) = pending.popLast() {
      if node == wanted { return address }
      for (index, child) in children(node).enumerated() {
        let step =
          isMapping(node) ? FieldListing.step(key(child), after: address) : "\(address)[\(index)]"
        pending.append((child, step))
      }
    }
    return nil
  }
}

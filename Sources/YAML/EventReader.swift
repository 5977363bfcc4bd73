internal import CLibyaml
internal import SourceModel

/// Turns the events of libyaml into arenas, with a stack of its own instead of recursion.
struct EventReader {
  private(set) var documents: [Document] = []
  private(set) var diagnostics: [Diagnostic] = []

  private let path: SourcePath
  private let firstLine: Int
  private let options: YAMLParser
  private var document: Document
  private var anchors: [[UInt8]: NodeID] = [:]
  private var open: [OpenCollection] = []
  private var expandedNodes = 0
  private let aliasBudget: Int

  /// A collection whose end has not been seen.
  private struct OpenCollection {
    var node: NodeID
    var lastChild: Int32 = -1
    /// The key that has been read while its value has not.
    var pendingKey: PendingKey?
    var mergeKeys: [NodeID] = []
    /// Hash and node of each child, once there are enough of them for a linear search to hurt.
    var index: [UInt32: [NodeID]]?
    var childCount = 0
  }

  private struct PendingKey {
    var slice: TextSlice
    var style: ScalarStyle
    var tag: NodeTag
    var line: Int
    var column: Int
  }

  init(path: SourcePath, firstLine: Int, parser: YAMLParser, inputBytes: Int) {
    self.path = path
    self.firstLine = firstLine
    options = parser
    document = Document(path: path)
    aliasBudget = min(parser.limits.aliasNodes, max(10_000, inputBytes * 100))
  }

  mutating func read(_ bytes: [UInt8]) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      preconditionFailure("internal error: libyaml has no memory")
    }
    defer { yaml_parser_delete(&parser) }
    bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var event = yaml_event_t()
      while true {
        guard yaml_parser_parse(&parser, &event) == 1 else {
          report(parser)
          return
        }
        let goOn = handle(event)
        let type = event.type
        yaml_event_delete(&event)
        if !goOn || type == YAML_STREAM_END_EVENT { return }
      }
    }
  }

  /// Takes one event; false when reading has to stop.
  private mutating func handle(_ event: yaml_event_t) -> Bool {
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      document = Document(path: path)
      document.nodes.removeAll(keepingCapacity: true)
      anchors = [:]
      open = []
      return true
    case YAML_DOCUMENT_END_EVENT:
      documents.append(document)
      return true
    case YAML_ALIAS_EVENT:
      return alias(bytes(event.data.alias.anchor), at: event.start_mark)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let tag = tag(scalar.tag)
      if case .mapping? = open.last.map({ document.kind($0.node) }), open[open.count - 1].pendingKey == nil {
        open[open.count - 1].pendingKey = PendingKey(
          slice: document.append(text: value), style: style(scalar.style), tag: tag,
          line: line(event.start_mark),
          column: Int(event.start_mark.column) + 1)
        if let anchor = scalar.anchor {
          var record = NodeRecord(kind: .scalar)
          record.value = open[open.count - 1].pendingKey?.slice ?? .empty
          record.style = style(scalar.style)
          record.tag = tag
          place(&record, event.start_mark)
          anchors[bytes(anchor)] = document.append(record)
        }
        return true
      }
      var record = NodeRecord(kind: .scalar)
      record.value = document.append(text: value)
      record.style = style(scalar.style)
      record.tag = tag
      place(&record, event.start_mark)
      let node = document.append(record)
      if let anchor = scalar.anchor { anchors[bytes(anchor)] = node }
      return add(node)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      return begin(
        .mapping, isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: start.anchor, mark: event.start_mark
      )
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      return begin(
        .sequence, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, anchor: start.anchor,
        mark: event.start_mark)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      guard let closed = open.popLast() else { return false }
      return mergeKeys(of: closed)
    default:
      return true
    }
  }

  private mutating func begin(
    _ kind: NodeKind, isFlow: Bool, anchor: UnsafeMutablePointer<yaml_char_t>?, mark: yaml_mark_t
  ) -> Bool {
    if let parent = open.last, document.isMapping(parent.node), parent.pendingKey == nil {
      return fail(complexKey, "a mapping or a list can't be a key here; write the key as text", mark)
    }
    if open.count >= options.limits.depth {
      return fail(tooDeep, "collections are nested more than \(options.limits.depth) deep", mark)
    }
    var record = NodeRecord(kind: kind)
    record.isFlow = isFlow
    place(&record, mark)
    let node = document.append(record)
    if let anchor { anchors[bytes(anchor)] = node }
    guard add(node) else { return false }
    open.append(OpenCollection(node: node))
    return true
  }

  /// Hangs a finished or just opened node under the innermost open collection.
  private mutating func add(_ node: NodeID) -> Bool {
    guard var parent = open.popLast() else {
      document.root = node
      return true
    }
    defer { open.append(parent) }
    if let key = parent.pendingKey {
      parent.pendingKey = nil
      let index = Int(node.raw)
      document.nodes[index].key = key.slice
      document.nodes[index].keyStyle = key.style
      document.nodes[index].keyTag = key.tag
      document.nodes[index].keyHash = keyHash(document.text[key.slice.range])
      document.nodes[index].keyColumn = UInt16(clamping: key.column)
      document.nodes[index].keyLineDelta = UInt16(clamping: Int(document.nodes[index].line) - key.line)
      if options.expandsMergeKeys, key.style == .plain, key.slice.length == 2,
        document.text[key.slice.range].elementsEqual("<<".utf8)
      {
        parent.mergeKeys.append(node)
        return true
      }
      if options.duplicateKeys != .keep, let earlier = duplicate(of: node, in: &parent) {
        if options.duplicateKeys == .refuse {
          let location = document.keyLocation(node)
          diagnostics.append(
            .error(
              duplicateKey,
              "the key \"\(document.key(node))\" is already in this mapping; remove one of the two",
              at: location, notes: [.init("the first one is here", at: document.keyLocation(earlier))]))
          return true
        }
        unlink(earlier, from: &parent)
      }
    }
    if parent.lastChild < 0 {
      document.nodes[Int(parent.node.raw)].firstChild = node.raw
    } else {
      document.nodes[Int(parent.lastChild)].nextSibling = node.raw
    }
    parent.lastChild = node.raw
    return true
  }

  private mutating func duplicate(of node: NodeID, in parent: inout OpenCollection) -> NodeID? {
    parent.childCount += 1
    if parent.index == nil, parent.childCount > 32 {
      var index: [UInt32: [NodeID]] = [:]
      for child in document.children(parent.node) {
        index[document[child].keyHash, default: []].append(child)
      }
      parent.index = index
    }
    guard parent.index != nil else { return document.child(parent.node, matchingKeyOf: node, in: document) }
    let hash = document[node].keyHash
    let key = document.text[document[node].key.range]
    let earlier = parent.index?[hash]?.first { document.text[document[$0].key.range].elementsEqual(key) }
    parent.index?[hash, default: []].append(node)
    return earlier
  }

  private mutating func unlink(_ node: NodeID, from parent: inout OpenCollection) {
    var before: Int32 = -1
    var link = document.nodes[Int(parent.node.raw)].firstChild
    while link >= 0, link != node.raw {
      before = link
      link = document.nodes[Int(link)].nextSibling
    }
    let next = document.nodes[Int(node.raw)].nextSibling
    if before < 0 {
      document.nodes[Int(parent.node.raw)].firstChild = next
    } else {
      document.nodes[Int(before)].nextSibling = next
    }
    if parent.lastChild == node.raw { parent.lastChild = before }
    document.nodes[Int(node.raw)].nextSibling = -1
    parent.index?[document[node].keyHash]?.removeAll { $0 == node }
  }

  private mutating func alias(_ name: [UInt8], at mark: yaml_mark_t) -> Bool {
    let shown = String(decoding: name, as: UTF8.self)
    guard let target = anchors[name] else {
      return fail(unknownAnchor, "there is no anchor \"&\(shown)\" before this alias", mark)
    }
    if open.contains(where: { $0.node == target }) {
      return fail(recursiveAlias, "the alias \"*\(shown)\" stands inside what it names", mark)
    }
    if let parent = open.last, document.isMapping(parent.node), parent.pendingKey == nil {
      guard document.isScalar(target) else {
        return fail(complexKey, "a mapping or a list can't be a key here; write the key as text", mark)
      }
      open[open.count - 1].pendingKey = PendingKey(
        slice: document[target].value, style: document[target].style, tag: document[target].tag,
        line: line(mark),
        column: Int(mark.column) + 1)
      return true
    }
    guard let copy = copy(target, at: mark) else { return false }
    return add(copy)
  }

  /// A detached copy of a subtree, paid for from the alias budget; positions stay those of the anchor.
  private mutating func copy(_ node: NodeID, at mark: yaml_mark_t) -> NodeID? {
    guard let copy = copySubtree(node) else {
      _ = fail(
        aliasBudgetExceeded,
        "expanding aliases makes more than \(aliasBudget) nodes; write fewer aliases of aliases",
        mark)
      return nil
    }
    return copy
  }

  private mutating func copySubtree(_ node: NodeID) -> NodeID? {
    func take() -> Bool {
      expandedNodes += 1
      return expandedNodes <= aliasBudget
    }
    guard take() else { return nil }
    var record = document[node]
    record.nextSibling = -1
    let top = document.append(record)
    var pending = [(source: record.firstChild, parent: top.raw)]
    while let (first, parent) = pending.popLast() {
      var source = first
      var before: Int32 = -1
      document.nodes[Int(parent)].firstChild = -1
      while source >= 0 {
        guard take() else { return nil }
        var record = document.nodes[Int(source)]
        let next = record.nextSibling
        record.nextSibling = -1
        let new = document.append(record).raw
        if before < 0 {
          document.nodes[Int(parent)].firstChild = new
        } else {
          document.nodes[Int(before)].nextSibling = new
        }
        before = new
        if record.firstChild >= 0 { pending.append((record.firstChild, new)) }
        source = next
      }
    }
    return top
  }

  /// Expands `<<` of a mapping that has just ended: its own keys win, then the earlier of several sources.
  private mutating func mergeKeys(of closed: OpenCollection) -> Bool {
    guard let merge = closed.mergeKeys.first else { return true }
    if closed.mergeKeys.count > 1 {
      let second = closed.mergeKeys[1]
      diagnostics.append(
        .error(
          twoMerges, "a mapping can have only one \"<<\"; write a list of aliases",
          at: document.keyLocation(second)))
      return true
    }
    var sources = [merge]
    if document.isSequence(merge) { sources = Array(document.children(merge)) }
    var last = closed.lastChild
    for source in sources {
      guard document.isMapping(source) else {
        diagnostics.append(
          .error(mergeValue, "\"<<\" takes a mapping or a list of mappings", at: document.location(source)))
        return true
      }
      for child in document.children(source)
      where document.child(closed.node, matchingKeyOf: child, in: document) == nil {
        guard let copy = copySubtree(child) else {
          diagnostics.append(
            .error(
              aliasBudgetExceeded, "expanding merge keys makes more than \(aliasBudget) nodes",
              at: document.location(source)))
          return false
        }
        if last < 0 {
          document.nodes[Int(closed.node.raw)].firstChild = copy.raw
        } else {
          document.nodes[Int(last)].nextSibling = copy.raw
        }
        last = copy.raw
      }
    }
    return true
  }

  // MARK: - Translation

  private func place(_ record: inout NodeRecord, _ mark: yaml_mark_t) {
    record.line = UInt32(clamping: line(mark))
    record.column = UInt16(clamping: mark.column + 1)
  }

  private func line(_ mark: yaml_mark_t) -> Int { Int(mark.line) + firstLine }

  private func bytes(_ text: UnsafeMutablePointer<yaml_char_t>?) -> [UInt8] {
    guard var at = text else { return [] }
    var result: [UInt8] = []
    while at.pointee != 0 {
      result.append(at.pointee)
      at += 1
    }
    return result
  }

  private func style(_ style: yaml_scalar_style_t) -> ScalarStyle {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }

  private func tag(_ text: UnsafeMutablePointer<yaml_char_t>?) -> NodeTag {
    guard text != nil else { return .none }
    let name = String(decoding: bytes(text), as: UTF8.self)
    if name.utf8.elementsEqual("!".utf8) { return .string }
    guard name.hasPrefix("tag:yaml.org,2002:") else { return .other }
    switch name.dropFirst("tag:yaml.org,2002:".count) {
    case "str": return .string
    case "int": return .integer
    case "float": return .float
    case "bool": return .boolean
    case "null": return .null
    case "timestamp": return .timestamp
    case "binary": return .binary
    case "map": return .mapping
    case "seq": return .sequence
    case "merge": return .merge
    default: return .other
    }
  }

  private mutating func fail(_ id: String, _ message: String, _ mark: yaml_mark_t) -> Bool {
    let location = SourceLocation(path: path, line: line(mark), column: Int(mark.column) + 1)
    diagnostics.append(.error(id, message, at: location))
    return false
  }

  private mutating func report(_ parser: yaml_parser_t) {
    let problem = parser.problem.map { String(cString: $0) } ?? "the text can't be read"
    var notes: [Diagnostic.Note] = []
    if let context = parser.context {
      notes.append(
        .init(
          String(cString: context),
          at: SourceLocation(
            path: path, line: line(parser.context_mark), column: Int(parser.context_mark.column) + 1)))
    }
    let location = SourceLocation(
      path: path, line: line(parser.problem_mark), column: Int(parser.problem_mark.column) + 1)
    diagnostics.append(.error(syntax, "this is not YAML: \(problem)", at: location, notes: notes))
  }
}

private let syntax = "yaml.syntax"
private let tooDeep = "yaml.too-deep"
private let aliasBudgetExceeded = "yaml.alias-budget"
private let unknownAnchor = "yaml.unknown-anchor"
private let recursiveAlias = "yaml.recursive-alias"
private let duplicateKey = "yaml.duplicate-key"
private let complexKey = "yaml.complex-key"
private let mergeValue = "yaml.merge-value"
private let twoMerges = "yaml.two-merges"

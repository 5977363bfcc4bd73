internal import CLibyaml
internal import SourceModel

/// Turns the events of libyaml into arenas, with a stack of its own instead of recursion.
struct EventReader {
  private(set) var documents: [Document] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// What libyaml stopped at although the reference reads it.
  private(set) var refusal: StandInText.Refusal?
  /// Set when the text was written otherwise because of that.
  var standIns: StandIns?

  private let path: SourcePath
  private let firstLine: Int
  private let options: YAMLParser
  private let input: UnsafeBufferPointer<UInt8>
  private var document: Document
  private var anchors: [[UInt8]: NodeID] = [:]
  private var open = OpenCollections()
  private var copier: SubtreeCopier
  private var escapes: EscapeCheck?
  private let mergeKeys: OpenCollections.MergeKeys

  init(_ input: UnsafeBufferPointer<UInt8>, path: SourcePath, firstLine: Int, options: YAMLParser) {
    self.path = path
    self.firstLine = firstLine
    self.options = options
    self.input = input
    document = Document(path: path)
    copier = SubtreeCopier(budget: min(options.limits.aliasNodes, max(10_000, input.count * 100)))
    escapes = EscapeCheck(input)
    mergeKeys =
      !options.expandsMergeKeys ? .none : options.dialect == .yaml11 ? .expanded : .expandedOrDropped
  }

  mutating func read() {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      preconditionFailure("internal error: libyaml has no memory")
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
    var event = yaml_event_t()
    while true {
      guard yaml_parser_parse(&parser, &event) == 1 else {
        report(parser)
        return
      }
      let goOn = withUnsafePointer(to: &event) { handle($0) }
      let isLast = event.type == YAML_STREAM_END_EVENT
      yaml_event_delete(&event)
      if !goOn || isLast { return }
    }
  }

  /// Takes one event; false when reading has to stop.
  private mutating func handle(_ event: UnsafePointer<yaml_event_t>) -> Bool {
    let mark = event.pointee.start_mark
    switch event.pointee.type {
    case YAML_SCALAR_EVENT: return scalar(event)
    case YAML_MAPPING_START_EVENT:
      let start = event.pointee.data.mapping_start
      return begin(
        .mapping, isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: start.anchor, tag: start.tag,
        at: mark
      )
    case YAML_SEQUENCE_START_EVENT:
      let start = event.pointee.data.sequence_start
      return begin(
        .sequence, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, anchor: start.anchor, tag: start.tag,
        at: mark)
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: return end()
    case YAML_ALIAS_EVENT: return alias(bytes(event.pointee.data.alias.anchor), at: mark)
    case YAML_DOCUMENT_START_EVENT: return startDocument(event)
    case YAML_DOCUMENT_END_EVENT:
      documents.append(document)
      return !options.firstDocumentOnly
    default: return true
    }
  }

  private mutating func startDocument(_ event: UnsafePointer<yaml_event_t>) -> Bool {
    if let version = event.pointee.data.document_start.version_directive, version.pointee.minor != 1 {
      return fail(syntax, "this is not YAML: only \"%YAML 1.1\" is understood", event.pointee.start_mark)
    }
    if documents.count >= options.limits.documents {
      return fail(
        tooManyDocuments, "the file has more than \(options.limits.documents) documents; split it",
        event.pointee.start_mark)
    }
    document = Document(path: path)
    document.nodes.removeAll(keepingCapacity: true)
    if documents.isEmpty {
      document.text.reserveCapacity(input.count)
      document.nodes.reserveCapacity(input.count / 24)
    }
    anchors = [:]
    open.removeAll()
    return true
  }

  // MARK: - Scalars

  private mutating func scalar(_ event: UnsafePointer<yaml_event_t>) -> Bool {
    let scalar = event.pointee.data.scalar
    let mark = event.pointee.start_mark
    let style = style(scalar.style)
    if style == .doubleQuoted, escapes?.hasSlash(from: mark.index, to: event.pointee.end_mark.index) == true {
      return fail(syntax, "this is not YAML: there is no escape \"\\/\"; write \"/\"", mark)
    }
    let text = UnsafeBufferPointer(start: UnsafePointer(scalar.value), count: scalar.length)
    let slice = standIns.map { document.append(text: $0.restored(text)) } ?? document.append(text: text)
    if style == .plain, isInFlow,
      document.withText(slice, { $0.contains(UInt8(ascii: "?")) })
    {
      return fail(syntax, "this is not YAML: \"?\" in a text between brackets must be quoted", mark)
    }
    let tag = scalar.tag == nil ? NodeTag.none : tag(scalar.tag)
    let isKey = open.expectsKey
    var record = NodeRecord(kind: .scalar)
    if !isKey || scalar.anchor != nil {
      record.value = slice
      record.style = style
      record.tag = tag
      place(&record, mark)
      if !isKey, options.dialect == .kustomizeResource {
        if slice.length == 0 {
          record.settleNull(inFlow: isInFlow)
        } else if isInFlow, document.isTimeWithColon(record) {
          record.tag = .string
        }
      }
      if !isKey, options.dialect == .yaml11, !document.normalise(&record) {
        let message =
          tag == .none
          ? "this is no number that JSON has; quote it"
          : "the text does not fit its tag; change one of the two"
        return fail(tagMismatch, message, mark)
      }
      // Says that it is no null of a resource, which would become an empty text between the brackets.
      if options.dialect == .yaml11, isInFlow, slice.length == 0, style == .plain, tag == .none {
        record.tag = .null
      }
    }
    if isKey {
      var key = PendingKey(
        slice: slice, style: style, tag: tag, line: line(mark), column: Int(mark.column) + 1)
      if let anchor = scalar.anchor { anchors[bytes(anchor)] = document.append(record) }
      guard options.dialect != .yaml11 || normalise(&key) else { return false }
      // A key without text, as in "? : a", is an empty text; a null is written out.
      if options.dialect == .kustomizeResource, slice.length == 0, tag == .none { key.tag = .string }
      open.setKey(key)
      return true
    }
    let node = document.append(record)
    if let anchor = scalar.anchor { anchors[bytes(anchor)] = node }
    return add(node)
  }

  /// Whether the next node stands between brackets.
  private var isInFlow: Bool { open.innermost.map { document[$0].isFlow } ?? false }

  /// Makes a key the text that YAML 1.1 readers make of it; false, with a diagnostic, when they refuse it.
  private mutating func normalise(_ key: inout PendingKey) -> Bool {
    if document.normalise(&key) { return true }
    diagnostics.append(
      .error(
        keyType, "a key must be text; quote it",
        at: SourceLocation(path: path, line: key.line, column: key.column)))
    return false
  }

  // MARK: - Collections

  private mutating func begin(
    _ kind: NodeKind, isFlow: Bool, anchor: UnsafeMutablePointer<yaml_char_t>?,
    tag: UnsafeMutablePointer<yaml_char_t>?, at mark: yaml_mark_t
  ) -> Bool {
    if open.expectsKey {
      return fail(complexKey, "a mapping or a list can't be a key here; write the key as text", mark)
    }
    if open.count >= options.limits.depth {
      return fail(tooDeep, "collections are nested more than \(options.limits.depth) deep", mark)
    }
    var record = NodeRecord(kind: kind)
    record.isFlow = isFlow
    // A merge takes such a collection for a null; no other tag means anything there.
    if tag != nil, options.dialect == .kustomizeResource, self.tag(tag) == .null { record.tag = .null }
    place(&record, mark)
    let node = document.append(record)
    if let anchor { anchors[bytes(anchor)] = node }
    guard add(node) else { return false }
    open.push(node, isMapping: kind == .mapping)
    return true
  }

  private mutating func add(_ node: NodeID) -> Bool {
    switch open.add(
      node, to: &document, duplicates: options.duplicateKeys, mergeKeys: mergeKeys)
    {
    case .added, .dropped: return true
    case .mergeKey:
      open.keepMergeKey(node)
      return true
    case .refused(let earlier):
      diagnostics.append(
        .error(
          duplicateKey,
          "the key \"\(document.key(node))\" is already in this mapping; remove one of the two",
          at: document.keyLocation(node),
          notes: [.init("the first one is here", at: document.keyLocation(earlier))]))
      return true
    }
  }

  private mutating func end() -> Bool {
    guard let closed = open.close(in: &document) else { return false }
    if closed.mergeKeys.isEmpty { return true }
    var expansion = MergeExpansion(of: closed, dialect: options.dialect)
    let diagnostic = expansion.run(in: &document, copier: &copier)
    diagnostic.map { diagnostics.append($0) }
    return !copier.isExhausted
  }

  // MARK: - Aliases

  private mutating func alias(_ name: [UInt8], at mark: yaml_mark_t) -> Bool {
    let shown = String(decoding: name, as: UTF8.self)
    guard let target = anchors[name] else {
      // Not by its name: a text that begins with "*" and lacks its quotes may be secret.
      return fail(
        unknownAnchor, "there is no anchor before this alias; put it in quotes when it is a text", mark)
    }
    if open.contains(target) {
      return fail(recursiveAlias, "the alias \"*\(shown)\" stands inside what it names", mark)
    }
    if open.expectsKey {
      guard document.isScalar(target) else {
        return fail(complexKey, "a mapping or a list can't be a key here; write the key as text", mark)
      }
      let record = document[target]
      var key = PendingKey(
        slice: record.value, style: record.style, tag: record.tag, line: line(mark),
        column: Int(mark.column) + 1)
      guard options.dialect != .yaml11 || normalise(&key) else { return false }
      open.setKey(key)
      return true
    }
    guard let copy = copier.copy(target, in: &document) else {
      return fail(
        SubtreeCopier.exhausted,
        "expanding aliases makes more than \(copier.budget) nodes; write fewer aliases of aliases", mark)
    }
    if options.dialect == .kustomizeResource {
      document.nodes[Int(copy.raw)].settleNull(inFlow: isInFlow)
    }
    return add(copy)
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
    let name = String(decoding: bytes(text), as: UTF8.self)
    // The lone "!" makes a string of a plain scalar in one reader and means nothing in the other.
    if name.utf8.elementsEqual("!".utf8) { return options.dialect == .yaml11 ? .string : .none }
    guard name.utf8.starts(with: "tag:yaml.org,2002:".utf8) else { return .other }
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
    if parser.error == YAML_READER_ERROR {
      // The reader knows only how many bytes it has taken.
      let location = location(ofByte: parser.problem_offset)
      diagnostics.append(.error(syntax, "this is not YAML: \(problem)", at: location))
      return
    }
    switch problem {
    case "found unexpected ':'": refusal = .colon(at: Int(parser.problem_mark.index))
    case "found character that cannot start any token": refusal = .tab(at: Int(parser.problem_mark.index))
    case "found unknown escape character": refusal = .quote(at: Int(parser.problem_mark.index))
    default: break
    }
    var notes: [Diagnostic.Note] = []
    if let context = parser.context {
      notes.append(.init(String(cString: context), at: location(parser.context_mark)))
    }
    let place = location(parser.problem_mark)
    diagnostics.append(.error(syntax, "this is not YAML: \(problem)", at: place, notes: notes))
  }

  private func location(_ mark: yaml_mark_t) -> SourceLocation {
    SourceLocation(path: path, line: line(mark), column: Int(mark.column) + 1)
  }

  private func location(ofByte offset: Int) -> SourceLocation {
    var line = firstLine
    var column = 1
    for byte in input.prefix(offset) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return SourceLocation(path: path, line: line, column: column)
  }
}

private let syntax = "yaml.syntax"
private let tooManyDocuments = "yaml.too-many-documents"
private let tooDeep = "yaml.too-deep"
private let unknownAnchor = "yaml.unknown-anchor"
private let recursiveAlias = "yaml.recursive-alias"
private let duplicateKey = "yaml.duplicate-key"
private let complexKey = "yaml.complex-key"
private let keyType = "yaml.key-type"
private let tagMismatch = "yaml.tag-mismatch"

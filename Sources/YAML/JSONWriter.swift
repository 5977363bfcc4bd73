package import SourceModel

/// Writes a document as JSON in the form of Go's `encoding/json`: keys sorted bytewise, shortest numbers.
///
/// Emits `yaml.duplicate-key`, `yaml.key-type`, `yaml.number-not-finite`, `yaml.tag-mismatch`.
package struct JSONWriter {
  /// How plain scalars get their types; documents of the YAML 1.1 reader carry them as tags already.
  package var dialect: YAMLDialect
  /// Whether `<`, `>` and `&` are written as escapes, as Go does unless told otherwise.
  package var escapesHTML = true
  /// Whether entries stand on lines of their own, indented by two blanks a level.
  package var isIndented = false

  package init(dialect: YAMLDialect = .kustomizeResource) { self.dialect = dialect }

  /// Appends the subtree at `node`, or the whole document; nothing follows the value, no newline either.
  ///
  /// What is appended is complete only when there are no diagnostics.
  package func write(_ document: Document, node: NodeID? = nil, into output: inout [UInt8]) -> [Diagnostic] {
    var buffer: [UInt8] = []
    swap(&buffer, &output)
    var run = JSONRun(document: document, writer: self, output: consume buffer)
    run.write(node ?? document.root)
    swap(&output, &run.output)
    return run.diagnostics
  }
}

/// One walk over a tree, with a stack of its own.
private struct JSONRun {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  let document: Document
  let writer: JSONWriter
  var output: [UInt8]
  private(set) var diagnostics: [Diagnostic] = []
  private var frames: [Frame] = []

  private struct Frame {
    var isMapping: Bool
    /// Written between brackets, itself or something around it.
    var isFlow: Bool
    var children: [NodeID]
    var next = 0
  }

  init(document: Document, writer: JSONWriter, output: consuming [UInt8]) {
    self.document = document
    self.writer = writer
    self.output = output
  }

  mutating func write(_ root: NodeID) {
    value(root)
    while let frame = frames.last {
      guard frame.next < frame.children.count else {
        frames.removeLast()
        newline()
        output.append(UInt8(ascii: frame.isMapping ? "}" : "]"))
        continue
      }
      frames[frames.count - 1].next += 1
      let child = frame.children[frame.next]
      if frame.next > 0 { output.append(UInt8(ascii: ",")) }
      newline()
      if frame.isMapping {
        document.withText(document[child].key) { string($0) }
        output.append(UInt8(ascii: ":"))
        if writer.isIndented { output.append(0x20) }
      }
      value(child)
    }
  }

  private var isFlow: Bool { frames.last?.isFlow ?? false }

  private mutating func newline() {
    guard writer.isIndented else { return }
    output.append(0x0A)
    output.append(contentsOf: repeatElement(0x20, count: 2 * frames.count))
  }

  private mutating func value(_ node: NodeID) {
    let record = document[node]
    if record.kind == .scalar { return scalar(node, record) }
    let isMapping = record.kind == .mapping
    var children = Array(document.children(node))
    if children.isEmpty {
      output.append(contentsOf: isMapping ? "{}".utf8 : "[]".utf8)
      return
    }
    if isMapping {
      let isRoot = frames.isEmpty
      for child in children { checkKey(child, isRoot: isRoot) }
      sort(&children)
    }
    output.append(UInt8(ascii: isMapping ? "{" : "["))
    frames.append(Frame(isMapping: isMapping, isFlow: isFlow || record.isFlow, children: children))
  }

  private mutating func sort(_ children: inout [NodeID]) {
    document.text.withUnsafeBufferPointer { text in
      children.sort { a, b in
        text[document[a].key.range].lexicographicallyPrecedes(text[document[b].key.range])
      }
    }
    for (earlier, later) in zip(children, children.dropFirst())
    where document.keysEqual(document[earlier].key, document[later].key) {
      diagnostics.append(DocumentFault.duplicateKey(later, earlier: earlier, in: document))
    }
  }

  private mutating func checkKey(_ child: NodeID, isRoot: Bool) {
    guard writer.dialect == .kustomizeResource else { return }
    if let fault = DocumentFault.keyType(of: child, in: document, isRoot: isRoot) {
      diagnostics.append(fault)
    }
  }

  private mutating func scalar(_ node: NodeID, _ record: NodeRecord) {
    switch document.resolved(node, as: writer.dialect) {
    case .null:
      let isQuoted =
        isFlow && record.value.length == 0 && record.tag == .none && writer.dialect == .kustomizeResource
      output.append(contentsOf: isQuoted ? "\"\"".utf8 : "null".utf8)
    case .boolean(let value): output.append(contentsOf: value ? "true".utf8 : "false".utf8)
    case .integer(let value): output.append(contentsOf: String(value).utf8)
    case .unsigned(let value): output.append(contentsOf: String(value).utf8)
    case .float(let value) where value.isFinite: ShortestDecimal(value).appendJSON(to: &output)
    case .float: diagnostics.append(DocumentFault.notFinite(node, in: document))
    case .invalid: diagnostics.append(DocumentFault.tagMismatch(node, in: document))
    case .string: document.withText(record.value) { string($0, style: record.style) }
    case .timestamp where isFlow && document.isTimeWithColon(record):
      document.withText(record.value) { string($0) }
    case .timestamp(let text), .binary(let text):
      Array(text.utf8).withUnsafeBufferPointer { string($0) }
    }
  }

  private mutating func string(_ text: Bytes, style: ScalarStyle) {
    if style == .folded, !isFlow, writer.dialect == .kustomizeResource,
      let text = FoldedScalar.rewritten(text)
    {
      text.withUnsafeBufferPointer { string($0) }
    } else {
      string(text)
    }
  }

  private mutating func string(_ text: Bytes) {
    output.append(UInt8(ascii: "\""))
    var start = 0
    var index = 0
    while index < text.count {
      let byte = text[index]
      let isSpecial =
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        || (byte == 0xE2 && UTF8Scan.isBreak(text, index))
        || (writer.escapesHTML
          && (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&")))
      guard isSpecial else {
        index += 1
        continue
      }
      output.append(contentsOf: text[start..<index])
      escape(UTF8Scan.scalar(text, index))
      index += UTF8Scan.width(byte)
      start = index
    }
    output.append(contentsOf: text[start...])
    output.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ scalar: UInt32) {
    output.append(UInt8(ascii: "\\"))
    switch scalar {
    case 0x22, 0x5C: output.append(UInt8(truncatingIfNeeded: scalar))
    case 8: output.append(UInt8(ascii: "b"))
    case 9: output.append(UInt8(ascii: "t"))
    case 10: output.append(UInt8(ascii: "n"))
    case 12: output.append(UInt8(ascii: "f"))
    case 13: output.append(UInt8(ascii: "r"))
    default:
      output.append(UInt8(ascii: "u"))
      for place in (0..<4).reversed() {
        let digit = UInt8(truncatingIfNeeded: scalar >> UInt32(4 * place)) & 15
        output.append(digit < 10 ? 48 + digit : 87 + digit)
      }
    }
  }
}

internal import SourceModel
internal import YAML

/// Prints YAML with the styles and comments of the text that it was read from, as Go's YAML encoder does.
///
/// Two blanks of indentation, lists at the level of their key, no folding, no final newline.
struct StyledYAMLPrinter {
  private let document: Document
  private var comments: SourceComments
  private var output = ""
  /// The indentation of the entry that was written last.
  private var lastIndent = 0

  init(_ document: Document, source: String) {
    self.document = document
    comments = SourceComments(source, document)
  }

  consuming func print() -> String {
    block(document.root, indent: 0, isInline: true)
    for comment in comments.rest() { output += (comment.isBehindBlank ? "\n" : "") + comment.text + "\n" }
    while let last = output.unicodeScalars.last, last == "\n" || last == " " {
      output.unicodeScalars.removeLast()
    }
    return output
  }

  // MARK: - Block style

  /// Writes a node that begins on the current line (`isInline`), each of its lines ending in a newline.
  private mutating func block(_ node: NodeID, indent: Int, isInline: Bool) {
    guard !document.isScalar(node), !document[node].isFlow, document.firstChild(node) != nil else {
      output += text(node, indent: indent, inFlow: false)
      endLine(of: node)
      return
    }
    var isFirst = isInline
    for child in document.children(node) {
      heads(before: child, isFirstChild: child == document.firstChild(node), indent, &isFirst)
      if !isFirst { output += String(repeating: " ", count: indent) }
      isFirst = false
      if document.isMapping(node) {
        output += key(child) + ":"
        entry(child, indent: indent)
      } else {
        output += "- "
        block(child, indent: indent + 2, isInline: true)
      }
    }
  }

  private mutating func entry(_ child: NodeID, indent: Int) {
    let isBlock = !document.isScalar(child) && !document[child].isFlow && document.firstChild(child) != nil
    if isBlock {
      endLine(of: child)
      block(child, indent: document.isMapping(child) ? indent + 2 : indent, isInline: false)
    } else {
      let value = text(child, indent: indent + 2, inFlow: false)
      output += value.isEmpty ? "" : " " + value
      endLine(of: child)
    }
  }

  private mutating func heads(
    before child: NodeID, isFirstChild: Bool, _ indent: Int, _ isFirst: inout Bool
  ) {
    let line = keyLine(child)
    let column = document.asRead(child).map { document.keyLocation($0).column } ?? 0
    for comment in comments.heads(before: line) {
      // A comment that stands deeper than what follows belongs to what came before.
      let isFoot = comment.column > column && lastIndent > indent
      if !isFirst { output += String(repeating: " ", count: isFoot ? lastIndent : indent) }
      isFirst = false
      let isEnd = isFirstChild ? indent == 0 : !comment.beginsBehindBlank
      output += comment.text + (comment.isBeforeBlank && !isFoot && isEnd ? "\n\n" : "\n")
    }
    lastIndent = indent
  }

  private mutating func endLine(of node: NodeID) {
    if !output.hasSuffix("\n") {
      let isValueLine = document.isScalar(node) || document[node].isFlow
      let line = isValueLine ? document.asRead(node).map { document.location($0).line } ?? 0 : keyLine(node)
      if let comment = comments.trailing(on: line) { output += " " + comment }
      output += "\n"
    }
  }

  /// The line on which the key of a node stood in the text, whatever was written over the value; 0 for what is new.
  private func keyLine(_ node: NodeID) -> Int {
    document.asRead(node).map { document.keyLocation($0).line } ?? 0
  }

  // MARK: - Scalars and flow style

  private func text(_ node: NodeID, indent: Int, inFlow: Bool) -> String {
    switch document.kind(node) {
    case .mapping:
      let entries = document.children(node).map { child in
        let value = text(child, indent: indent, inFlow: true)
        return value.isEmpty ? key(child) + ":" : key(child) + ": " + value
      }
      return "{" + entries.joined(separator: ", ") + "}"
    case .sequence:
      return "["
        + document.children(node).map { text($0, indent: indent, inFlow: true) }.joined(separator: ", ") + "]"
    case .scalar:
      return scalar(node, indent: indent, inFlow: inFlow)
    }
  }

  private func key(_ node: NodeID) -> String {
    let text = document.key(node)
    switch document[node].keyStyle {
    case .doubleQuoted: return ScalarText.doubleQuoted(text)
    case .singleQuoted: return ScalarText.singleQuoted(text)
    default: return ScalarText.isPlain(text, inFlow: true) ? text : ScalarText.singleQuoted(text)
    }
  }

  private func scalar(_ node: NodeID, indent: Int, inFlow: Bool) -> String {
    let text = document.string(node)
    let record = document[node]
    switch record.style {
    case .doubleQuoted: return ScalarText.doubleQuoted(text)
    case .singleQuoted: return ScalarText.singleQuoted(text)
    case .literal where !inFlow: return ScalarText.block(text, "|", indent)
    case .folded where !inFlow: return ScalarText.block(text, ">", indent)
    default: break
    }
    if text.utf8.contains(0x0A) {
      return inFlow ? ScalarText.doubleQuoted(text) : ScalarText.block(text, "|", indent)
    }
    let plainTag = ScalarText.tag(ofPlain: text)
    if record.tag != .none, record.tag != .other, record.tag != plainTag {
      if record.tag == .string { return ScalarText.doubleQuoted(text) }
      return ScalarText.explicit(record.tag) + " " + text
    }
    if text.isEmpty { return inFlow || record.tag == .string ? "''" : "" }
    return ScalarText.isPlain(text, inFlow: inFlow) ? text : ScalarText.singleQuoted(text)
  }
}

/// How single scalars are written.
enum ScalarText {
  static func tag(ofPlain text: String) -> NodeTag {
    switch ResolvedScalar(plain: text, as: .kustomizeResource) {
    case .null: .null
    case .boolean: .boolean
    case .integer, .unsigned: .integer
    case .float: .float
    case .timestamp: .timestamp
    default: .string
    }
  }

  static func explicit(_ tag: NodeTag) -> String {
    switch tag {
    case .integer: "!!int"
    case .float: "!!float"
    case .boolean: "!!bool"
    case .null: "!!null"
    case .timestamp: "!!timestamp"
    default: "!!str"
    }
  }

  static func singleQuoted(_ text: String) -> String {
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return doubleQuoted(text)
    }
    return "'" + text.replacing("'", with: "''") + "'"
  }

  static func doubleQuoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\u{0}"..<"\u{20}", "\u{7F}": result += "\\x" + hexadecimal(scalar.value, 2)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// A block scalar, without the newline behind its last line.
  static func block(_ text: String, _ indicator: String, _ indent: Int) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var header = indicator
    if text.hasPrefix(" ") || text.hasPrefix("\n") { header += "2" }
    if text.hasSuffix("\n\n") {
      header += "+"
    } else if !text.hasSuffix("\n") {
      header += "-"
    }
    if text.hasSuffix("\n") { lines.removeLast() }
    let margin = String(repeating: " ", count: indent)
    return header + "\n" + lines.map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n") + "\n"
  }

  /// Whether a text can stand without quotes.
  static func isPlain(_ text: String, inFlow: Bool) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20 else { return false }
    if text.hasPrefix("---") || text.hasPrefix("...") { return false }
    func isBlank(_ index: Int) -> Bool {
      index >= bytes.count || bytes[index] == 0x20 || bytes[index] == 0x0A
    }
    if Array("#,[]{}&*!|>'\"%@`".utf8).contains(first) { return false }
    if first == UInt8(ascii: "-") && isBlank(1) { return false }
    if first == UInt8(ascii: "?") || first == UInt8(ascii: ":"), inFlow || isBlank(1) { return false }
    for (index, byte) in bytes.enumerated() {
      if byte < 0x20 || byte == 0x7F { return false }
      if inFlow, Array(",?[]{}".utf8).contains(byte) { return false }
      if byte == UInt8(ascii: ":"), inFlow || isBlank(index + 1) { return false }
      if byte == UInt8(ascii: "#"), index > 0, bytes[index - 1] == 0x20 { return false }
    }
    return true
  }
}

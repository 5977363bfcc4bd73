internal import KubernetesModel
internal import SourceModel
internal import YAML

/// JSON whose strings keep their escapes, so that what a patch does not touch is written back as it was.
///
/// Strings are scalars with their raw text between the quotes; keys are decoded. Source: reference/karmada.md
/// section 10.6.
struct RawJSON {
  private static let depthLimit = 256

  private var bytes: [UInt8]
  private var position = 0
  private var document: Document
  private let author: Author

  /// A tree of the JSON in `text`; nil when it is no JSON (or nested deeper than 256).
  static func parse(_ text: String, by author: Author) -> Document? {
    guard JSONText.isStrict(Array(text.utf8)) else { return nil }
    var reader = RawJSON(
      bytes: Array(text.utf8), document: Document(path: author.origin.path), author: author)
    guard let root = reader.value(depth: 0) else { return nil }
    reader.document.root = root
    return reader.document
  }

  private init(bytes: [UInt8], document: Document, author: Author) {
    self.bytes = bytes
    self.document = document
    self.author = author
  }

  // The text is known to be strict JSON, so the reader only has to find where things end.
  private mutating func value(depth: Int) -> NodeID? {
    guard depth < Self.depthLimit, let first = peek() else { return nil }
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return collection(first, depth: depth)
    case UInt8(ascii: "\""):
      return document.makeScalar(ScalarValue(rawString(), style: .doubleQuoted, tag: .string), by: author)
    default:
      let start = position
      while position < bytes.count, !",]} \t\r\n".utf8.contains(bytes[position]) { position += 1 }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      return document.makeScalar(ScalarValue(text), by: author)
    }
  }

  private mutating func collection(_ opening: UInt8, depth: Int) -> NodeID? {
    let isObject = opening == UInt8(ascii: "{")
    let node = document.makeEmpty(isObject ? .mapping : .sequence, by: author)
    var last: NodeID?
    position += 1
    while let next = peek(), next != UInt8(ascii: "}"), next != UInt8(ascii: "]") {
      if next == UInt8(ascii: ",") {
        position += 1
        continue
      }
      guard isObject else {
        guard let item = value(depth: depth + 1) else { return nil }
        document.insert(item, in: node, after: last)
        last = item
        continue
      }
      let key = decoded(rawString())
      _ = peek()
      position += 1
      guard let member = value(depth: depth + 1) else { return nil }
      document.attach(member, to: node, key: key)
    }
    position += 1
    return node
  }

  /// The next byte that is no blank.
  private mutating func peek() -> UInt8? {
    while position < bytes.count, " \t\r\n".utf8.contains(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  /// The text between the quotes at the position, escapes as they are.
  private mutating func rawString() -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    defer { position += 1 }
    return String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
  }

  private func decoded(_ raw: String) -> String {
    guard raw.utf8.contains(UInt8(ascii: "\\")) else { return raw }
    let quoted = Array("\"\(raw)\"".utf8)
    guard let value = JSONText.parse(quoted, path: .root).value else { return raw }
    return value.string(value.root)
  }
}

extension RawJSON {
  /// Turns the strings of a patch value into raw text, and sorts its keys, as the API server keeps them.
  static func encodeStrings(below node: NodeID, in document: inout Document, by author: Author) {
    var pending = [node]
    while let current = pending.popLast() {
      if document.kubernetesScalar(current) == .string {
        let raw = escaped(document.string(current))
        document.replace(current, with: ScalarValue(raw, style: .doubleQuoted, tag: .string), by: author)
      } else {
        let children = Array(document.children(current))
        if document.isMapping(current) {
          document.setChildren(current, children.sorted { bytewise(document.key($0), document.key($1)) })
        }
        pending.append(contentsOf: children)
      }
    }
  }

  /// Compact JSON, with `<`, `>` and `&` escaped as Go does.
  static func text(_ document: Document) -> String {
    var output: [UInt8] = []
    write(document, document.root, into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  private static func write(_ document: Document, _ node: NodeID, into output: inout [UInt8]) {
    switch document.kind(node) {
    case .scalar where document[node].tag == .string:
      output.append(UInt8(ascii: "\""))
      for byte in document.string(node).utf8 {
        switch byte {
        case UInt8(ascii: "<"): output += "\\u003c".utf8
        case UInt8(ascii: ">"): output += "\\u003e".utf8
        case UInt8(ascii: "&"): output += "\\u0026".utf8
        default: output.append(byte)
        }
      }
      output.append(UInt8(ascii: "\""))
    case .scalar:
      let text = document.string(node)
      output += text.utf8.isEmpty ? "null".utf8 : text.utf8
    case .mapping:
      output.append(UInt8(ascii: "{"))
      var isFirst = true
      for child in document.children(node) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        output += "\"\(escaped(document.key(child)))\":".utf8
        write(document, child, into: &output)
      }
      output.append(UInt8(ascii: "}"))
    case .sequence:
      output.append(UInt8(ascii: "["))
      var isFirst = true
      for child in document.children(node) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        write(document, child, into: &output)
      }
      output.append(UInt8(ascii: "]"))
    }
  }

  /// The text of a string between quotes, as Go's `encoding/json` writes it.
  private static func escaped(_ text: String) -> String {
    var output: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\"".utf8
      case "\\": output += "\\\\".utf8
      case "\n": output += "\\n".utf8
      case "\r": output += "\\r".utf8
      case "\t": output += "\\t".utf8
      case "\u{8}": output += "\\b".utf8
      case "\u{C}": output += "\\f".utf8
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
      default: output += String(scalar).utf8
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}

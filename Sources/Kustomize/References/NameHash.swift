internal import ContentHashing
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The suffix that stands for the content of a generated resource.
///
/// SHA-256 of a JSON text whose form is part of the format: sorted keys, no blanks, an always empty `name`.
/// Source: kustomize 5.8.1, reference/kustomize.md section 8; conformance/kustomize/units/name-hash.json.
enum NameHash {
  /// Nil for other kinds than ConfigMap and Secret: there kustomize hashes its own syntax tree with lines and columns.
  static func suffix(of resource: BuildResource) -> String? {
    guard resource.id.kind == "ConfigMap" || resource.id.kind == "Secret" else { return nil }
    let digest = SHA256Digest(of: encoding(of: resource.document, kind: resource.id.kind))
    return String(decoding: digest.description.utf8.prefix(10).map(replacement), as: UTF8.self)
  }

  /// Digits and letters that could make a word, or be taken for another, are replaced.
  private static func replacement(_ digit: UInt8) -> UInt8 {
    switch digit {
    case UInt8(ascii: "0"): UInt8(ascii: "g")
    case UInt8(ascii: "1"): UInt8(ascii: "h")
    case UInt8(ascii: "3"): UInt8(ascii: "k")
    case UInt8(ascii: "a"): UInt8(ascii: "m")
    case UInt8(ascii: "e"): UInt8(ascii: "t")
    default: digit
    }
  }

  private static func encoding(of document: Document, kind: String) -> [UInt8] {
    var writer = CanonicalJSON(document)
    let root = document.root
    func field(_ name: String, always: Bool) -> (String, NodeID?)? {
      let node = document[root, name]
      if always { return (name, node) }
      guard let node, document.isMapping(node) else { return nil }
      return (name, node)
    }
    switch kind {
    case "ConfigMap":
      writer.write(
        fields: [field("binaryData", always: false), field("data", always: true)].compactMap { $0 },
        kind: kind, after: [])
    default:
      writer.write(
        fields: [field("data", always: true)].compactMap { $0 }, kind: kind,
        after: [field("stringData", always: false), field("type", always: true)].compactMap { $0 })
    }
    return writer.bytes
  }
}

/// JSON with sorted keys and the escapes of Go's encoder.
struct CanonicalJSON {
  private(set) var bytes: [UInt8] = []
  private let document: Document
  /// Blanks for each level, with each entry on a line of its own; nil for compact text.
  private let indentation: Int?
  /// Whether whole numbers keep all digits; the hash passes them through 64-bit floats.
  private let keepsIntegers: Bool
  private var depth = 0

  init(_ document: Document, indentation: Int? = nil, keepsIntegers: Bool = false) {
    self.document = document
    self.indentation = indentation
    self.keepsIntegers = keepsIntegers
  }

  /// An object of fields (absent ones are empty texts), `kind` and an empty `name`.
  fileprivate mutating func write(fields: [(String, NodeID?)], kind: String, after: [(String, NodeID?)]) {
    bytes.append(UInt8(ascii: "{"))
    for (name, node) in fields { entry(name, node) }
    bytes += Array("\"kind\":\"\(kind)\",\"name\":\"\"".utf8)
    for (name, node) in after {
      bytes.append(UInt8(ascii: ","))
      entry(name, node)
      bytes.removeLast()
    }
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func entry(_ name: String, _ node: NodeID?) {
    string(name)
    bytes.append(UInt8(ascii: ":"))
    switch node.map(document.kind) {
    case .mapping?: if let node { write(node) }
    // A scalar counts as the text that it is written as, and a list is none of what may stand here.
    case .scalar?: string(node.map(document.string) ?? "")
    case .sequence?: bytes += Array("null".utf8)
    case nil: bytes += Array("\"\"".utf8)
    }
    bytes.append(UInt8(ascii: ","))
  }

  mutating func write(_ node: NodeID) {
    switch document.kind(node) {
    case .mapping:
      let children = document.children(node).map { (key: document.key($0), node: $0) }
        .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      collection("{", "}", children) { writer, child in
        writer.string(child.key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.indentation != nil { writer.bytes.append(0x20) }
        writer.write(child.node)
      }
    case .sequence:
      collection("[", "]", Array(document.children(node))) { writer, child in writer.write(child) }
    case .scalar:
      scalar(node)
    }
  }

  private mutating func collection<Element>(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ elements: [Element],
    _ write: (inout CanonicalJSON, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    depth += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      newLine()
      write(&self, element)
    }
    depth -= 1
    if !elements.isEmpty { newLine() }
    bytes.append(UInt8(ascii: close))
  }

  private mutating func newLine() {
    guard let indentation else { return }
    bytes.append(0x0A)
    bytes += [UInt8](repeating: 0x20, count: depth * indentation)
  }

  private mutating func scalar(_ node: NodeID) {
    switch document.resolved(node, as: .kustomizeResource) {
    case .null: bytes += Array("null".utf8)
    case .boolean(let value): bytes += Array((value ? "true" : "false").utf8)
    case .integer(let value):
      bytes += Array((keepsIntegers ? String(value) : GoNumber.json(Double(value))).utf8)
    case .unsigned(let value):
      bytes += Array((keepsIntegers ? String(value) : GoNumber.json(Double(value))).utf8)
    case .float(let value): bytes += Array(GoNumber.json(value).utf8)
    case .string, .invalid: string(document.string(node))
    case .timestamp(let text), .binary(let text): string(text)
    }
  }

  mutating func string(_ text: String) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += Array("\\\"".utf8)
      case "\\": bytes += Array("\\\\".utf8)
      case "\n": bytes += Array("\\n".utf8)
      case "\r": bytes += Array("\\r".utf8)
      case "\t": bytes += Array("\\t".utf8)
      case "\u{8}": bytes += Array("\\b".utf8)
      case "\u{C}": bytes += Array("\\f".utf8)
      case "<", ">", "&", "\u{0}"..<"\u{20}", "\u{2028}", "\u{2029}":
        bytes += Array("\\u".utf8)
        for shift in [12, 8, 4, 0] { bytes.append(hex[Int(scalar.value >> UInt32(shift)) & 15]) }
      default: bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Numbers as Go's JSON encoder writes them.
enum GoNumber {
  /// The shortest text that reads back; exponents, of two digits at least, below 1e-4 and from 1e21.
  static func general(_ value: Double) -> String {
    let text = json(value)
    guard let mark = text.firstIndex(of: "e") else { return text }
    let digits = text[text.index(mark, offsetBy: 2)...]
    return digits.count < 2 ? text[..<text.index(mark, offsetBy: 2)] + "0" + digits : text
  }

  /// The shortest text that reads back; exponents only below 1e-6 and from 1e21.
  static func json(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    let text = "\(value)"
    guard abs(value) < 1e21, abs(value) >= 1e-6, text.contains("e") else { return text }
    return plain(text)
  }

  /// `1.5e+20` without the exponent.
  private static func plain(_ text: String) -> String {
    let parts = text.split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
    let isNegative = parts[0].hasPrefix("-")
    let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
    var digits = String(mantissa[0]) + (mantissa.count > 1 && mantissa[1] != "0" ? String(mantissa[1]) : "")
    let point = mantissa[0].count + exponent
    if point >= digits.count {
      digits += String(repeating: "0", count: point - digits.count)
    } else if point > 0 {
      digits.insert(".", at: digits.index(digits.startIndex, offsetBy: point))
    } else {
      digits = "0." + String(repeating: "0", count: -point) + digits
    }
    return (isNegative ? "-" : "") + digits
  }
}

extension ResourceMap {
  /// Adds the content hash to the names of generated resources. Runs after all transformers, because the hash
  /// covers what they wrote.
  ///
  /// Emits `kustomize.hash-kind`.
  mutating func addNameHashes() -> [Diagnostic] {
    var findings: [Diagnostic] = []
    for position in 0..<count where self[position].needsHash {
      modify(position) { resource in
        guard let suffix = NameHash.suffix(of: resource) else {
          findings.append(
            .error(
              hashKind, "\(resource.id) asks for a hash suffix, which only a ConfigMap or a Secret can have",
              at: resource.location))
          return
        }
        let author = Author(.generator, step: "name hash", at: resource.firstNameLocation)
        resource.rememberIdentity()
        resource.nameWithoutHash = resource.id.name
        resource.setName("\(resource.id.name)-\(suffix)", by: author)
      }
    }
    return findings
  }
}

extension BuildResource {
  /// Where the name was written first: in the generator.
  fileprivate var firstNameLocation: SourceLocation {
    guard var node = document[document.root, ["metadata", "name"]] else { return location }
    while let before = document.previous(node) { node = before }
    return document.location(node)
  }
}

private let hashKind = "kustomize.hash-kind"

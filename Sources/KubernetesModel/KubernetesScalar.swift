internal import SourceModel
package import YAML

/// What Kubernetes tooling makes of a YAML scalar on its way to JSON: YAML 1.1, integers of 64 bits.
///
/// Kustomize reads YAML by other rules (`YAML.ScalarResolution`). Source: sigs.k8s.io/yaml 1.4,
/// reference/karmada.md section 2.1.
package enum KubernetesScalar: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// An integer above `Int64.max`.
  case unsigned(UInt64)
  case double(Double)
  /// The text itself.
  case string

  /// Resolves text that stands unquoted and untagged.
  package init(plain text: String) {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else {
      self = .null
      return
    }
    if let word = KubernetesScalar.word(text) {
      self = word
      return
    }
    switch first {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
      self = KubernetesScalar.number(bytes) ?? .string
    default: self = .string
    }
  }

  private static func word(_ text: String) -> KubernetesScalar? {
    guard text.utf8.count <= 5 else { return nil }
    switch text {
    case "~", "null", "Null", "NULL": return .null
    case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE": return .boolean(true)
    case "n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .double(-.infinity)
    case ".nan", ".NaN", ".NAN": return .double(.nan)
    default: return nil
    }
  }

  private static func number(_ bytes: [UInt8]) -> KubernetesScalar? {
    let digits = bytes.filter { $0 != UInt8(ascii: "_") }
    return integer(digits) ?? float(digits)
  }

  /// As Go's `ParseInt(text, 0, 64)`: a sign, then `0x`, `0o`, `0b` or a leading 0 choose the base.
  private static func integer(_ bytes: [UInt8]) -> KubernetesScalar? {
    var rest = bytes[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    var radix = 10
    if rest.count > 1, rest.first == UInt8(ascii: "0") {
      switch rest[rest.startIndex + 1] | 0x20 {
      case UInt8(ascii: "x"): (radix, rest) = (16, rest.dropFirst(2))
      case UInt8(ascii: "o"): (radix, rest) = (8, rest.dropFirst(2))
      case UInt8(ascii: "b"): (radix, rest) = (2, rest.dropFirst(2))
      default: (radix, rest) = (8, rest.dropFirst())
      }
    }
    guard let first = rest.first, first != UInt8(ascii: "-"), first != UInt8(ascii: "+") else { return nil }
    let text = String(decoding: rest, as: UTF8.self)
    if let value = Int64(isNegative ? "-" + text : text, radix: radix) { return .integer(value) }
    if !isNegative, let value = UInt64(text, radix: radix) { return .unsigned(value) }
    return nil
  }

  private static func float(_ bytes: [UInt8]) -> KubernetesScalar? {
    var index = 0
    func isDigit(_ at: Int) -> Bool {
      at < bytes.count && bytes[at] >= UInt8(ascii: "0") && bytes[at] <= UInt8(ascii: "9")
    }
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
      index += 1
    }
    let whole = index
    while isDigit(index) { index += 1 }
    var hasDigits = index > whole
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let fraction = index
      while isDigit(index) { index += 1 }
      hasDigits = hasDigits || index > fraction
    }
    guard hasDigits else { return nil }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
        index += 1
      }
      let exponent = index
      while isDigit(index) { index += 1 }
      guard index > exponent else { return nil }
    }
    guard index == bytes.count else { return nil }
    var text = String(decoding: bytes, as: UTF8.self)
    if text.utf8.first == UInt8(ascii: "+") { text.removeFirst() }
    guard let value = Double(text), value.isFinite else { return nil }
    return .double(value)
  }

  /// How JSON writes it, a whole double as an integer; nil for strings and for what JSON can't hold.
  package var jsonText: String? {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .unsigned(let value): String(value)
    case .double(let value): value.isFinite ? goText(value) : nil
    case .string: nil
    }
  }

  /// The tag that keeps the type when `jsonText` is printed.
  package var tag: NodeTag {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .integer, .unsigned: .integer
    case .double(let value): value.magnitude < 1e15 && value == value.rounded() ? .integer : .float
    case .string: .string
    }
  }
}

/// A finite double as Go's `encoding/json` writes it: no exponent between 1e-6 and 1e21.
private func goText(_ value: Double) -> String {
  if value == 0 { return "0" }
  // The description has the shortest digits that round-trip, as Go's; only its layout differs.
  var digits: [UInt8] = []
  var point: Int?
  var exponent = 0
  let text = Array(value.magnitude.description.utf8)
  if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
    exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)) ?? 0
  }
  for byte in text.prefix(while: { $0 != UInt8(ascii: "e") }) {
    if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
  }
  var scale = (point ?? digits.count) + exponent
  while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
  while digits.count > 1, digits.first == UInt8(ascii: "0") {
    digits.removeFirst()
    scale -= 1
  }
  let sign = value < 0 ? "-" : ""
  func part(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
  func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
  if value.magnitude < 1e-6 || value.magnitude >= 1e21 {
    let fraction = digits.count > 1 ? "." + part(digits[1...]) : ""
    let power = scale - 1
    // Go's JSON shortens e-09 to e-9 and leaves e+21 as it is, which never has one digit here.
    let powerText = power < 0 ? "-\(-power)" : "+\(power)"
    return "\(sign)\(part(digits[..<1]))\(fraction)e\(powerText)"
  }
  if scale <= 0 { return "\(sign)0.\(zeros(-scale))\(part(digits[...]))" }
  if digits.count <= scale { return "\(sign)\(part(digits[...]))\(zeros(scale - digits.count))" }
  return "\(sign)\(part(digits[..<scale])).\(part(digits[scale...]))"
}

extension Document {
  /// The type that Kubernetes tooling gives to a node; nil for mappings and sequences.
  package func kubernetesScalar(_ node: NodeID) -> KubernetesScalar? {
    let record = self[node]
    guard record.kind == .scalar else { return nil }
    switch record.tag {
    case .string, .binary, .timestamp: return .string
    case .null: return .null
    case .none where record.style != .plain: return .string
    default: return KubernetesScalar(plain: string(node))
    }
  }

  /// The integer that a node holds; nil for everything else, whole doubles excepted.
  package func kubernetesInteger(_ node: NodeID) -> Int64? {
    switch kubernetesScalar(node) {
    case .integer(let value)?: value
    case .double(let value)? where value == value.rounded() && value.magnitude < 9e18: Int64(value)
    default: nil
    }
  }

  /// Rewrites plain scalars and keys below `node` as JSON would hold them: `yes` becomes `true`, `0644` 420.
  ///
  /// What is written so already is left alone; the rest keeps its place and the step that wrote it.
  package mutating func normalizeScalars(below node: NodeID) {
    var pending = [node]
    while let current = pending.popLast() {
      normalizeKey(current)
      if isScalar(current) {
        normalizeValue(current)
      } else {
        pending.append(contentsOf: children(current))
      }
    }
  }

  private mutating func normalizeKey(_ node: NodeID) {
    let record = self[node]
    guard record.key.length > 0, record.keyStyle == .plain, record.keyTag != .string else { return }
    let text = string(record.key)
    if let json = KubernetesScalar(plain: text).jsonText, !json.utf8.elementsEqual(text.utf8) {
      rename(node, to: json)
    }
  }

  private mutating func normalizeValue(_ node: NodeID) {
    guard let scalar = kubernetesScalar(node) else { return }
    if scalar == .string, self[node].style == .plain, self[node].tag == .none,
      resolved(node, as: .kustomizeResource) != .string
    {
      // A date: a string here, but the printer would take it for a timestamp.
      setStyle(node, .plain, tag: .string)
    }
    guard scalar != .string, let json = scalar.jsonText else { return }
    if json.utf8.elementsEqual(string(node).utf8) { return }
    let place = location(node)
    let author = Author(origin(node), line: place.line, column: place.column)
    replace(node, with: ScalarValue(json, tag: scalar.tag), by: author)
  }
}

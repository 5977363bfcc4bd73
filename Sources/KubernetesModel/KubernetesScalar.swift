internal import SourceModel
package import YAML

/// What Kubernetes tooling makes of a YAML scalar on its way to JSON: YAML 1.1, integers of 64 bits.
///
/// The rules are those of the dialect `yaml11` of the YAML module. Source: sigs.k8s.io/yaml 1.4,
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
  package init(plain text: String) { self.init(ResolvedScalar(plain: text, as: .yaml11)) }

  fileprivate init(_ resolved: ResolvedScalar) {
    switch resolved {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(value)
    case .unsigned(let value): self = .unsigned(value)
    case .float(let value): self = .double(value)
    case .string, .timestamp, .binary, .invalid: self = .string
    }
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
    isScalar(node) ? KubernetesScalar(resolved(node, as: .yaml11)) : nil
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

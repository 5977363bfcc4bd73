internal import YAML

/// What a scalar of a kustomization or configuration file means: YAML 1.1, then the conversion to JSON.
enum ConfigurationScalar: Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case text(String)
  case collection

  init(_ document: borrowing Document, _ node: NodeID, _ dialect: YAMLDialect = .yaml11) {
    guard document.isScalar(node) else {
      self = .collection
      return
    }
    switch document.resolved(node, as: dialect) {
    case .null: self = .null
    case .boolean(let value): self = .boolean(value)
    case .integer(let value): self = .integer(Int(value))
    case .float(let value):
      if let whole = Int(exactly: value) { self = .integer(whole) } else { self = .float(value) }
    case .unsigned(let value): self = .float(Double(value))
    case .string, .invalid: self = .text(document.string(node))
    case .timestamp(let text): self = .text(text)
    case .binary(let text): self = .text(text)
    }
  }

  /// The text that a lenient decoder makes of a number or boolean where it wants a text.
  var coerced: String? {
    switch self {
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .float(let value): GoNumber.general(value)
    default: nil
    }
  }

  /// The key of a child of a mapping, as the conversion to JSON writes it: `y` becomes `true`.
  static func keyText(_ document: Document, _ child: NodeID, _ dialect: YAMLDialect = .yaml11) -> String {
    switch document.resolvedKey(child, as: dialect) {
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    default: return document.key(child)
    }
  }
}

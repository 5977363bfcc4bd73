internal import GoTemplate
internal import KubernetesModel
package import YAML

extension Document {
  /// The node as JSON data: every number is a 64-bit float. Source: reference/applicationset.md section 2.
  ///
  /// The depth of recursion is bounded by the parser's limit on nesting.
  func jsonValue(_ node: NodeID) -> Value {
    switch self[node].kind {
    case .mapping:
      let map = MapValue()
      for child in children(node) { map[jsonKey(child)] = jsonValue(child) }
      return .map(map)
    case .sequence: return .list(children(node).map { jsonValue($0) })
    case .scalar: return jsonScalar(node)
    }
  }

  private func jsonScalar(_ node: NodeID) -> Value {
    switch kubernetesScalar(node) {
    case .null?, nil: .null
    case .boolean(let value)?: .bool(value)
    case .integer(let value)?: .float(Double(value))
    case .unsigned(let value)?: .float(Double(value))
    case .double(let value)?: .float(value)
    // The bytes of `!!binary` are a string, as those of a time are.
    case .string?: .string(stringValue(node, as: .yaml11) ?? string(node))
    }
  }

  /// The key of a node as JSON has it: numbers and booleans become their texts.
  func jsonKey(_ node: NodeID) -> String {
    let record = self[node]
    let text = string(record.key)
    guard record.keyStyle == .plain, record.keyTag != .string else { return text }
    return KubernetesScalar(plain: text).jsonText ?? text
  }

  /// What JSON calls the type of a node.
  func jsonTypeName(_ node: NodeID) -> String {
    switch kubernetesScalar(node) {
    case nil: isMapping(node) ? "object" : "array"
    case .null?: "null"
    case .boolean?: "boolean"
    case .string?: "string"
    default: "number"
    }
  }
}

extension Application {
  /// The `spec` of a document as JSON with sorted keys: the same for two texts that mean the same.
  package static func specText(of document: Document) -> String {
    guard let spec = document[document.root, "spec"] else { return "" }
    return (try? document.jsonValue(spec).jsonText()) ?? ""
  }
}

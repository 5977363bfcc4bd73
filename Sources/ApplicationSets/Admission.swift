internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Checks an object against its schema, as the API server does before a controller sees it.
///
/// Unknown fields are dropped there without a word, so they are warnings here (errors where the options say so).
/// Source: reference/applicationset.md section 3. Emits `applicationset.unknown-field`,
/// `applicationset.field-type`, `applicationset.missing-field`, `applicationset.unsupported-value`.
struct Admission {
  let document: Document
  let unknownFields: Severity
  /// Whether required fields must be there.
  var isComplete = true
  private(set) var diagnostics: [Diagnostic] = []
  private let schema = Schema.argoCD

  init(_ document: Document, unknownFields: Severity, isComplete: Bool = true) {
    self.document = document
    self.isComplete = isComplete
    self.unknownFields = unknownFields
  }

  mutating func check(_ node: NodeID, _ type: FieldType, path: String) {
    switch type {
    case .any: break
    case .string:
      if document.kubernetesScalar(node) != .string { return wrong(node, path, "a string") }
      if path == "spec.syncPolicy.applicationsSync" { checkSyncMode(node, path) }
    case .boolean:
      guard case .boolean? = document.kubernetesScalar(node) else {
        return wrong(node, path, "true or false")
      }
    case .integer: if document.kubernetesInteger(node) == nil { wrong(node, path, "an integer") }
    case .integerOrString:
      if document.kubernetesInteger(node) == nil, document.kubernetesScalar(node) != .string {
        wrong(node, path, "an integer or a string")
      }
    case .list(let element):
      guard document.isSequence(node) else { return wrong(node, path, "a list") }
      for (index, child) in document.children(node).enumerated() {
        check(child, element, path: "\(path)[\(index)]")
      }
    case .map(let element):
      guard document.isMapping(node) else { return wrong(node, path, "a mapping") }
      for child in document.children(node) { check(child, element, path: "\(path).\(document.key(child))") }
    case .object(let index): checkObject(node, index, path)
    }
  }

  private mutating func checkObject(_ node: NodeID, _ type: Int, _ path: String) {
    guard document.isMapping(node) else { return wrong(node, path, "a mapping") }
    let prefix = path.isEmpty ? "" : path + "."
    for child in document.children(node) {
      let key = document.key(child)
      if let field = schema.field(type, of: child, in: document) {
        check(child, field.type, path: prefix + key)
      } else {
        let hint = nearMiss(to: key, among: schema.types[type].lazy.map(\.name)).map {
          "; did you mean \"\($0)\"?"
        }
        let object = path.isEmpty ? "this object" : path
        diagnostics.append(
          Diagnostic(
            unknownFields, unknownField,
            "\(object) has no field \"\(key)\"; Argo CD drops it\(hint ?? ", remove it")",
            at: document.keyLocation(child)))
      }
    }
    for field in schema.types[type] where isComplete && field.isRequired && document[node, field.name] == nil
    {
      diagnostics.append(
        .error(missingField, "\(prefix)\(field.name) is required; add it", at: document.location(node)))
    }
  }

  private mutating func checkSyncMode(_ node: NodeID, _ path: String) {
    let modes = ["create-only", "create-update", "create-delete", "sync"]
    if modes.contains(where: { document.valueEquals(node, $0) }) { return }
    let choices = "; use " + modes.joined(separator: ", ")
    let hint = nearMiss(to: document.string(node), among: modes).map { "; did you mean \($0)?" }
    diagnostics.append(
      .error(
        unsupportedValue,
        "\(path) can't be \"\(document.string(node))\"\(hint ?? choices)",
        at: document.location(node)))
  }

  private mutating func wrong(_ node: NodeID, _ path: String, _ wanted: String) {
    let found: String
    var hint = ""
    switch document.kubernetesScalar(node) {
    case nil: found = document.isMapping(node) ? "a mapping" : "a list"
    case .null?: found = "null"
    case .boolean?: found = "a boolean"
    case .string?: found = "a string"
    default: found = "a number"
    }
    if wanted == "a string", document.isScalar(node), found != "null" { hint = "; put it in quotes" }
    if found == "a string", document.string(node).contains("{{") {
      hint = "; only strings can be templated, use templatePatch"
    }
    diagnostics.append(
      .error(fieldType, "\(path) must be \(wanted), not \(found)\(hint)", at: document.location(node)))
  }
}

private let unknownField = "applicationset.unknown-field"
private let fieldType = "applicationset.field-type"
private let unsupportedValue = "applicationset.unsupported-value"
private let missingField = "applicationset.missing-field"

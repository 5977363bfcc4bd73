internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Replaces references to `vars` by the values that their objects have in the end.
///
/// Source: reference/kustomize.md section 14. Emits `kustomize.var-source`, `kustomize.var-unused`,
/// `kustomize.field-shape`.
struct VariableResolver {
  let variables: [VariableRule]
  let fields: [FieldSpec]

  func resolve(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    if variables.isEmpty { return }
    var values: [ByteString: VariableExpansion.Value] = [:]
    for variable in variables {
      do throws(Diagnostic) {
        if let value = try value(of: variable, resources) { values[ByteString(variable.name)] = value }
      } catch {
        findings.append(error)
      }
    }
    var expansion = VariableExpansion(values: values)
    resources.modifyAll { resource in
      for spec in fields where spec.applies(to: resource.id) {
        do throws(Diagnostic) {
          try expand(spec, in: &resource, &expansion)
        } catch {
          findings.append(error)
        }
      }
      resource.refreshIdentity()
    }
    for variable in variables where !expansion.used.contains(ByteString(variable.name)) {
      findings.append(
        .warning(varUnused, "the var \"\(variable.name)\" is never used", at: variable.location))
    }
  }

  /// The value of the field; nil for a collection, which no text can take.
  private func value(
    of variable: VariableRule, _ resources: ResourceMap
  ) throws(Diagnostic) -> VariableExpansion.Value? {
    let source = resources.resources.first { resource in
      resource.variables.contains { same($0, variable.name) }
    }
    guard let source else {
      throw .error(
        varSource,
        "the var \"\(variable.name)\" takes its value from \(variable.type.kind) \(variable.objectName), which is not there",
        at: variable.location)
    }
    let document = source.document
    let found: NodeID?
    do throws(DottedPath.Failure) {
      found = try DottedPath(VariableResolver.dotted(variable.fieldPath)).lookup(in: document)
    } catch {
      found = nil
    }
    guard let found else {
      throw .error(
        varSource,
        "the var \"\(variable.name)\" needs \"\(variable.fieldPath)\" of \(source.id), which has no such field",
        at: variable.location, notes: [.init("the object", at: source.location)])
    }
    guard document.isScalar(found) else { return nil }
    switch document.resolved(found, as: .kustomizeResource) {
    case .boolean(let value): return .boolean(value)
    case .integer(let value): return .integer(String(value))
    case .unsigned(let value): return .integer(String(value))
    case .float(let value): return .float(GoNumber.json(value))
    default: return .text(document.string(found))
    }
  }

  /// `spec.ports[0].port` with the index as a step of its own.
  private static func dotted(_ path: String) -> String {
    var result = ""
    for character in path {
      if character == "[", !result.isEmpty, result.last != "." { result.append(".") }
      result.append(character)
    }
    return DottedPath(result).parts.map { part in
      guard part.hasPrefix("["), part.hasSuffix("]"), Int(part.dropFirst().dropLast()) != nil else {
        return part
      }
      return String(part.dropFirst().dropLast())
    }.map { $0.contains("=") ? $0 : $0.replacing(".", with: "\\.") }.joined(separator: ".")
  }

  // MARK: - Fields

  private func expand(
    _ spec: FieldSpec, in resource: inout BuildResource, _ expansion: inout VariableExpansion
  ) throws(Diagnostic) {
    let author = Author(.replacement, step: "vars", at: variables[0].location)
    let id = resource.id
    try FieldSpecWalker(author: author, leaf: nil).apply(spec, to: &resource.document) {
      (document, node) throws(Diagnostic) in
      switch document.kind(node) {
      case .scalar:
        expand(node, &document, &expansion, author)
      case .mapping:
        for child in Array(document.children(node)) where document.isScalar(child) {
          expand(child, &document, &expansion, author)
        }
      case .sequence:
        for child in Array(document.children(node)) {
          guard document.isScalar(child), document.stringValue(child, as: .kustomizeResource) != nil else {
            throw .error(
              fieldShape,
              "\"\(spec.pathText)\" of \(id) may hold references to vars, so it must be a list of texts",
              at: document.location(child))
          }
          expand(child, &document, &expansion, author)
        }
      }
    }
  }

  private func expand(
    _ node: NodeID, _ document: inout Document, _ expansion: inout VariableExpansion, _ author: Author
  ) {
    guard document.resolved(node, as: .kustomizeResource) == .string else { return }
    let text = document.string(node)
    guard text.utf8.contains(UInt8(ascii: "$")) else { return }
    let value = expansion.expand(text)
    if value == .text(text) { return }
    let tag: NodeTag =
      switch value {
      case .text: .string
      case .integer: .integer
      case .float: .float
      case .boolean: .boolean
      }
    document.replace(node, with: ScalarValue(value.text, tag: tag), by: author)
  }
}

private let varSource = "kustomize.var-source"
private let varUnused = "kustomize.var-unused"
private let fieldShape = "kustomize.field-shape"

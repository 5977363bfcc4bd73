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
    var sources: [ByteString: Source] = [:]
    for variable in variables {
      do throws(Diagnostic) {
        guard let (value, place) = try value(of: variable, resources) else { continue }
        let name = ByteString(variable.name)
        values[name] = value
        sources[name] = Source(
          text: value.text, reader: Author(.replacement, step: "source of the var", at: place),
          writer: Author(.replacement, step: "vars", at: variable.location))
      } catch {
        findings.append(error)
      }
    }
    var expansion = VariableExpansion(values: values)
    var fields = TypedFieldSpecs(fields)
    resources.modifyAll { resource in
      for spec in fields.specs(for: resource.id) {
        do throws(Diagnostic) {
          try expand(spec, in: &resource, &expansion, sources)
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
  ) throws(Diagnostic) -> (VariableExpansion.Value, SourceLocation)? {
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
      found = try DottedPath(VariableResolver.dotted(variable.fieldPath))
        .lookup(in: document, acceptsNull: true)
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
    let value: VariableExpansion.Value =
      switch document.resolved(found, as: .kustomizeResource) {
      case .boolean(let value): .boolean(value)
      case .integer, .unsigned: .integer(try decimal(document.string(found), variable, source))
      case .float(let value): .float(value)
      default: .text(document.string(found))
      }
    return (value, document.location(found))
  }

  /// The digits of an integer as kustomize reads them for a var: decimal whatever they begin with, and of 64 bits.
  private func decimal(
    _ text: String, _ variable: VariableRule, _ source: BuildResource
  ) throws(Diagnostic) -> String {
    if let value = Int64(text) { return String(value) }
    throw .error(
      varSource,
      "the var \"\(variable.name)\" can't take \"\(variable.fieldPath)\" of \(source.id), which is no decimal integer of 64 bits",
      at: variable.location, notes: [.init("the object", at: source.location)])
  }

  /// `spec.ports[0].port` with the index as a step of its own.
  private static func dotted(_ path: String) -> String {
    var result = ""
    for character in path {
      if character == "[", !result.isEmpty, result.last != "." { result.append(".") }
      result.append(character)
    }
    return DottedPath(result).cleaned.parts.map { part in
      guard part.hasPrefix("["), part.hasSuffix("]"), Int(part.dropFirst().dropLast()) != nil else {
        return part
      }
      return String(part.dropFirst().dropLast())
    }.map { $0.contains("=") ? $0 : $0.replacing(".", with: "\\.") }.joined(separator: ".")
  }

  // MARK: - Fields

  private func expand(
    _ spec: FieldSpec, in resource: inout BuildResource, _ expansion: inout VariableExpansion,
    _ sources: [ByteString: Source]
  ) throws(Diagnostic) {
    let author = Author(.replacement, step: "vars", at: variables[0].location)
    let walker = FieldSpecWalker(author: author, leaf: nil)
    for field in try walker.fields(of: spec, in: &resource.document) {
      switch resource.document.kind(field) {
      case .scalar:
        expand(field, &resource.document, &expansion, sources)
      case .mapping:
        for child in Array(resource.document.children(field)) where resource.document.isScalar(child) {
          expand(child, &resource.document, &expansion, sources)
        }
      case .sequence:
        for child in Array(resource.document.children(field)) {
          guard resource.document.isScalar(child),
            resource.document.resolved(child, as: .kustomizeResource) == .string
          else {
            throw .error(
              fieldShape,
              "\"\(spec.pathText)\" of \(resource.id) may hold references to vars, so it must be a list of texts",
              at: resource.document.location(child))
          }
          expand(child, &resource.document, &expansion, sources)
        }
      }
    }
  }

  private func expand(
    _ node: NodeID, _ document: inout Document, _ expansion: inout VariableExpansion,
    _ sources: [ByteString: Source]
  ) {
    if document.isUntyped(node) { document.setStyle(node, .plain, tag: .string) }
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
    // A text may change without a var: "$$" stands for one dollar.
    let source = expansion.last.flatMap { sources[$0] }
    // What was read, and where, is a step of its own in the history of the field.
    if let source { document.replace(node, with: ScalarValue(source.text), by: source.reader) }
    let writer = source?.writer ?? Author(.replacement, step: "vars", at: variables[0].location)
    document.replace(node, with: ScalarValue(value.fieldText, tag: tag), by: writer)
  }

  /// What a var stands for, for the history of the fields that use it.
  private struct Source {
    var text: String
    /// Who wrote the value, and the var that asked for it.
    var reader: Author
    var writer: Author
  }
}

private let varSource = "kustomize.var-source"
private let varUnused = "kustomize.var-unused"
private let fieldShape = "kustomize.field-shape"

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Sets the namespace of everything that is not cluster-scoped, and of what refers to it by default.
///
/// Source: reference/kustomize.md section 11. Emits `kustomize.namespace-conflict`, `kustomize.field-shape`.
struct NamespaceTransformer: Transformer {
  /// Which subjects of role bindings get the namespace.
  enum Subjects: String, Sendable {
    case defaultOnly
    case allServiceAccounts
    case none
  }

  let namespace: String
  var fields: [FieldSpec]
  var subjects = Subjects.defaultOnly
  /// Only where there is no namespace yet.
  var unsetOnly = false
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    if namespace.isEmpty { return }
    var fields = TypedFieldSpecs(fields)
    resources.modifyAll { resource in
      if BuildAnnotations.isFromHelm(resource) { return }
      resource.rememberIdentity()
      do throws(Diagnostic) {
        try apply(fields.specs(for: resource.id), to: &resource)
      } catch {
        findings.append(error)
      }
      resource.refreshIdentity()
    }
    reportConflicts(resources, &findings)
  }

  private func apply(_ specs: [FieldSpec], to resource: inout BuildResource) throws(Diagnostic) {
    if !resource.isClusterScoped { try set(.namespace, &resource) }
    let isBinding = resource.id.kind == "RoleBinding" || resource.id.kind == "ClusterRoleBinding"
    if isBinding { try setSubjects(&resource.document, of: resource.id) }
    for spec in specs {
      if spec.path == FieldSpec.namespace.path { continue }
      // Only the core Namespace has its name for a namespace.
      if spec.path == FieldSpec.name.path, !(resource.id.group.isEmpty && resource.id.version == "v1") {
        continue
      }
      // Left to the rule for subjects where the spec says that it is about bindings, not where it fits them too.
      if isBinding, spec.type.kind == resource.id.kind,
        spec.path == NamespaceTransformer.subjectNamespace.path
      {
        continue
      }
      try set(spec, &resource)
    }
  }

  private static let subjectNamespace = FieldSpec("subjects/namespace")

  private func set(_ spec: FieldSpec, _ resource: inout BuildResource) throws(Diagnostic) {
    let walker = FieldSpecWalker(author: author, leaf: .scalar)
    for field in try walker.fields(of: spec, in: &resource.document) {
      guard resource.document.isScalar(field) else {
        throw wrongShape(
          spec.pathText, "a single value", of: resource.id, at: resource.document.location(field))
      }
      setScalar(field, &resource.document)
    }
  }

  private func wrongShape(
    _ field: String, _ shape: String, of id: ResourceID, at location: SourceLocation
  ) -> Diagnostic {
    .error(
      fieldShape, "\"\(field)\" of \(id) must be \(shape) to take a namespace", at: location,
      notes: [.init("asked for here", at: author.location)])
  }

  private func setScalar(_ node: NodeID, _ document: inout Document) {
    if unsetOnly, document[node].value.length > 0, !document.isNull(node) { return }
    document.replace(node, with: .string(namespace), by: author)
  }

  private func setSubjects(_ document: inout Document, of id: ResourceID) throws(Diagnostic) {
    guard subjects != .none, let list = document[document.root, "subjects"], !document.isNullAnywhere(list)
    else { return }
    guard document.isSequence(list) else {
      throw wrongShape("subjects", "a list", of: id, at: document.location(list))
    }
    for subject in Array(document.children(list)) where !document.isSequence(subject) {
      if document.isNullAnywhere(subject) { continue }
      guard document.isMapping(subject) else {
        throw wrongShape("subjects", "a list of mappings", of: id, at: document.location(subject))
      }
      let (key, value) = subjects == .defaultOnly ? ("name", "default") : ("kind", "ServiceAccount")
      guard let field = document[subject, key] else { continue }
      if !document.isScalar(field) {
        throw wrongShape("subjects.\(key)", "a single value", of: id, at: document.location(field))
      }
      guard document.valueEquals(field, value) else { continue }
      if let known = document[subject, "namespace"] {
        if !document.isScalar(known) {
          throw wrongShape("subjects.namespace", "a single value", of: id, at: document.location(known))
        }
        setScalar(known, &document)
      } else {
        document.set("namespace", in: subject, to: .string(namespace), by: author)
      }
    }
  }

  private func reportConflicts(_ resources: ResourceMap, _ findings: inout [Diagnostic]) {
    for position in 0..<resources.count {
      let first = resources.firstPosition(alike: position)
      if first == position { continue }
      let resource = resources[position]
      findings.append(
        .error(
          namespaceConflict,
          "\"namespace: \(namespace)\" gives two resources one identity: \(resource.id)", at: author.location,
          notes: [
            .init("one of them", at: resources[first].location),
            .init("the other one", at: resource.location),
          ]))
    }
  }
}

private let namespaceConflict = "kustomize.namespace-conflict"
private let fieldShape = "kustomize.field-shape"

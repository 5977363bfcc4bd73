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
    let walker = FieldSpecWalker(author: author, leaf: .scalar)
    for position in 0..<resources.count {
      resources.modify(position) { resource in
        resource.rememberIdentity()
        do throws(Diagnostic) {
          try apply(walker, to: &resource)
        } catch {
          findings.append(error)
        }
        resource.refreshIdentity()
      }
    }
    reportConflicts(resources, &findings)
  }

  private func apply(_ walker: FieldSpecWalker, to resource: inout BuildResource) throws(Diagnostic) {
    if !resource.isClusterScoped {
      try set(FieldSpec("metadata/namespace", create: true), walker, &resource)
    }
    let isBinding = resource.id.kind == "RoleBinding" || resource.id.kind == "ClusterRoleBinding"
    if isBinding { setSubjects(&resource.document) }
    for spec in fields where spec.applies(to: resource.id) {
      if spec.path == ["metadata", "namespace"] { continue }
      // Only the core Namespace has its name for a namespace.
      if spec.path == ["metadata", "name"], !(resource.id.group.isEmpty && resource.id.version == "v1") {
        continue
      }
      if isBinding, spec.path == ["subjects", "namespace"] { continue }
      try set(spec, walker, &resource)
    }
  }

  private func set(
    _ spec: FieldSpec, _ walker: FieldSpecWalker, _ resource: inout BuildResource
  ) throws(Diagnostic) {
    let id = resource.id
    try walker.apply(spec, to: &resource.document) { (document, node) throws(Diagnostic) in
      guard document.isScalar(node) else {
        throw .error(
          fieldShape, "\"\(spec.pathText)\" of \(id) must be a single value to take a namespace",
          at: document.location(node), notes: [.init("asked for here", at: author.location)])
      }
      setScalar(node, &document)
    }
  }

  private func setScalar(_ node: NodeID, _ document: inout Document) {
    if unsetOnly, document[node].value.length > 0, !document.isNull(node) { return }
    document.replace(node, with: .string(namespace), by: author)
  }

  private func setSubjects(_ document: inout Document) {
    guard subjects != .none, let list = document[document.root, "subjects"], document.isSequence(list) else {
      return
    }
    for subject in Array(document.children(list)) where document.isMapping(subject) {
      let (key, value) = subjects == .defaultOnly ? ("name", "default") : ("kind", "ServiceAccount")
      guard let field = document[subject, key], document.valueEquals(field, value) else { continue }
      if let known = document[subject, "namespace"] {
        setScalar(known, &document)
      } else {
        document.set("namespace", in: subject, to: .string(namespace), by: author)
      }
    }
  }

  private func reportConflicts(_ resources: ResourceMap, _ findings: inout [Diagnostic]) {
    for position in 0..<resources.count {
      let resource = resources[position]
      let equals = resources.positions(currentlyKnownAs: resource)
      guard equals.count > 1, equals.first != position, let first = equals.first else { continue }
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

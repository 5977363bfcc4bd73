internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gives every field that names a renamed resource the new name.
///
/// Linear: candidates come from an index by previous name and kind, not from comparing all with all.
/// Source: kustomize 5.8.1, reference/kustomize.md section 12. Emits `kustomize.ambiguous-reference`,
/// `kustomize.reference-shape`, `kustomize.field-shape`.
struct NameReferenceResolver {
  private let table: NameReferenceTable
  private let resources: [BuildResource]
  private let index: CandidateIndex

  init(_ specs: [NameReferenceSpec], _ resources: [BuildResource]) {
    table = NameReferenceTable(specs)
    self.resources = resources
    index = CandidateIndex(resources)
  }

  /// The resources with their references updated, and what is wrong with those that are ambiguous.
  func resolve() -> (resources: [BuildResource], findings: [Diagnostic]) {
    var findings = resources.compactMap(\.blankSubjectNamespace)
    // Nothing was renamed, nothing can refer to a previous name.
    if index.isEmpty { return (resources, findings) }
    var result = resources
    for position in result.indices {
      let original = resources[position]
      let entries = table.entries(forKind: original.original.kind)
      if entries.isEmpty { continue }
      let referrer = Referrer(original)
      for entry in entries where original.originalType(isSelectedBy: entry.field.type) {
        do throws(Diagnostic) {
          try update(entry, referrer, &result[position].document)
        } catch {
          findings.append(error)
        }
      }
      result[position].refreshIdentity()
    }
    return (result, findings)
  }

  private func update(
    _ entry: NameReferenceTable.Entry, _ referrer: Referrer, _ document: inout Document
  ) throws(Diagnostic) {
    let author = Author(
      .transformer, step: "name reference \(entry.field.pathText)", at: referrer.resource.location)
    let walker = FieldSpecWalker(author: author, leaf: nil)
    try walker.apply(entry.field, to: &document) { (document, node) throws(Diagnostic) in
      switch document.kind(node) {
      case .scalar: try setScalar(node, entry, referrer, &document)
      case .mapping: try setMapping(node, entry, referrer, &document)
      case .sequence:
        for element in Array(document.children(node)) {
          switch document.kind(element) {
          case .scalar: try setScalar(element, entry, referrer, &document)
          case .mapping: try setMapping(element, entry, referrer, &document)
          case .sequence: break
          }
        }
      }
    }
  }

  private func setScalar(
    _ node: NodeID, _ entry: NameReferenceTable.Entry, _ referrer: Referrer, _ document: inout Document
  ) throws(Diagnostic) {
    if document.isNull(node) { return }
    let oldName = document.string(node)
    guard
      let found = try select(
        oldName, namespace: nil, entry, referrer, writesNamespace: false, at: document.location(node)),
      !same(found.id.name, oldName)
    else { return }
    write(found.id.name, over: node, from: found, &document)
  }

  private func setMapping(
    _ node: NodeID, _ entry: NameReferenceTable.Entry, _ referrer: Referrer, _ document: inout Document
  ) throws(Diagnostic) {
    guard let nameNode = document[node, "name"], document.isScalar(nameNode) else {
      throw .error(
        referenceShape, "\"\(entry.field.pathText)\" of \(referrer.resource.id) needs a \"name\"",
        at: document.location(node))
    }
    let oldName = document.string(nameNode)
    let namespace = document[node, "namespace"].map { document.string($0) }
    guard
      let found = try select(
        oldName, namespace: namespace, entry, referrer, writesNamespace: true, at: document.location(nameNode)
      )
    else { return }
    if same(found.id.name, oldName), found.id.namespace.isEmpty { return }
    if !same(found.id.name, oldName) { write(found.id.name, over: nameNode, from: found, &document) }
    guard !found.id.namespace.isEmpty else { return }
    if let known = document[node, "namespace"] {
      if !same(document.string(known), found.id.namespace) {
        write(found.id.namespace, over: known, from: found, &document)
      }
    } else {
      document.set("namespace", in: node, to: ScalarValue(found.id.namespace), by: author(of: found))
    }
  }

  private func write(_ text: String, over node: NodeID, from found: BuildResource, _ document: inout Document)
  {
    // The style of the old text stays, as with every scalar that kustomize overwrites.
    document.replace(node, with: ScalarValue(text, style: document[node].style), by: author(of: found))
  }

  private func author(of found: BuildResource) -> Author {
    let name = found.document[found.document.root, ["metadata", "name"]]
    return Author(
      .transformer, step: "name of \(found.id)",
      at: name.map { found.document.location($0) } ?? found.location)
  }

  // MARK: - Candidates

  /// The resource that a field with `oldName` means; nil when nothing renamed was called so.
  private func select(
    _ oldName: String, namespace: String?, _ entry: NameReferenceTable.Entry, _ referrer: Referrer,
    writesNamespace: Bool, at location: SourceLocation
  ) throws(Diagnostic) -> BuildResource? {
    var candidates = index.positions(previouslyCalled: oldName, for: referrer).filter {
      let candidate = resources[$0]
      return referrer.mayRefer(to: candidate)
        && candidate.wasCalled(oldName)
        && candidate.wasOfType(entry.target)
        && referrer.roleReference(entry.field).map(candidate.wasOfType) ?? true
    }
    if let namespace {
      let byOriginal = candidates.filter { same(resources[$0].original.namespace, namespace) }
      if !byOriginal.isEmpty || index.hasOriginalNamespace(namespace, for: referrer) {
        candidates = byOriginal
      } else {
        candidates = candidates.filter { same(resources[$0].effectiveNamespace, namespace) }
      }
    }
    candidates = candidates.filter { referrer.isNear(resources[$0]) }
    if candidates.count > 1 { candidates = narrow(candidates, referrer, emptyMatchesAll: true) }
    if candidates.count > 1 { candidates = narrow(candidates, referrer, emptyMatchesAll: false) }
    guard let first = candidates.first else { return nil }
    let isAmbiguous = candidates.contains { position in
      !same(resources[position].id.name, resources[first].id.name)
        || (writesNamespace
          && !same(resources[position].effectiveNamespace, resources[first].effectiveNamespace))
    }
    if isAmbiguous {
      throw .error(
        ambiguousReference,
        "\"\(entry.field.pathText)\" of \(referrer.resource.id) may mean \(candidates.count) renamed resources called \"\(oldName)\"",
        at: location,
        notes: candidates.map { .init("\(resources[$0].id)", at: resources[$0].location) })
    }
    return resources[first]
  }

  private func narrow(_ candidates: [Int], _ referrer: Referrer, emptyMatchesAll: Bool) -> [Int] {
    candidates.filter { position in
      let other = resources[position]
      func agree(_ a: [String], _ b: [String]) -> Bool {
        if emptyMatchesAll, a.isEmpty || b.isEmpty { return true }
        return haveSameEnding(a, b)
      }
      return agree(referrer.resource.prefixes, other.prefixes)
        && agree(referrer.resource.suffixes, other.suffixes)
    }
  }

  /// Whether the shorter list is the end of the longer one; an empty list is only the end of an empty one.
  private func haveSameEnding(_ a: [String], _ b: [String]) -> Bool {
    if a.isEmpty != b.isEmpty { return false }
    return zip(a.reversed(), b.reversed()).allSatisfy(same)
  }
}

/// What a referrer may refer to.
private struct Referrer {
  let resource: BuildResource
  let namespace: String
  /// The namespaces of the service accounts that a role binding names.
  let subjectNamespaces: [String]
  private let roleType: TypeSelector?

  init(_ resource: BuildResource) {
    self.resource = resource
    namespace = resource.effectiveNamespace
    let document = resource.document
    var namespaces: [String] = []
    if resource.id.kind == "RoleBinding", let subjects = document[document.root, "subjects"] {
      for subject in document.children(subjects) {
        guard let kind = document[subject, "kind"], document.valueEquals(kind, "ServiceAccount"),
          let namespace = document[subject, "namespace"]
        else { continue }
        namespaces.append(document.string(namespace))
      }
    }
    subjectNamespaces = namespaces
    if let role = document[document.root, "roleRef"], document.isMapping(role) {
      roleType = TypeSelector(
        group: document[role, "apiGroup"].map { document.string($0) } ?? "",
        kind: document[role, "kind"].map { document.string($0) } ?? "")
    } else {
      roleType = nil
    }
  }

  func mayRefer(to candidate: BuildResource) -> Bool {
    if resource.isClusterScoped || candidate.isClusterScoped { return true }
    if same(candidate.effectiveNamespace, namespace) { return true }
    return subjectNamespaces.contains { same($0, candidate.id.namespace) }
  }

  /// The last condition: in the namespace of the referrer, cluster-scoped, or a service account.
  func isNear(_ candidate: BuildResource) -> Bool {
    resource.isClusterScoped || candidate.isClusterScoped || candidate.id.kind == "ServiceAccount"
      || same(candidate.effectiveNamespace, namespace)
  }

  func roleReference(_ field: FieldSpec) -> TypeSelector? {
    field.path.suffix(2) == ["roleRef", "name"] ? roleType : nil
  }
}

/// Renamed resources by the names that they had, and by these together with the namespace that they are in.
private struct CandidateIndex {
  private var byName: [ByteString: [Int]] = [:]
  private var byPlaceAndName: [ByteString: [Int]] = [:]
  /// Original namespaces, and the present ones of the resources that were in them.
  private var movesByOrigin: [ByteString: Set<ByteString>] = [:]

  init(_ resources: [BuildResource]) {
    for (position, resource) in resources.enumerated() {
      let namespace = resource.effectiveNamespace
      movesByOrigin[ByteString(resource.original.namespace), default: []].insert(ByteString(namespace))
      for previous in resource.previous {
        let key = ByteString(previous.name)
        if byName[key]?.last == position { continue }
        byName[key, default: []].append(position)
        byPlaceAndName[CandidateIndex.key(namespace, previous.name), default: []].append(position)
      }
    }
  }

  var isEmpty: Bool { byName.isEmpty }

  /// In the order of the resources; a superset of what the referrer may refer to.
  func positions(previouslyCalled name: String, for referrer: Referrer) -> [Int] {
    guard let all = byName[ByteString(name)] else { return [] }
    if all.count < 8 || referrer.resource.isClusterScoped { return all }
    var places = [clusterScopeMarker, referrer.namespace]
    for namespace in referrer.subjectNamespaces where !places.contains(where: { same($0, namespace) }) {
      places.append(namespace)
    }
    return places.flatMap { byPlaceAndName[CandidateIndex.key($0, name)] ?? [] }.sorted()
  }

  /// Whether anything that the referrer may refer to was in this namespace at first.
  func hasOriginalNamespace(_ namespace: String, for referrer: Referrer) -> Bool {
    guard let moves = movesByOrigin[ByteString(namespace)] else { return false }
    if referrer.resource.isClusterScoped { return true }
    return moves.contains(ByteString(clusterScopeMarker)) || moves.contains(ByteString(referrer.namespace))
      || referrer.subjectNamespaces.contains { moves.contains(ByteString($0)) }
  }

  private static func key(_ namespace: String, _ name: String) -> ByteString {
    ByteString("\(namespace)\u{0}\(name)")
  }
}

extension BuildResource {
  /// What is wrong when a service account of a role binding has a namespace that is no text.
  fileprivate var blankSubjectNamespace: Diagnostic? {
    guard id.kind == "RoleBinding", let subjects = document[document.root, "subjects"] else { return nil }
    for subject in document.children(subjects) {
      guard let kind = document[subject, "kind"], document.valueEquals(kind, "ServiceAccount"),
        let namespace = document[subject, "namespace"],
        document.stringValue(namespace, as: .kustomizeResource) == nil
      else { continue }
      return .error(
        blankNamespace, "the namespace of a subject of \(id) is no text; give one, or remove the field",
        at: document.location(namespace))
    }
    return nil
  }

  fileprivate func wasCalled(_ name: String) -> Bool { previous.contains { same($0.name, name) } }

  fileprivate func wasOfType(_ type: TypeSelector) -> Bool {
    previous.contains { type.selects(group: id.group, version: id.version, kind: $0.kind) }
  }
}

private let ambiguousReference = "kustomize.ambiguous-reference"
private let blankNamespace = "kustomize.blank-namespace"
private let referenceShape = "kustomize.reference-shape"

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Gives every field that names a renamed resource the new name.
///
/// Linear: candidates come from an index by previous name, not from comparing all with all.
/// Source: kustomize 5.8.1, reference/kustomize.md section 12. Emits `kustomize.ambiguous-reference`,
/// `kustomize.reference-shape`, `kustomize.blank-namespace`.
final class NameReferenceResolver {
  private let table: NameReferenceTable
  private var index = CandidateIndex(ResourceMap())
  private var findings: [Diagnostic] = []

  init(_ table: NameReferenceTable) { self.table = table }

  /// Updates the references; returns what is wrong with those that are ambiguous.
  func resolve(_ resources: inout ResourceMap) -> [Diagnostic] {
    for position in 0..<resources.count {
      if let finding = resources.blankSubjectNamespace(position) { findings.append(finding) }
    }
    let references = references(in: resources)
    if references.isEmpty { return findings }
    index = CandidateIndex(resources)
    for (position, trie, found) in references {
      resources.modify(position) { resource in
        let referrer = Referrer(resource)
        for field in found {
          if field.isCut {
            reportCut(field, trie, resource.document, referrer)
            continue
          }
          for entry in trie[field.step].entries where referrer.isOf(entry.referrer) {
            update(field.node, entry, &resource.document, referrer)
          }
        }
        resource.refreshIdentity()
      }
    }
    return findings
  }

  /// The fields that may change, by the positions of their resources.
  private func references(
    in resources: ResourceMap
  ) -> [(position: Int, trie: NameReferenceTable.Trie, fields: [Field])] {
    let hasNewNames = (0..<resources.count).contains { resources[$0].hasNewName }
    return (0..<resources.count).compactMap { position in
      guard let trie = table.trie(forKind: resources[position].originalKind) else { return nil }
      let document = resources[position].document
      var found = fields(of: trie, in: document)
      // Where nothing has a new name, only mappings may change: they take namespaces, too.
      if !hasNewNames { found.removeAll { !$0.isCut && document.isScalar($0.node) } }
      return found.isEmpty ? nil : (position, trie, found)
    }
  }

  // MARK: - Fields

  /// A field that a way through the trie comes to.
  private struct Field {
    var node: NodeID
    var step: Int
    /// The way goes on, but there is only a single value.
    var isCut = false
  }

  /// The fields at which a step of the trie has entries, in the order of the trie.
  private func fields(of trie: NameReferenceTable.Trie, in document: Document) -> [Field] {
    var found: [Field] = []
    find(trie, 0, document.root, document, &found)
    return found
  }

  private func find(
    _ trie: NameReferenceTable.Trie, _ step: Int, _ node: NodeID, _ document: Document,
    _ found: inout [Field]
  ) {
    switch document.kind(node) {
    case .mapping:
      for child in trie[step].children {
        guard let field = document[node, trie[child].key] else { continue }
        if !trie[child].entries.isEmpty { found.append(Field(node: field, step: child)) }
        if !trie[child].children.isEmpty { find(trie, child, field, document, &found) }
      }
    case .sequence:
      for element in document.children(node) { find(trie, step, element, document, &found) }
    case .scalar:
      if !document.isNull(node) { found.append(Field(node: node, step: step, isCut: true)) }
    }
  }

  private func reportCut(
    _ field: Field, _ trie: NameReferenceTable.Trie, _ document: Document, _ referrer: Referrer
  ) {
    guard let entry = entry(below: field.step, of: trie, for: referrer) else { return }
    findings.append(
      .error(
        referenceShape,
        "\"\(entry.field.pathText)\" of \(referrer.id) runs into a single value; a mapping or a list is needed here",
        at: document.location(field.node)))
  }

  /// Some field below a step in which the referrer names others.
  private func entry(
    below step: Int, of trie: NameReferenceTable.Trie, for referrer: Referrer
  ) -> NameReferenceTable.Entry? {
    var pending = trie[step].children
    while let child = pending.popLast() {
      if let entry = trie[child].entries.first(where: { referrer.isOf($0.referrer) }) { return entry }
      pending += trie[child].children
    }
    return nil
  }

  private func update(
    _ node: NodeID, _ entry: NameReferenceTable.Entry, _ document: inout Document, _ referrer: Referrer
  ) {
    switch document.kind(node) {
    case .scalar: setScalar(node, entry, &document, referrer)
    case .mapping: setMapping(node, entry, &document, referrer)
    case .sequence:
      for element in Array(document.children(node)) {
        switch document.kind(element) {
        case .scalar: setScalar(element, entry, &document, referrer)
        case .mapping: setMapping(element, entry, &document, referrer)
        case .sequence:
          findings.append(
            .error(
              referenceShape, "\"\(entry.field.pathText)\" of \(referrer.id) must not hold a list in a list",
              at: document.location(element)))
        }
      }
    }
  }

  private func setScalar(
    _ node: NodeID, _ entry: NameReferenceTable.Entry, _ document: inout Document, _ referrer: Referrer
  ) {
    let oldName = document.string(node)
    guard let found = select(Question(oldName, nil, document.location(node)), entry, referrer),
      !same(found.id.name, oldName)
    else { return }
    write(found.id.name, over: node, by: found.author, &document)
  }

  private func setMapping(
    _ node: NodeID, _ entry: NameReferenceTable.Entry, _ document: inout Document, _ referrer: Referrer
  ) {
    guard let nameNode = document[node, "name"] else {
      findings.append(
        .error(
          referenceShape, "\"\(entry.field.pathText)\" of \(referrer.id) needs a \"name\"",
          at: document.location(node)))
      return
    }
    guard document.isScalar(nameNode) else { return }
    let oldName = document.string(nameNode)
    let namespace = document[node, "namespace"].map { document.string($0) }
    var question = Question(oldName, namespace, document.location(nameNode))
    question.writesNamespace = true
    guard let found = select(question, entry, referrer) else { return }
    if !same(found.id.name, oldName) { write(found.id.name, over: nameNode, by: found.author, &document) }
    guard !found.id.namespace.isEmpty else { return }
    if let known = document[node, "namespace"] {
      if !same(document.string(known), found.id.namespace) {
        write(found.id.namespace, over: known, by: found.namespaceAuthor, &document)
      }
    } else {
      document.set("namespace", in: node, to: ScalarValue(found.id.namespace), by: found.namespaceAuthor)
    }
  }

  /// The style of the old text stays, as with every scalar that kustomize overwrites.
  private func write(_ text: String, over node: NodeID, by author: Author, _ document: inout Document) {
    document.replace(node, with: ScalarValue(text, style: document[node].style), by: author)
  }

  // MARK: - Candidates

  /// What a field asks for.
  private struct Question {
    var oldName: String
    var namespace: String?
    var location: SourceLocation
    var writesNamespace = false

    init(_ oldName: String, _ namespace: String?, _ location: SourceLocation) {
      self.oldName = oldName
      self.namespace = namespace
      self.location = location
    }
  }

  /// The resource that a field means; nil when nothing renamed was called so.
  private func select(
    _ question: Question, _ entry: NameReferenceTable.Entry, _ referrer: Referrer
  ) -> Candidate? {
    let role = entry.isRoleName ? referrer.roleType : nil
    var candidates = index.candidates(previouslyCalled: question.oldName, for: referrer).filter { candidate in
      referrer.mayRefer(to: candidate) && candidate.wasOfType(entry.target)
        && (role.map(candidate.wasOfType) ?? true)
    }
    if candidates.isEmpty { return nil }
    if let namespace = question.namespace {
      let byOriginal = candidates.filter { same($0.originalNamespace, namespace) }
      if !byOriginal.isEmpty || index.hasOriginalNamespace(namespace, for: referrer) {
        candidates = byOriginal
      } else {
        candidates = candidates.filter { same($0.namespace, namespace) }
      }
    }
    candidates = candidates.filter(referrer.isNear)
    if candidates.count > 1 {
      candidates = candidates.filter { referrer.agrees(with: $0, emptyMatchesAll: true) }
    }
    if candidates.count > 1 {
      candidates = candidates.filter { referrer.agrees(with: $0, emptyMatchesAll: false) }
    }
    guard let first = candidates.first else { return nil }
    let isAmbiguous = candidates.contains { other in
      !same(other.id.name, first.id.name)
        || (question.writesNamespace && !same(other.namespace, first.namespace))
    }
    if !isAmbiguous { return first }
    findings.append(
      .error(
        ambiguousReference,
        "\"\(entry.field.pathText)\" of \(referrer.id) may mean \(candidates.count) renamed resources called \"\(question.oldName)\"",
        at: question.location, notes: candidates.map { .init("\($0.id)", at: $0.author.location) }))
    return nil
  }
}

extension ResourceMap {
  /// What is wrong when a service account of a role binding has a namespace that is no text.
  fileprivate func blankSubjectNamespace(_ position: Int) -> Diagnostic? {
    guard self[position].id.kind == "RoleBinding" else { return nil }
    let document = self[position].document
    guard let subjects = document[document.root, "subjects"], document.isSequence(subjects) else {
      return nil
    }
    for subject in document.children(subjects) {
      if !document.isMapping(subject) {
        return .error(
          referenceShape, "a subject of \(self[position].id) must be a mapping",
          at: document.location(subject))
      }
      guard let kind = document[subject, "kind"], document.valueEquals(kind, "ServiceAccount"),
        let namespace = document[subject, "namespace"],
        document.stringValue(namespace, as: .kustomizeResource) == nil
      else { continue }
      return .error(
        blankNamespace,
        "the namespace of a subject of \(self[position].id) is no text; give one, or remove the field",
        at: document.location(namespace))
    }
    return nil
  }
}

private let ambiguousReference = "kustomize.ambiguous-reference"
private let blankNamespace = "kustomize.blank-namespace"
private let referenceShape = "kustomize.reference-shape"

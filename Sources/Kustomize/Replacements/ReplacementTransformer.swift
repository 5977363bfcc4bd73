internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Copies a value from one resource, or from the rule, into fields of others.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 13. Emits `kustomize.replacement-source`,
/// `kustomize.replacement-target`, `kustomize.replacement-rule`, `kustomize.bad-pattern`, `kustomize.bad-selector`.
struct ReplacementTransformer: Transformer {
  let rules: [ReplacementRule]
  let step: String
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    for rule in rules {
      do throws(Diagnostic) {
        let value = try ReplacementValue(rule, resources)
        for target in rule.targets { try write(value, to: target, &resources, &findings) }
      } catch {
        findings.append(error)
        return
      }
    }
  }

  // MARK: - Targets

  private func write(
    _ value: ReplacementValue, to target: ReplacementRule.Target, _ resources: inout ResourceMap,
    _ findings: inout [Diagnostic]
  ) throws(Diagnostic) {
    guard let select = target.select else {
      throw .error(replacementTarget, "a target needs a \"select\"", at: target.location)
    }
    let matcher = try TargetMatcher(select)
    var rejects: [(selector: TargetSelector, matcher: TargetMatcher)] = []
    for reject in target.reject { rejects.append((reject, try TargetMatcher(reject))) }
    let paths =
      target.fieldPaths.isEmpty ? [Located("metadata.name", at: target.location)] : target.fieldPaths
    for position in 0..<resources.count {
      let resource = resources[position]
      let identities = resource.identities
      if rejects.contains(where: { isRejected(resource, identities, $0.selector, $0.matcher) }) { continue }
      guard matcher.matchesMetadata(resource),
        identities.contains(where: { matcher.matches(identity: $0, of: resource) })
      else { continue }
      for path in paths {
        let author = Author(.replacement, step: step, at: path.location)
        let value = value.position.map { value.read(again: resources[$0].document) } ?? value
        try resources.modify(position) { (resource) throws(Diagnostic) in
          try write(
            value, to: path, options: target.options, in: &resource, author, &findings,
            isSource: value.position == position)
          resource.refreshIdentity()
          if !resource.hasIdentity {
            throw .error(
              replacementTarget, "the value leaves \(resource.id) without a kind or a name",
              at: path.location,
              notes: [.init("the resource", at: resource.location)])
          }
        }
      }
    }
  }

  /// A selector without identity rejects by labels and annotations only.
  private func isRejected(
    _ resource: BuildResource, _ identities: [BuildResource.PreviousIdentity], _ selector: TargetSelector,
    _ matcher: TargetMatcher
  ) -> Bool {
    let hasMetadata = !selector.labelSelector.isEmpty || !selector.annotationSelector.isEmpty
    if hasMetadata, matcher.matchesMetadata(resource) { return true }
    return selector.hasIdentity && identities.contains { matcher.matches(identity: $0, of: resource) }
  }

  private func write(
    _ value: ReplacementValue, to path: Located<String>, options: ReplacementRule.FieldOptions?,
    in resource: inout BuildResource, _ author: Author, _ findings: inout [Diagnostic], isSource: Bool
  ) throws(Diagnostic) {
    let dotted = DottedPath(path.value).withoutLeadingDot
    let created = options?.create == true ? value.kind : nil
    switch StructuredText.write(value, at: dotted, created: created, in: &resource.document, author) {
    case .written: return
    case .lost:
      findings.append(
        .warning(
          replacementLost,
          "the value does not fit the type of \"\(path.value)\" inside the text, so kustomize drops it; quote the old value",
          at: path.location, notes: [.init("the resource", at: resource.location)]))
      return
    case .notStructured: break
    }
    let nodes: [NodeID]
    do throws(DottedPath.Failure) {
      nodes = try dotted.matches(in: &resource.document, created: created, by: author)
    } catch {
      throw .error(
        replacementTarget,
        "\"\(path.value)\" can't be reached in \(resource.id): \(error.text(resource.document))",
        at: path.location, notes: [.init("the resource", at: resource.location)])
    }
    if nodes.isEmpty {
      let advice = created == nil ? "; \"options: {create: true}\" would make it" : ""
      throw .error(
        replacementTarget, "there is no field \"\(path.value)\" in \(resource.id)\(advice)",
        at: path.location,
        notes: [.init("the resource", at: resource.location)])
    }
    if created == .scalar { resource.hasAddedValues = true }
    for node in nodes {
      let value = isSource ? value.read(again: resource.document) : value
      try value.write(to: node, options: options, in: &resource.document, author)
    }
    if dotted.concernsAnnotations { BuildAnnotations.adopt(into: &resource, by: author) }
  }
}

extension BuildResource {
  /// The present identity and all previous ones, as replacements see them: the present one with the namespace as it is
  /// written, whatever the scope of the kind. Source: the fuzzer.
  var identities: [PreviousIdentity] {
    [PreviousIdentity(kind: id.kind, name: id.name, namespace: id.namespace)] + previous
  }
}

extension TargetSelector {
  fileprivate var hasIdentity: Bool {
    !(group.isEmpty && version.isEmpty && kind.isEmpty && name.isEmpty && namespace.isEmpty)
  }
}

extension DottedPath.Failure {
  /// The reason, in words.
  func text(_ document: Document) -> String {
    switch self {
    case .wrongShape(let node):
      switch document.kind(node) {
      case .mapping: "a list step meets a mapping"
      case .sequence: "a field step meets a list"
      case .scalar: "a step meets a single value"
      }
    case .outOfRange(let index, let count): "index \(index) of a list with \(count) elements"
    case .malformed: "brackets need a name and a value, as in [name=web]"
    case .wildcard: "\"*\" has no meaning here"
    case .badPattern(let message): message
    }
  }
}

private let replacementLost = "kustomize.replacement-lost"
private let replacementTarget = "kustomize.replacement-target"

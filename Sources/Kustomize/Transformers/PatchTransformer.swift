internal import KubernetesModel
internal import Patching
internal import SourceModel
internal import YAML

/// Applies one patch: strategic merge or JSON operations, to the resource that it names or to those of its target.
///
/// Source: reference/kustomize.md sections 5, 9, 10 and 11. Emits `kustomize.patch-target`, `kustomize.patch-no-match`,
/// `kustomize.patch-identity`, `kustomize.several-patches` and what `StrategicMergePatch` and `JSONPatch` emit.
struct PatchTransformer: Transformer {
  let content: PatchContent
  var target: TargetSelector?
  var allowsNameChange = false
  var allowsKindChange = false
  let schema: MergeSchema
  let author: Author
  let provenance: ResourceProvenance

  func transform(_ resources: inout ResourceMap, _ findings: inout [Diagnostic]) {
    do throws(Diagnostic) {
      switch content {
      case .empty: break
      case .operations(let patch): try apply(patch, to: &resources, &findings)
      case .strategic(let patches):
        if target != nil {
          try applyToTarget(patches, &resources, &findings)
        } else {
          for patch in patches { applyById(patch, &resources, &findings) }
        }
      }
    } catch {
      findings.append(error)
    }
  }

  // MARK: - Strategic merge

  private func applyById(
    _ patch: BuildResource, _ resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) {
    let matches = resources.positions(knownAs: patch.id, effectiveNamespace: patch.effectiveNamespace)
    guard matches.count == 1, let position = matches.first else {
      findings.append(PatchTransformer.noUniqueTarget(patch, matches, resources, author))
      return
    }
    merge(patch, into: position, &resources, &findings)
  }

  private func applyToTarget(
    _ patches: [BuildResource], _ resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) throws(Diagnostic) {
    guard patches.count == 1, let patch = patches.first else {
      throw .error(
        severalPatches, "a patch with a \"target\" holds one document; this one has \(patches.count)",
        at: author.location)
    }
    for position in try selected(resources, &findings) { merge(patch, into: position, &resources, &findings) }
  }

  private func merge(
    _ patch: BuildResource, into position: Int, _ resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) {
    let step = Origin(.patch, path: patch.document.path, step: author.origin.step)
    resources.modify(position) { resource in
      if resource.isDeleted { return }
      if allowsNameChange || allowsKindChange { resource.rememberIdentity() }
      let original = resource.document
      do throws(Diagnostic) {
        let result = try StrategicMergePatch.apply(
          patch.document, patchRoot: patch.document.root, to: &resource.document, schema: schema, step: step)
        findings += result.warnings
        if result.outcome == .deleted {
          resource.deleter = Author(
            .patch, step: step.step, at: patch.document.location(patch.document.root))
          return
        }
        StrategicMergePatch.restoreIdentity(
          of: &resource.document, to: original, allowsNameChange: allowsNameChange,
          allowsKindChange: allowsKindChange)
        if target != nil { resource.restoreVersion(of: original) }
        resource.refreshIdentity()
      } catch {
        findings.append(error)
      }
    }
  }

  // MARK: - JSON operations

  private func apply(
    _ patch: JSONPatch, to resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) throws(Diagnostic) {
    guard target != nil else {
      throw .error(patchTarget, "a JSON patch needs a \"target\"", at: author.location)
    }
    let step = Origin(.patch, path: patch.document.path, step: author.origin.step)
    for position in try selected(resources, &findings) {
      resources.modify(position) { resource in
        resource.rememberIdentity()
        let subject = resource.id.description
        do throws(Diagnostic) {
          findings += try patch.apply(to: &resource.document, step: step, subject: subject)
        } catch {
          findings.append(error)
        }
        BuildAnnotations.dropScalar(in: &resource, by: author)
        resource.refreshIdentity()
        if !resource.hasIdentity {
          findings.append(
            .error(patchIdentity, "the patch leaves \(subject) without a kind or a name", at: author.location)
          )
        }
      }
    }
  }

  // MARK: - Targets

  /// The positions that the target selects; a warning when there are none.
  private func selected(
    _ resources: ResourceMap, _ findings: inout [Diagnostic]
  ) throws(Diagnostic) -> [Int] {
    guard let target else { return [] }
    let matcher = try TargetMatcher(target)
    let positions = (0..<resources.count).filter { matcher.matches(resources[$0]) }
    if positions.isEmpty {
      let hint = PatchTransformer.hint(kind: target.kind, name: target.name, resources)
      findings.append(
        .warning(
          patchNoMatch,
          "the target (\(target.description)) selects no resource, so the patch does nothing\(hint)",
          at: target.location))
    }
    return positions
  }

  /// What is wrong when a patch does not find its one resource.
  static func noUniqueTarget(
    _ patch: BuildResource, _ matches: [Int], _ resources: ResourceMap, _ author: Author
  ) -> Diagnostic {
    if matches.isEmpty {
      let hint = hint(kind: patch.id.kind, name: patch.id.name, resources)
      return .error(
        patchNoMatch,
        "the patch is for \(patch.id) of \(patch.id.apiVersion), and there is no such resource\(hint)",
        at: patch.location, notes: [.init("the patch is listed here", at: author.location)])
    }
    return .error(
      patchTarget, "\(matches.count) resources are or were called \(patch.id); the patch can be for one only",
      at: patch.location, notes: matches.map { .init("one of them", at: resources[$0].location) })
  }

  private static func hint(kind: String, name: String, _ resources: ResourceMap) -> String {
    if let other = resources.resources.first(where: { same($0.id.kind, kind) && same($0.id.name, name) }) {
      return "; there is \(other.id.apiVersion) \(other.id)"
    }
    let names = resources.resources.filter { kind.isEmpty || same($0.id.kind, kind) }.map(\.id.name)
    if !name.isEmpty, let near = nearMiss(to: name, among: names) {
      return "; did you mean the name \"\(near)\"?"
    }
    if let near = nearMiss(to: kind, among: resources.resources.map(\.id.kind)), near != kind {
      return "; did you mean the kind \"\(near)\"?"
    }
    return ""
  }
}

extension BuildResource {
  /// Gives the document the `apiVersion` of `original`: a patch with a target is of no type of its own.
  fileprivate mutating func restoreVersion(of original: Document) {
    guard let old = original[original.root, "apiVersion"], let new = document[document.root, "apiVersion"],
      !document.valueEquals(new, old, in: original)
    else { return }
    document.replace(new, with: old, of: original)
  }

  /// Whether the document still says what it is.
  fileprivate var hasIdentity: Bool {
    guard document.isMapping(document.root) else { return false }
    func text(_ path: [String]) -> Bool {
      guard let node = document[document.root, path], document.isScalar(node) else { return false }
      return document[node].value.length > 0 && !document.isNull(node)
    }
    return text(["kind"]) && text(["metadata", "name"])
  }
}

private let patchTarget = "kustomize.patch-target"
private let patchNoMatch = "kustomize.patch-no-match"
private let patchIdentity = "kustomize.patch-identity"
private let severalPatches = "kustomize.several-patches"

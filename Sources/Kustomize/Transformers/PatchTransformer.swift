internal import KubernetesModel
internal import Patching
internal import SourceModel
internal import YAML

/// Applies one patch: strategic merge or JSON operations, to the resource that it names or to those of its target.
///
/// Source: reference/kustomize.md sections 5, 9, 10 and 11. Emits `kustomize.patch-target`, `kustomize.patch-no-match`,
/// `kustomize.patch-identity`, `kustomize.several-patches`, `kustomize.duplicate-resource` and what `StrategicMergePatch` and `JSONPatch` emit.
struct PatchTransformer: Transformer {
  let content: PatchContent
  var target: TargetSelector?
  var allowsNameChange = false
  var allowsKindChange = false
  /// Whether it is one of an ApplicationSet: that it finds nothing is worth a word only when it nearly did.
  var isForMany = false
  /// Whether the patch stands in `patchesStrategicMerge`.
  var makesTexts = false
  /// Whether the identity before JSON operations is one to be found by; not so in `patchesJson6902`.
  var remembersIdentity = true
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
          for patch in patches { try applyById(patch, &resources, &findings) }
        }
      }
    } catch {
      findings.append(error)
    }
  }

  // MARK: - Strategic merge

  private func applyById(
    _ patch: BuildResource, _ resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) throws(Diagnostic) {
    // What an earlier document of the same patch has deleted is gone.
    let matches = resources.positions(knownAs: patch.id, effectiveNamespace: patch.effectiveNamespace)
      .filter { !resources[$0].isDeleted }
    guard matches.count == 1, let position = matches.first else {
      findings.append(PatchTransformer.noUniqueTarget(patch, matches, resources, author))
      return
    }
    merge(try loosened(patch), into: position, &resources, &findings)
  }

  /// A patch of the old field, or with a target, goes through a copy that keeps labels and annotations as texts only.
  private var isLoose: Bool { target != nil || makesTexts }

  /// One that may change name or kind says so in an annotation of its own, which makes texts of the others.
  private func loosened(_ patch: BuildResource) throws(Diagnostic) -> BuildResource {
    var patch = patch
    if isLoose { try patch.makeTexts(ofMetadata: "labels") }
    if isLoose || allowsNameChange || allowsKindChange { try patch.makeTexts(ofMetadata: "annotations") }
    return patch
  }

  private func applyToTarget(
    _ patches: [BuildResource], _ resources: inout ResourceMap, _ findings: inout [Diagnostic]
  ) throws(Diagnostic) {
    guard patches.count == 1, let patch = patches.first else {
      throw .error(
        severalPatches, "a patch with a \"target\" holds one document; this one has \(patches.count)",
        at: author.location)
    }
    let loosened = try loosened(patch)
    for position in try selected(resources, &findings) {
      merge(loosened, into: position, &resources, &findings)
    }
    if allowsNameChange || allowsKindChange { try refuseEqualNames(resources) }
  }

  private func refuseEqualNames(_ resources: ResourceMap) throws(Diagnostic) {
    for position in 0..<resources.count where !resources[position].isDeleted {
      let first = resources.firstPosition(alike: position)
      if first == position || resources[first].isDeleted { continue }
      throw .error(
        duplicateResource, "the patch makes two resources \(resources[position].id)", at: author.location,
        notes: [
          .init("one of them", at: resources[first].location),
          .init("the other one", at: resources[position].location),
        ])
    }
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
          patch.document, patchRoot: patch.document.root, to: &resource.document, schema: schema, step: step,
          isOfTargetVersion: isLoose)
        findings += result.warnings
        if result.outcome == .deleted {
          resource.deleter = Author(
            .patch, step: step.step, at: patch.document.location(patch.document.root))
          return
        }
        if resource.hasAddedValues {
          resource.document.makeTextsOfUntyped()
          resource.hasAddedValues = false
        }
        StrategicMergePatch.restoreIdentity(
          of: &resource.document, to: original, allowsNameChange: allowsNameChange,
          allowsKindChange: allowsKindChange)
        if isLoose { resource.restoreVersion(of: original, by: author) }
        if BuildAnnotations.areDropped(by: patch.document) {
          resource.forgetBuildState()
          resource.hasLostOrigin = true
        } else if BuildAnnotations.isOriginDropped(by: patch.document) {
          resource.hasLostOrigin = true
        }
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
        if remembersIdentity { resource.rememberIdentity() }
        resource.shared = SharedScalars()
        let subject = resource.id.description
        if patch.replacesAnnotations { resource.hasLostOrigin = true }
        let faults = YAMLPrinter.findings(resource.document)
        if faults.hasErrors {
          // All of it passes through JSON, also what the patch would take away.
          findings += faults
          return
        }
        if patch.concernsAnnotations { BuildAnnotations.write(to: &resource, by: author) }
        do throws(Diagnostic) {
          findings += try patch.apply(to: &resource.document, step: step, subject: subject)
        } catch {
          findings.append(error)
        }
        if patch.concernsAnnotations {
          if let finding = BuildAnnotations.dropInternal(in: &resource, by: author) {
            findings.append(finding)
          }
        }
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
      if isForMany, hint.isEmpty { return positions }
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
  /// Turns all labels, or annotations, of a patch with a target into texts, as kustomize does: even null becomes
  /// "null", and what is empty vanishes. Emits `kustomize.key-type`. Source: kubectl kustomize 5.5.
  fileprivate mutating func makeTexts(ofMetadata key: String) throws(Diagnostic) {
    guard let metadata = document[document.root, "metadata"], let map = document[metadata, key],
      !document.isSequence(map)
    else { return }
    let place = document.location(map)
    let author = Author(document.origin(map), line: place.line, column: place.column)
    if document.firstChild(map) == nil {
      document.remove(map, from: metadata, by: author)
      return
    }
    // Keys are set in their order, and an empty one ends that with an error that nobody looks at.
    if document[map, ""] != nil {
      document.replace(map, withEmpty: .mapping, by: author)
      return
    }
    for child in Array(document.children(map)) {
      try requireTextKey(document.key(child), in: nil, of: document, at: document.keyLocation(child))
      let text = document.isScalar(child) ? document.string(child) : ""
      let place = document.location(child)
      let author = Author(document.origin(child), line: place.line, column: place.column)
      document.replace(child, with: .written(text), by: author)
    }
  }

  /// Gives the document the `apiVersion` of `original`: a patch with a target is of no type of its own.
  /// Where there was none, kustomize leaves a null.
  fileprivate mutating func restoreVersion(of original: Document, by author: Author) {
    guard let old = original[original.root, "apiVersion"] else {
      document.set("apiVersion", in: document.root, to: ScalarValue("", tag: .null), by: author)
      return
    }
    guard let new = document[document.root, "apiVersion"], !document.valueEquals(new, old, in: original)
    else {
      return
    }
    document.replace(new, with: old, of: original)
  }
}

extension JSONPatch {
  /// Whether an operation puts something else in the place of the annotations.
  fileprivate var replacesAnnotations: Bool {
    operations.contains { operation in
      let paths = operation.kind == .move ? [operation.path, operation.from ?? "/"] : [operation.path]
      return operation.kind != .test
        && paths.contains { $0.isEmpty || same($0, "/metadata") || same($0, "/metadata/annotations") }
    }
  }

  /// Whether an operation reads or writes annotations, or something that holds them.
  fileprivate var concernsAnnotations: Bool {
    operations.contains { operation in
      [operation.path, operation.from ?? "/"].contains { path in
        path.isEmpty || same(path, "/metadata") || path.utf8.starts(with: "/metadata/annotations".utf8)
      }
    }
  }
}

private let patchTarget = "kustomize.patch-target"
private let patchNoMatch = "kustomize.patch-no-match"
private let patchIdentity = "kustomize.patch-identity"
private let duplicateResource = "kustomize.duplicate-resource"
private let severalPatches = "kustomize.several-patches"

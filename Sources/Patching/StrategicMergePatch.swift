package import KubernetesModel
package import SourceModel
package import YAML

/// What a strategic merge did to the resource.
package struct MergeResult: Sendable {
  package enum Outcome: Sendable {
    case merged
    /// The patch says `$patch: delete` at its top; the resource is unchanged and is to be dropped.
    case deleted
  }

  package var outcome: Outcome
  /// Where the rules of the reference tool lose or bend what the patch says.
  package var warnings: [Diagnostic]
}

/// Strategic merge as kustomize does it, with all its habits.
///
/// Emits the errors `patch.kind-conflict`, `patch.empty-key`, `patch.unknown-strategy`, `patch.list-too-long` and the warnings
/// `patch.element-lost`, `patch.element-without-key`, `patch.duplicate-element`, `patch.replace-ignored`,
/// `patch.unknown-directive`, `patch.directive-kept`, `patch.type-from-quotes`.
/// Source: kustomize 5.8.1, reference/kustomize.md section 9.
package enum StrategicMergePatch {
  /// Merges the mapping at `patchRoot` into the root of `target`.
  ///
  /// The type is that of the target, or else of the patch (`isOfTargetVersion`: of its kind, with the version of the
  /// target), looked up in `schema`; JSON in comments beside a field tells its own schema. What is written is marked as written
  /// by `step`, with lines in the file of the patch. Name, namespace and kind are merged like everything else:
  /// `restoreIdentity` undoes that. After an error `target` is half merged and of no use.
  package static func apply(
    _ patch: Document, patchRoot: NodeID, to target: inout Document, schema: MergeSchema, step: Origin,
    isOfTargetVersion: Bool = false
  ) throws(Diagnostic) -> MergeResult {
    // The work is done in place: a second reference to the target would make its first edit copy it.
    var work = Document(path: target.path)
    swap(&work, &target)
    var merge = StrategicMerge(
      target: work, patch: patch, schema: schema, step: step, isOfTargetVersion: isOfTargetVersion)
    work = Document(path: patch.path)
    defer { target = merge.target }
    let outcome = try merge.mergeRoot(patchRoot)
    return MergeResult(outcome: outcome, warnings: merge.warnings)
  }

  /// Gives `target` the kind, name and namespace that it had in `original`, as kustomize does unless the
  /// options of the patch allow the change.
  package static func restoreIdentity(
    of target: inout Document, to original: Document, allowsNameChange: Bool, allowsKindChange: Bool
  ) {
    if let version = target[target.root, "apiVersion"], isSame(version, target, "apiVersion", original) {
      target.disown(version)
    }
    if !allowsKindChange { restore("kind", in: target.root, &target, from: original.root, original) }
    guard let metadata = original[original.root, "metadata"], original.isMapping(metadata) else { return }
    guard let patched = target[target.root, "metadata"], target.isMapping(patched) else {
      // The patch deleted all of it: name and namespace come back.
      let copy = target.set("metadata", in: target.root, to: metadata, of: original)
      for child in target.childList(copy)
      where !target.keyEquals(child, MappingKey("name")) && !target.keyEquals(child, MappingKey("namespace"))
      {
        target.unlink(child, from: copy)
      }
      dropEmptyNamespace(copy, &target)
      return
    }
    if !allowsNameChange { restore("name", in: patched, &target, from: metadata, original) }
    restore("namespace", in: patched, &target, from: metadata, original)
    dropEmptyNamespace(patched, &target)
  }

  /// A namespace that is null or empty goes, as kustomize sets the one there was anew. Source: kustomize 5.8.1.
  private static func dropEmptyNamespace(_ metadata: NodeID, _ target: inout Document) {
    guard let namespace = target[metadata, "namespace"],
      target.isNull(namespace) || target.isScalar(namespace) && target.string(namespace).utf8.isEmpty
    else { return }
    let place = target.location(namespace)
    let author = Author(target.origin(namespace), line: place.line, column: place.column)
    target.remove(namespace, from: metadata, by: author)
  }

  private static func isSame(
    _ node: NodeID, _ document: Document, _ key: String, _ original: Document
  ) -> Bool {
    original[original.root, key].map { original.valueEquals($0, node, in: document) } ?? false
  }

  private static func restore(
    _ key: String, in mapping: NodeID, _ target: inout Document, from source: NodeID, _ original: Document
  ) {
    let old = original[source, key]
    if let new = target[mapping, key] {
      if let old {
        if original.isScalar(old), target.isScalar(new), original.valueEquals(old, new, in: target) {
          return target.disown(new)
        }
        target.replace(new, with: old, of: original)
      } else {
        let place = target.location(new)
        target.remove(
          new, from: mapping, by: Author(target.origin(new), line: place.line, column: place.column))
      }
    } else if let old {
      target.set(key, in: mapping, to: old, of: original)
    }
  }
}

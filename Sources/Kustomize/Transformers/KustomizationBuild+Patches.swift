internal import KubernetesModel
internal import Patching
internal import SourceModel
internal import YAML

// The patch fields of a kustomization.
extension KustomizationBuild {
  /// `patchesStrategicMerge`: each entry is a patch, or the path of a file of patches.
  mutating func strategicMergeTransformers(
    _ entries: [Located<String>], step: String, provenance: ResourceProvenance
  ) -> [any Transformer] {
    guard let first = entries.first else { return [] }
    let patches = entries.flatMap { strategicMergePatches($0) ?? [] }
    if patches.isEmpty {
      if !context.findings.hasErrors {
        context.findings.append(
          .error(emptyPatches, "\"\(step)\" holds no patch, only blanks and comments", at: first.location))
      }
      return []
    }
    return [
      PatchTransformer(
        content: .strategic(patches), makesTexts: true, schema: schema,
        author: author(.patch, step, first.location), provenance: provenance)
    ]
  }

  private mutating func strategicMergePatches(_ entry: Located<String>) -> [BuildResource]? {
    let inline = PatchContent.Text(inline: entry)
    let resources = ResourceReader.read(
      inline.bytes, path: inline.path, provenance: .file(inline.path, in: build.checkout),
      places: inline.places)
    if let resources = resources.value { return resources }
    do throws(Diagnostic) {
      let file = try build.read(entry, from: directory)
      let resources = ResourceReader.read(
        file.bytes, path: file.path, provenance: .file(file.path, in: file.checkout))
      context.findings += resources.diagnostics
      return resources.value
    } catch {
      context.findings.append(entry.value.utf8.contains(0x0A) ? resources.diagnostics.first ?? error : error)
      return nil
    }
  }

  mutating func patchTransformers(
    _ rules: [PatchRule], step: String, provenance: ResourceProvenance
  ) -> [any Transformer] {
    var result: [any Transformer] = []
    for (index, rule) in rules.enumerated() {
      guard var text = patchText(rule) else { continue }
      if rule.patch != nil { text.trim() }
      let content = PatchContent.read(text)
      context.findings += content.diagnostics
      guard let content = content.value else { continue }
      if case .operations = content, rule.target == nil {
        context.findings.append(.error(patchTarget, "a JSON patch needs a \"target\"", at: rule.location))
        continue
      }
      result.append(
        PatchTransformer(
          content: content, target: rule.target, allowsNameChange: rule.allowNameChange,
          allowsKindChange: rule.allowKindChange, isForMany: rule.isForMany, schema: schema,
          author: author(.patch, rule.step ?? "\(step)[\(index)]", rule.location), provenance: provenance))
    }
    return result
  }

  /// `patchesJson6902`: operations only.
  mutating func jsonPatchTransformers(
    _ rules: [PatchRule], step: String, provenance: ResourceProvenance
  ) -> [any Transformer] {
    var result: [any Transformer] = []
    for (index, rule) in rules.enumerated() {
      guard let text = patchText(rule) else { continue }
      guard let target = rule.target, !target.name.isEmpty else {
        context.findings.append(
          .error(patchTarget, "a JSON patch needs a \"target\" with a name", at: rule.location))
        continue
      }
      let operations = PatchContent.operations(text)
      context.findings += operations.diagnostics
      guard let patch = operations.value else { continue }
      if patch.isEmpty {
        context.findings.append(.error(emptyPatches, "the patch holds no operation", at: text.location))
        continue
      }
      result.append(
        PatchTransformer(
          content: .operations(patch), target: target, remembersIdentity: false, schema: schema,
          author: author(.patch, "\(step)[\(index)]", rule.location), provenance: provenance))
    }
    return result
  }

  private mutating func patchText(_ rule: PatchRule) -> PatchContent.Text? {
    switch (rule.patch, rule.path) {
    case (var patch?, nil):
      // The text of a plugin configuration, which no kustomization holds.
      if patch.places == nil, let file = try? build.tree.contents(of: patch.location.path) {
        patch.place(in: file)
      }
      return PatchContent.Text(inline: patch)
    case (nil, let path?):
      do throws(Diagnostic) {
        let file = try build.read(path, from: directory)
        return PatchContent.Text(bytes: file.bytes, path: file.path, location: path.location)
      } catch {
        context.findings.append(error)
        return nil
      }
    case (_?, _?):
      context.findings.append(
        .error(patchSource, "a patch has a \"patch\" or a \"path\", not both", at: rule.location))
      return nil
    case (nil, nil):
      context.findings.append(
        .error(patchSource, "a patch needs a \"patch\" or a \"path\"", at: rule.location))
      return nil
    }
  }
}

private let patchSource = "kustomize.patch-source"
private let patchTarget = "kustomize.patch-target"
private let emptyPatches = "kustomize.empty-patch"

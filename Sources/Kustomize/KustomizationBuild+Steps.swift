internal import KubernetesModel
internal import SourceModel
internal import YAML

// The generators and transformers that the fields of a kustomization configure.
extension KustomizationBuild {
  func author(_ kind: OriginKind, _ step: String, _ location: SourceLocation?) -> Author {
    Author(kind, step: step, at: location ?? SourceLocation(path: kustomization.path))
  }

  private func builtIn(_ kind: String) -> ResourceProvenance {
    ResourceProvenance(.builtIn(configuredIn: kustomization.path, kind: kind), in: build.checkout)
  }

  mutating func generate(_ result: inout Accumulation) {
    for (index, rule) in kustomization.configMapGenerators.enumerated() {
      generate(
        .configMap, rule, author(.generator, "configMapGenerator[\(index)]", rule.location),
        builtIn("ConfigMapGenerator"), &result)
    }
    for (index, rule) in kustomization.secretGenerators.enumerated() {
      generate(
        .secret, rule, author(.generator, "secretGenerator[\(index)]", rule.location),
        builtIn("SecretGenerator"),
        &result)
    }
    runGenerators(&result)
  }

  mutating func generate(
    _ kind: ResourceGenerator.Kind, _ rule: GeneratorRule, _ author: Author, _ provenance: ResourceProvenance,
    _ result: inout Accumulation, usesGlobalOptions: Bool = true
  ) {
    let options = (rule.options ?? GeneratorOptions()).merging(
      global: usesGlobalOptions ? kustomization.generatorOptions : nil)
    let generator = ResourceGenerator(
      kind: kind, rule: rule, options: options, author: author, provenance: provenance)
    let (build, directory) = (build, directory)
    let generated = generator.generate { (text) throws(Diagnostic) in
      let file = try build.read(text, from: directory)
      return (file.path, file.bytes)
    }
    context.findings += generated.diagnostics
    guard let resource = generated.value else { return }
    do throws(Diagnostic) {
      try result.resources.absorb(resource, by: author)
    } catch {
      context.findings.append(error)
    }
  }

  /// The transformers in the order in which they run.
  mutating func configuredTransformers(_ configuration: FieldSpecAdditions) -> [any Transformer] {
    var result: [any Transformer] = []
    result += strategicMergeTransformers(
      kustomization.patchesStrategicMerge, step: "patchesStrategicMerge",
      provenance: builtIn("PatchStrategicMergeTransformer"))
    result += patchTransformers(
      kustomization.patches, step: "patches", provenance: builtIn("PatchTransformer"))
    if let namespace = kustomization.namespace {
      result.append(
        NamespaceTransformer(
          namespace: namespace.value, fields: configuration.namespace,
          author: author(.transformer, "namespace", namespace.location),
          provenance: builtIn("NamespaceTransformer")))
    }
    result += nameTransformers(configuration)
    result += labelTransformers(configuration)
    if let annotations = kustomization.commonAnnotations, !annotations.value.isEmpty {
      result.append(
        MapEntryTransformer(
          annotations.value, fields: configuration.commonAnnotations,
          author: author(.transformer, "commonAnnotations", annotations.location),
          provenance: builtIn("AnnotationsTransformer")))
    }
    result += jsonPatchTransformers(
      kustomization.patchesJson6902, step: "patchesJson6902", provenance: builtIn("PatchJson6902Transformer"))
    for (index, rule) in kustomization.replicas.enumerated() {
      result.append(
        ReplicaTransformer(
          rule: rule, fields: configuration.replicas,
          author: author(.transformer, "replicas[\(index)]", rule.location),
          provenance: builtIn("ReplicaCountTransformer")))
    }
    for (index, rule) in kustomization.images.enumerated() {
      result.append(
        ImageTransformer(
          rule: rule, fields: configuration.images,
          author: author(.transformer, "images[\(index)]", rule.location),
          provenance: builtIn("ImageTagTransformer")))
    }
    result += replacementTransformers(
      kustomization.replacements, step: "replacements", provenance: builtIn("ReplacementTransformer"))
    result += pluginTransformers(kustomization.transformers, field: "transformers")
    return result
  }

  private func nameTransformers(_ configuration: FieldSpecAdditions) -> [any Transformer] {
    var result: [any Transformer] = []
    if let prefix = kustomization.namePrefix {
      result.append(
        NameTransformer(
          side: .prefix, text: prefix.value, fields: configuration.namePrefix,
          author: author(.transformer, "namePrefix", prefix.location),
          provenance: builtIn("PrefixTransformer")))
    }
    if let suffix = kustomization.nameSuffix {
      result.append(
        NameTransformer(
          side: .suffix, text: suffix.value, fields: configuration.nameSuffix,
          author: author(.transformer, "nameSuffix", suffix.location),
          provenance: builtIn("SuffixTransformer")))
    }
    return result
  }

  private mutating func labelTransformers(_ configuration: FieldSpecAdditions) -> [any Transformer] {
    var result: [any Transformer] = []
    for (index, rule) in kustomization.labels.enumerated() {
      do throws(FieldSpecConflict) {
        result.append(
          MapEntryTransformer(
            rule.pairs.value, fields: try rule.fieldSpecs(configuration),
            author: author(.transformer, "labels[\(index)]", rule.location),
            provenance: builtIn("LabelTransformer")))
      } catch {
        context.findings.append(conflict(error, at: rule.location))
      }
    }
    let labels = kustomization.commonLabels
    if !kustomization.labels.isEmpty || !(labels?.value.isEmpty ?? true) {
      result.append(
        MapEntryTransformer(
          labels?.value ?? [], fields: configuration.commonLabels,
          author: author(.transformer, "commonLabels", labels?.location),
          provenance: builtIn("LabelTransformer")))
    }
    return result
  }
}

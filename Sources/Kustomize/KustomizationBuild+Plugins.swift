internal import KubernetesModel
internal import SourceModel
internal import YAML

// `generators`, `transformers` and `validators`: resources that configure steps. Only built-in ones can run here.
extension KustomizationBuild {
  /// The resources that the entries of such a field make, inline or by path.
  private mutating func pluginResources(_ entries: [Located<String>]) -> [BuildResource] {
    var accumulation = Accumulation()
    var paths: [Located<String>] = []
    for entry in entries {
      let inline = PatchContent.Text(inline: entry)
      let resources = ResourceReader.read(
        inline.bytes, path: inline.path,
        provenance: .file(inline.path, in: build.checkout), places: inline.places)
      // A text without any resource is none, and no path either.
      guard let found = resources.value else {
        if entry.value.utf8.contains(0x0A), resources.diagnostics.hasErrors {
          context.findings += resources.diagnostics
        } else {
          paths.append(entry)
        }
        continue
      }
      for resource in found {
        if let known = accumulation.resources.append(resource) {
          context.findings.append(
            .error(
              duplicatePlugin, "\(resource.id) is configured twice", at: resource.location,
              notes: [.init("first here", at: known.location)]))
        }
      }
    }
    let outer = context.buildMetadata
    context.buildMetadata = BuildMetadata()
    accumulate(paths, &accumulation)
    context.buildMetadata = outer
    return accumulation.resources.resources
  }

  mutating func runGenerators(_ result: inout Accumulation) {
    for resource in pluginResources(kustomization.generators) {
      guard let kind = builtInKind(resource) else { continue }
      switch kind {
      case .configMapGenerator: generate(.configMap, resource, &result)
      case .secretGenerator: generate(.secret, resource, &result)
      case .iamPolicyGenerator: generatePolicy(resource, &result)
      default: context.findings.append(notThere(resource, "generator", "generators"))
      }
    }
  }

  mutating func pluginTransformers(_ entries: [Located<String>], field: String) -> [any Transformer] {
    pluginResources(entries).flatMap { resource -> [any Transformer] in
      guard let kind = builtInKind(resource) else { return [] }
      return transformers(kind, resource, field: field)
    }
  }

  /// Runs validators, which must leave everything as it is but for the label `validated-by`.
  mutating func runValidators(_ result: inout Accumulation) {
    for validator in pluginTransformers(kustomization.validators, field: "validators") {
      let before = result.resources
      validator.transform(&result.resources, &context.findings)
      if let resource = before.firstWithRewrittenLabels(in: result.resources) {
        context.findings.append(
          .error(
            validatorWrote,
            "kustomize takes the label \"validated-by\" for a change where there are labels in the file, as in \(resource.id); "
              + "list the validator under \"transformers\"", at: kustomization.validators.first?.location))
      } else if !before.isUnchanged(in: result.resources) {
        context.findings.append(
          .error(
            validatorWrote, "a validator must not change resources; list it under \"transformers\"",
            at: kustomization.validators.first?.location))
      }
    }
  }

  // MARK: - Built-in kinds

  /// The built-in step that a resource configures; nil, with a finding, when it is none.
  private mutating func builtInKind(_ resource: BuildResource) -> BuiltInStep? {
    let isBuiltIn = resource.id.group.isEmpty && resource.id.version == "builtin"
    let annotations = resource.metadataMap("annotations")
    for name in ["config.kubernetes.io/function", "config.k8s.io/function"] where annotations[name] != nil {
      context.findings.append(
        .error(
          externalPlugin, "\(resource.id) runs a container or a program; fleetfold runs none",
          at: resource.location))
      return nil
    }
    guard isBuiltIn else {
      context.findings.append(
        .error(
          externalPlugin,
          "\(resource.id) of \(resource.id.apiVersion) is an external plugin; fleetfold runs only built-in ones",
          at: resource.location))
      return nil
    }
    // The reference writes the configuration out before it reads it.
    var written: [UInt8] = []
    let faults = YAMLPrinter.print(resource.document, into: &written)
    if faults.hasErrors {
      context.findings += faults
      return nil
    }
    if let step = BuiltInStep(rawValue: resource.id.kind) {
      if step != .helmGenerator { return step }
      context.findings.append(
        .error(
          externalPlugin, "\(resource.id.kind) needs the program helm, which fleetfold never runs",
          at: resource.location))
      return nil
    }
    let hint =
      nearMiss(to: resource.id.kind, among: BuiltInStep.allCases.map(\.rawValue)).map {
        "; did you mean \"\($0)\"?"
      }
      ?? ""
    context.findings.append(
      .error(unknownPlugin, "there is no built-in step \"\(resource.id.kind)\"\(hint)", at: resource.location)
    )
    return nil
  }

  func notThere(_ resource: BuildResource, _ what: String, _ field: String) -> Diagnostic {
    .error(unknownPlugin, "\(resource.id.kind) is no \(what), as \"\(field)\" needs", at: resource.location)
  }
}

/// The steps that can be configured by resources of apiVersion `builtin`.
enum BuiltInStep: String, CaseIterable {
  case annotations = "AnnotationsTransformer"
  case configMapGenerator = "ConfigMapGenerator"
  case hash = "HashTransformer"
  case helmGenerator = "HelmChartInflationGenerator"
  case iamPolicyGenerator = "IAMPolicyGenerator"
  case images = "ImageTagTransformer"
  case labels = "LabelTransformer"
  case namespace = "NamespaceTransformer"
  case jsonPatch = "PatchJson6902Transformer"
  case strategicMerge = "PatchStrategicMergeTransformer"
  case patch = "PatchTransformer"
  case prefix = "PrefixTransformer"
  case prefixAndSuffix = "PrefixSuffixTransformer"
  case replacements = "ReplacementTransformer"
  case replicas = "ReplicaCountTransformer"
  case secretGenerator = "SecretGenerator"
  case suffix = "SuffixTransformer"
  case valueAdd = "ValueAddTransformer"
}

private let duplicatePlugin = "kustomize.duplicate-plugin"
private let externalPlugin = "kustomize.external-plugin"
private let unknownPlugin = "kustomize.unknown-plugin"
private let validatorWrote = "kustomize.validator-wrote"

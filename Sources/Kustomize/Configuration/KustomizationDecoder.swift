internal import SourceModel
internal import YAML

/// Decodes a kustomization file; reports every mistake in it at once.
///
/// Emits `kustomize.empty`, `kustomize.wrong-kind`, `kustomize.unsupported-field`, `kustomize.deprecated-field` and
/// those of `FieldReader`. Source: reference/kustomize.md section 2.
struct KustomizationDecoder {
  let path: SourcePath

  func decode(_ document: Document) -> Compiled<Kustomization> {
    let root = document.root
    var fields = FieldReader(document, root, owner: "the kustomization")
    var result = Kustomization(path: path)
    decodeReferences(&fields, &result)
    decodeTransformations(&fields, &result)
    decodePatches(&fields, &result)
    decodeGenerators(&fields, &result)
    refuseUnsupported(&fields)
    // Only checked: it says nothing to a build. But a kustomization that has some is not empty.
    _ = fields.object("metadata") { metadata in
      _ = (metadata.text("name"), metadata.text("namespace"))
      _ = (metadata.pairs("labels"), metadata.pairs("annotations"))
    }
    let isEmpty = !fields.hasContent
    decodeType(&fields, &result)
    fields.finish()
    var findings = fields.findings
    if isEmpty, !findings.hasErrors {
      findings.append(
        .error(
          empty, "the kustomization is empty; list at least one resource", at: SourceLocation(path: path)))
    }
    return Compiled(findings.hasErrors ? nil : result, findings)
  }

  private func decodeType(_ fields: inout FieldReader, _ result: inout Kustomization) {
    let kind = fields.nonEmptyText("kind")
    let apiVersion = fields.nonEmptyText("apiVersion")
    if let kind {
      if let known = Kustomization.Kind(rawValue: kind.value) {
        result.kind = known
      } else {
        fields.report(
          .error(
            wrongKind, "\"kind\" must be Kustomization or Component, not \(kind.value)", at: kind.location))
        return
      }
    }
    let expected =
      result.kind == .component ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1"
    if let apiVersion, !apiVersion.value.utf8.elementsEqual(expected.utf8) {
      fields.report(
        .error(
          wrongKind, "\"apiVersion\" of a \(result.kind.rawValue) must be \(expected)",
          at: apiVersion.location))
    }
  }

  private func decodeReferences(_ fields: inout FieldReader, _ result: inout Kustomization) {
    result.resources = fields.texts("resources")
    let bases = fields.texts("bases")
    deprecated("bases", "resources", bases.first?.location, &fields)
    result.resources += bases
    result.components = fields.texts("components")
    result.crds = fields.texts("crds")
    result.configurations = fields.texts("configurations")
    result.generators = fields.texts("generators")
    result.transformers = fields.texts("transformers")
    result.validators = fields.texts("validators")
    // A free map of texts for kustomize, whose keys are not folded; others than these two are not used.
    if let choice = fields.pairs("openapi") {
      func text(_ key: String) -> Located<String>? {
        choice.value.last { same($0.key, key) }.map { Located($0.value, at: $0.location ?? choice.location) }
      }
      // An empty path names the directory, an empty version nothing.
      let version = text("version").flatMap { $0.value.isEmpty ? nil : $0 }
      result.openAPI = OpenAPIChoice(path: text("path"), version: version)
    }
    result.buildMetadata = fields.texts("buildMetadata")
    result.sortOptions = fields.object("sortOptions") { reader in
      let location = reader.location
      return SortOptions(
        order: reader.nonEmptyText("order"),
        legacy: reader.object("legacySortOptions") { legacy in
          SortOptions.LegacyOrder(
            orderFirst: legacy.texts("orderFirst").map(\.value),
            orderLast: legacy.texts("orderLast").map(\.value))
        }, location: location)
    }
  }

  private func decodeTransformations(_ fields: inout FieldReader, _ result: inout Kustomization) {
    result.namespace = fields.nonEmptyText("namespace")
    result.namePrefix = fields.nonEmptyText("namePrefix")
    result.nameSuffix = fields.nonEmptyText("nameSuffix")
    result.labels = fields.objects("labels") { $0.labelRule() }
    result.commonLabels = fields.pairs("commonLabels")
    deprecated("commonLabels", "labels", result.commonLabels?.location, &fields)
    result.commonAnnotations = fields.pairs("commonAnnotations")
    result.images = fields.objects("images") { $0.imageRule() }
    let imageTags = fields.objects("imageTags") { $0.imageRule() }
    deprecated("imageTags", "images", imageTags.first?.location, &fields)
    result.images += imageTags
    result.replicas = fields.objects("replicas") { $0.replicaRule() }
    result.replacements = fields.objects("replacements") { $0.replacementRule() }
    result.vars = fields.objects("vars") { $0.variableRule() }
    deprecated("vars", "replacements", result.vars.first?.location, &fields)
  }

  private func decodePatches(_ fields: inout FieldReader, _ result: inout Kustomization) {
    // Before `patches` took mappings, it was a list of paths, the present `patchesStrategicMerge`.
    let entries = fields.elements("patches")
    if entries.contains(where: {
      if case .text = ConfigurationScalar(fields.document, $0) { true } else { false }
    }) {
      result.patchesStrategicMerge = fields.texts("patches")
      deprecated("patches as a list of texts", "path", fields.location(of: entries[0]), &fields)
    } else {
      result.patches = fields.objects("patches") { $0.patchRule() }
    }
    let strategic = fields.texts("patchesStrategicMerge")
    deprecated("patchesStrategicMerge", "patches", strategic.first?.location, &fields)
    result.patchesStrategicMerge += strategic
    result.patchesJson6902 = fields.objects("patchesJson6902") { $0.patchRule() }
    deprecated("patchesJson6902", "patches", result.patchesJson6902.first?.location, &fields)
  }

  private func decodeGenerators(_ fields: inout FieldReader, _ result: inout Kustomization) {
    result.configMapGenerators = fields.objects("configMapGenerator") { $0.generatorRule(isSecret: false) }
    result.secretGenerators = fields.objects("secretGenerator") { $0.generatorRule(isSecret: true) }
    result.generatorOptions = fields.object("generatorOptions") { $0.generatorOptions() }
  }

  /// What needs the network or another program is refused by name, never approximated.
  private func refuseUnsupported(_ fields: inout FieldReader) {
    for name in ["helmCharts", "helmChartInflationGenerator"] {
      if let node = fields.value(name),
        !(fields.document.isSequence(node) && fields.document.firstChild(node) == nil)
      {
        fields.report(
          .error(
            unsupportedField,
            "\"\(name)\" needs the program helm, which fleetfold never runs; render the chart and commit the result",
            at: fields.location(of: node)))
      }
    }
    // Without a chart they say nothing.
    _ = fields.object("helmGlobals") { ($0.text("chartHome"), $0.text("configHome")) }
  }

  private func deprecated(
    _ field: String, _ replacement: String, _ location: SourceLocation?, _ fields: inout FieldReader
  ) {
    guard let location else { return }
    fields.report(
      .warning(deprecatedField, "\"\(field)\" is deprecated; use \"\(replacement)\"", at: location))
  }
}

private let empty = "kustomize.empty"
private let wrongKind = "kustomize.wrong-kind"
private let unsupportedField = "kustomize.unsupported-field"
private let deprecatedField = "kustomize.deprecated-field"

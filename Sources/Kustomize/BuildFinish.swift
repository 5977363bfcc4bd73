internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What happens once, at the root, after everything has been accumulated and transformed.
///
/// Source: kustomize 5.8.1, reference/kustomize.md section 1. Emits those of its steps.
struct BuildFinish {
  private var resources: ResourceMap
  private let accumulation: Accumulation
  private let root: SourcePath
  private let metadata: BuildMetadata
  /// Where `buildMetadata` is written.
  private var metadataPlace: SourceLocation
  private(set) var findings: [Diagnostic] = []

  init(_ accumulation: Accumulation, root: SourcePath, metadata: BuildMetadata) {
    self.accumulation = accumulation
    self.root = root
    self.metadata = metadata
    metadataPlace = SourceLocation(path: root)
    resources = accumulation.resources
  }

  /// The finished resources, in output order.
  mutating func run(_ kustomization: Kustomization, _ options: KustomizeOptions) -> [Resource] {
    metadataPlace = kustomization.buildMetadata.first?.location ?? SourceLocation(path: kustomization.path)
    findings += resources.addNameHashes()
    resolveNameReferences()
    resolveVariables()
    dropLocalResources()
    reportDuplicates()
    var finished = sorted(kustomization.sortOptions, options)
    if options.addsManagedByLabel || metadata.addsManagedByLabel { addManagedByLabel(&finished) }
    addMetadata(&finished)
    return finished.map { Resource(id: $0.id, document: $0.document, generatedName: $0.nameWithoutHash) }
  }

  private mutating func resolveNameReferences() {
    let configuration = accumulation.configuration
    let table =
      configuration.isBuiltIn
      ? NameReferenceTable.builtIn : NameReferenceTable(configuration.specs.nameReferences)
    findings += NameReferenceResolver(table).resolve(&resources)
  }

  private static let localConfig = MappingKey("config.kubernetes.io/local-config")

  private mutating func dropLocalResources() {
    resources.removeAll { resource in
      guard let annotations = resource.annotations,
        let value = resource.document[annotations, BuildFinish.localConfig],
        resource.document.isScalar(value)
      else { return false }
      return !resource.document.valueEquals(value, "false")
    }
  }

  /// Names that a replacement made equal are noticed here; kustomize crashes on them.
  private mutating func reportDuplicates() {
    for position in 0..<resources.count {
      let first = resources.firstPosition(alike: position)
      if first == position { continue }
      findings.append(
        .error(
          duplicateResource, "two resources end as \(resources[position].id); give one another name",
          at: resources[position].location, notes: [.init("the other one", at: resources[first].location)]))
    }
  }

  private mutating func sorted(_ sortOptions: SortOptions?, _ options: KustomizeOptions) -> [BuildResource] {
    do throws(Diagnostic) {
      let order = try ResourceOrder.chosen(by: sortOptions, fallback: options.order)
      return order?.sort(resources.resources) ?? resources.resources
    } catch {
      findings.append(error)
      return resources.resources
    }
  }

  private mutating func addManagedByLabel(_ finished: inout [BuildResource]) {
    let label = MapEntries(
      [TextPair("app.kubernetes.io/managed-by", "kustomize-v5.8.1")],
      by: Author(.transformer, step: "buildMetadata", at: metadataPlace))
    for index in finished.indices {
      do throws(Diagnostic) {
        try label.set(in: &finished[index], at: [.labels])
      } catch {
        findings.append(error)
      }
    }
  }

  private mutating func resolveVariables() {
    let resolver = VariableResolver(
      variables: accumulation.variables, fields: accumulation.configuration.specs.varReferences)
    resolver.resolve(&resources, &findings)
  }

  private mutating func addMetadata(_ finished: inout [BuildResource]) {
    let writer = MetadataWriter(root: root, metadata: metadata, place: metadataPlace)
    for index in finished.indices {
      BuildAnnotations.strip(&finished[index], keeping: metadata)
      findings += BuildAnnotations.unprintableKeys(of: finished[index])
      writer.write(to: &finished[index])
    }
  }
}

private let duplicateResource = "kustomize.duplicate-resource"

internal import SourceModel

extension KustomizationBuild {
  mutating func replacementTransformers(
    _ rules: [ReplacementRule], step: String, provenance: ResourceProvenance
  ) -> [any Transformer] { [] }

  mutating func valueAddTransformers(
    _ resource: BuildResource, _ author: Author, _ provenance: ResourceProvenance
  ) -> [any Transformer] { [] }
}

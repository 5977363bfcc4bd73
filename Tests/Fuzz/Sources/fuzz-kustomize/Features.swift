extension Growth {
  struct Feature: Sendable {
    var name: String
    /// How often it is tried, compared with the others.
    var weight: Int
    /// Adds it to the directory at that place; false when there is no place for it.
    var add: @Sendable (inout Growth, Int) -> Bool

    init(_ name: String, _ weight: Int, _ add: @escaping @Sendable (inout Growth, Int) -> Bool) {
      self.name = name
      self.weight = weight
      self.add = add
    }
  }

  static let features: [Feature] = [
    Feature("resources", 8) { $0.addResources($1) },
    Feature("overlay", 7) { $0.addOverlay($1) },
    Feature("second base", 3) { $0.addBase($1) },
    Feature("twin overlays", 2) { $0.addTwins($1) },
    Feature("components", 5) { $0.addComponent($1) },
    Feature("configMapGenerator", 6) { $0.addGenerator($1, field: "configMapGenerator") },
    Feature("secretGenerator", 4) { $0.addGenerator($1, field: "secretGenerator") },
    Feature("generatorOptions", 2) { $0.addGeneratorOptions($1) },
    Feature("namePrefix", 5) { $0.addPrefix($1) },
    Feature("nameSuffix", 3) { $0.addSuffix($1) },
    Feature("namespace", 5) { $0.addNamespace($1) },
    Feature("labels", 5) { $0.addLabels($1) },
    Feature("commonLabels", 3) { $0.addCommonLabels($1) },
    Feature("commonAnnotations", 3) { $0.addCommonAnnotations($1) },
    Feature("images", 4) { $0.addImages($1) },
    Feature("replicas", 3) { $0.addReplicas($1) },
    Feature("patches: merge", 12) { $0.addPatch($1, isJSON: false) },
    Feature("patches: JSON", 8) { $0.addPatch($1, isJSON: true) },
    Feature("patchesStrategicMerge", 3) { $0.addOldMergePatch($1) },
    Feature("patchesJson6902", 2) { $0.addOldJSONPatch($1) },
    Feature("replacements", 9) { $0.addReplacement($1) },
    Feature("vars", 4) { $0.addVariable($1) },
    Feature("configurations", 4) { $0.addConfiguration($1) },
    Feature("crds", 2) { $0.addDefinitions($1) },
    Feature("openapi", 2) { $0.addSchema($1) },
    Feature("transformers", 6) { $0.addTransformer($1, field: "transformers") },
    Feature("validators", 1) { $0.addTransformer($1, field: "validators") },
    Feature("validators that change nothing", 2) { $0.addValidator($1) },
    Feature("generators", 3) { $0.addGeneratorPlugin($1) },
    Feature("sortOptions", 2) { $0.addSortOptions($1) },
    Feature("buildMetadata", 2) { $0.addBuildMetadata($1) },
    Feature("command line", 2) { $0.changeOptions($1) },
    Feature("files elsewhere", 3) { $0.addFileElsewhere($1) },
    Feature("odd field names", 1) { $0.changeFieldName($1) },
    Feature("mistakes", 3) { $0.addMistake($1) },
  ]
}

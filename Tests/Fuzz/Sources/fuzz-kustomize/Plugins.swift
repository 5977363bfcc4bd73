/// Makes the files of `transformers`, `generators` and `configurations`: built-in steps written as resources.
struct Plugins {
  /// A built-in transformer as a resource of its own.
  static func transformer(_ resources: [Written], _ random: inout Randomness) -> Tree {
    func step(_ kind: String, _ fields: [(key: String, value: Tree)]) -> Tree {
      .map(
        [
          ("apiVersion", "builtin"), ("kind", .scalar(kind)),
          ("metadata", ["name": .scalar(random.pick(["one", "two", "three"]))]),
        ] + fields)
    }
    let specs: Tree = .list([spec(&random)])
    switch random.below(8) {
    case 0: return step("LabelTransformer", [("labels", ["app": "x"]), ("fieldSpecs", specs)])
    case 1: return step("AnnotationsTransformer", [("annotations", ["n": "'1'"]), ("fieldSpecs", specs)])
    case 2:
      return step(
        "PrefixTransformer", [("prefix", "t-"), ("fieldSpecs", .list([["path": "metadata/name"]]))])
    case 3: return step("SuffixTransformer", [("suffix", "-t"), ("fieldSpecs", specs)])
    case 4:
      let tree = step(
        "NamespaceTransformer",
        [
          ("unsetOnly", .scalar(random.pick(["true", "false"]))),
          (
            "setRoleBindingSubjects",
            .scalar(random.pick(["defaultOnly", "allServiceAccounts", "none"]))
          ),
          ("fieldSpecs", .list([["path": "metadata/namespace", "create": "true"]])),
        ])
      return tree.setting("metadata", ["name": "n", "namespace": .scalar(random.pick(["prod", "dev"]))])
    case 5:
      return step(
        "ImageTagTransformer",
        [
          ("imageTag", ["name": "nginx", "newTag": "v8"]),
          ("fieldSpecs", .list([["path": "spec/template/spec/containers/image"]])),
        ])
    case 6:
      let resource = random.pick(resources)
      return step(
        "PatchTransformer",
        [
          ("target", Patches.target(resource, &random)),
          ("patch", .text(header: "|-", lines: ["- op: add", "  path: /spec/added", "  value: '1'"])),
        ])
    default:
      let resource = random.pick(resources)
      return step(
        "ReplicaCountTransformer",
        [
          ("replica", ["name": .scalar(resource.name), "count": "7"]),
          (
            "fieldSpecs",
            .list([["path": "spec/replicas", "create": "true", "kind": .scalar(resource.kind)]])
          ),
        ])
    }
  }

  /// A field spec as `configurations` and transformers have them.
  static func spec(_ random: inout Randomness) -> Tree {
    var spec: Tree = [
      "path": .scalar(
        random.pick([
          "metadata/labels", "spec/labels", "spec/template/metadata/labels", "spec/a/b",
          "spec/items[]/labels",
          "metadata/annotations",
        ]))
    ]
    if random.chance(60) { spec = spec.setting("create", .scalar(random.pick(["true", "false"]))) }
    if random.chance(30) {
      spec = spec.setting("kind", .scalar(random.pick(["Deployment", "Widget", "ConfigMap"])))
    }
    return spec
  }

  /// A file of `configurations`.
  static func configuration(_ random: inout Randomness) -> Tree {
    var result: Tree = [:]
    if random.chance(50) {
      result = result.setting(
        random.pick(["commonLabels", "commonAnnotations", "labels"]), .list([spec(&random)]))
    }
    if random.chance(40) {
      let path: Tree = .scalar(random.pick(["spec/ns", "spec/nested/ns", "metadata/annotations/ns"]))
      result = result.setting(
        "namespace", .list([["path": path, "create": .scalar(random.pick(["true", "false"]))]]))
    }
    if random.chance(40) {
      let field: Tree = [
        "kind": "Widget",
        "path": .scalar(random.pick(["spec/name", "spec/nested", "spec/b", "spec/items/name"])),
      ]
      result = result.setting(
        "nameReference",
        .list([["kind": .scalar(random.pick(["ConfigMap", "Secret"])), "fieldSpecs": .list([field])]]))
    }
    if random.chance(40) {
      result = result.setting(
        "varReference",
        .list([["path": .scalar(random.pick(["data", "spec/nested", "metadata/annotations"]))]]))
    }
    if random.chance(20) {
      result = result.setting("images", .list([["path": "spec/image", "kind": "Widget"]]))
    }
    return result
  }
}

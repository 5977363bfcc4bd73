/// Makes field specs and the files of `configurations`.
struct Plugins {
  static let paths = [
    "metadata/labels", "spec/labels", "spec/template/metadata/labels", "spec/a/b", "spec/items[]/labels",
    "metadata/annotations", "spec/nested", "spec/things/labels", "spec/selector", "spec/selector/matchLabels",
    "spec/volumeClaimTemplates[]/metadata/labels", "spec/a\\/b", "data", "metadata/annotations/x",
  ]

  /// A field spec as `configurations` and transformers have them.
  static func spec(_ random: inout Randomness, paths: [String] = paths) -> Tree {
    var spec: Tree = ["path": .scalar(random.pick(paths))]
    if random.chance(60) { spec = spec.setting("create", .scalar(random.pick(["true", "true", "false"]))) }
    if random.chance(40) {
      let kind = random.pick(Resources.kinds + [("example.com/v1", "Widget"), ("example.com/v1", "Widget")])
      spec = spec.setting("kind", .scalar(kind.kind))
      if random.chance(20), let slash = kind.apiVersion.firstIndex(of: "/") {
        spec = spec.setting("group", .scalar(String(kind.apiVersion[..<slash])))
      }
      if random.chance(10) { spec = spec.setting("version", "v1") }
    }
    return spec
  }

  /// A file of `configurations`.
  static func configuration(_ random: inout Randomness) -> Tree {
    var result: Tree = [:]
    for (field, paths) in [
      ("commonLabels", paths), ("commonAnnotations", paths), ("labels", paths), ("templateLabels", paths),
      ("namespace", ["spec/ns", "spec/nested/ns", "metadata/annotations/ns", "subjects", "spec/things/ns"]),
      ("namePrefix", ["spec/name", "metadata/labels/app", "spec/things/name", "metadata/name", "spec/b"]),
      ("nameSuffix", ["spec/name", "spec/things/name", "spec/nested/name"]),
      (
        "varReference",
        ["data", "spec/nested", "metadata/annotations", "spec/things/value", "spec/b", "metadata/labels"]
      ),
      ("images", ["spec/image", "spec/things/image", "spec/nested/image", "spec/b"]),
      ("replicas", ["spec/replicas", "spec/nested/replicas", "spec/size"]),
    ] where random.chance(20) {
      result = result.setting(
        field, .list((0..<random.pick([1, 1, 2])).map { _ in spec(&random, paths: paths) }))
    }
    if random.chance(45) {
      let fields = [
        "spec/name", "spec/nested", "spec/b", "spec/items/name", "spec/things/name", "spec/names",
        "spec/nested/name", "metadata/annotations/ref",
      ]
      let specs = (0..<random.pick([1, 2])).map { _ -> Tree in
        let field = spec(&random, paths: fields)
        return random.chance(60) ? field.setting("kind", "Widget").setting("group", nil) : field
      }
      var reference: Tree = [
        "kind": .scalar(random.pick(["ConfigMap", "Secret", "Deployment", "Widget", "Service", "Gadget"])),
        "fieldSpecs": .list(specs),
      ]
      if random.chance(30) { reference = reference.setting("version", "v1") }
      if random.chance(15) {
        reference = reference.setting("group", .scalar(random.pick(["apps", "example.com"])))
      }
      result = result.setting("nameReference", .list([reference]))
    }
    return result
  }
}

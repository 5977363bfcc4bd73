/// Writes one random example: a base, overlays above it, components.
struct Generator {
  private var random: Randomness
  private var example = Example()
  /// What the directory at hand accumulates.
  private var written: [Written] = []
  private var hasWindowsLines = false

  init(seed: UInt64, index: UInt64) {
    random = Randomness(seed: seed, index: index)
  }

  mutating func make() -> Example {
    hasWindowsLines = random.chance(4)
    directory("base", resources: nil)
    var below = "base"
    for level in 0..<random.pick([0, 0, 1, 1, 1, 2, 3]) {
      directory("overlay\(level)", resources: "../" + below)
      below = "overlay\(level)"
    }
    example.target = below
    return example
  }

  /// A directory with a kustomization, on top of another one or not.
  private mutating func directory(_ path: String, resources base: String?, isComponent: Bool = false) {
    var fields: [(key: String, value: Tree)] = []
    if isComponent || random.chance(60) {
      fields.append(
        ("apiVersion", .scalar("kustomize.config.k8s.io/" + (isComponent ? "v1alpha1" : "v1beta1"))))
      fields.append(("kind", .scalar(isComponent ? "Component" : "Kustomization")))
    }
    var entries: [Tree] = base.map { [.scalar($0)] } ?? []
    let count = isComponent ? random.below(2) : base == nil ? 1 + random.below(4) : random.pick([0, 0, 1])
    let files = random.chance(70) ? 1 : 2
    for file in 0..<files where count > 0 {
      resourceFile("\(path)/r\(file).yaml", count: count)
      entries.append(.scalar("r\(file).yaml"))
    }
    if !entries.isEmpty { fields.append(("resources", .list(entries))) }
    if !isComponent, random.chance(12) {
      directory(path + "-part", resources: nil, isComponent: true)
      fields.append(("components", .list([.scalar("../\(path)-part")])))
    }
    generators(path, &fields)
    transformers(path, &fields)
    if fields.isEmpty || entries.isEmpty && fields.count == 2 { fields.append(("namePrefix", "p-")) }
    write(path + "/kustomization.yaml", [.map(random.chance(20) ? fields.reversed() : fields)], oddness: 0)
  }

  private mutating func resourceFile(_ path: String, count: Int) {
    var documents: [Tree] = []
    for _ in 0..<count {
      let kind = random.pick(Resources.kinds)
      let name = random.pick(Resources.names)
      let namespace = random.chance(75) ? nil : random.pick(["default", "prod", "dev"])
      // The same id twice is refused: once in a while is enough.
      let isThere = written.contains {
        $0.kind == kind.kind && $0.name == name && $0.apiVersion == kind.apiVersion
      }
      if isThere, !random.chance(2) { continue }
      let tree = Resources.resource(kind.apiVersion, kind.kind, name: name, namespace: namespace, &random)
      written.append(
        Written(apiVersion: kind.apiVersion, kind: kind.kind, name: name, namespace: namespace, tree: tree))
      documents.append(tree)
    }
    if documents.count > 1, random.chance(8) {
      documents = [
        [
          "apiVersion": "v1", "kind": .scalar(random.pick(["List", "ConfigMapList"])),
          "items": .list(documents),
        ]
      ]
    }
    write(path, documents, oddness: 15)
  }

  /// Writes documents into a file; `oddness` is the chance of each kind of noise around them.
  private mutating func write(_ path: String, _ documents: [Tree], oddness: Int) {
    var lines: [String] = []
    if random.chance(oddness) {
      lines.append(random.pick(["---", "# head", "", "---\n---", "--- # c", "---\n# c"]))
    }
    for (index, document) in documents.enumerated() {
      if index > 0 {
        lines.append(
          random.chance(oddness) ? random.pick(["---\n---", "--- ", "--- # c", "---\n\n# c\n---"]) : "---")
      }
      var writer = TreeWriter(&random)
      lines += writer.document(document)
    }
    if random.chance(oddness) { lines.append(random.pick(["---", "...", "", "# end", "---\n# end", " "])) }
    var text = lines.joined(separator: "\n") + (random.chance(92) ? "\n" : "")
    if random.chance(oddness / 5) { text = "\u{FEFF}" + text }
    if hasWindowsLines {
      text = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
    example.add(path, text)
  }

  private mutating func generators(_ path: String, _ fields: inout [(key: String, value: Tree)]) {
    for (field, percent) in [("configMapGenerator", 22), ("secretGenerator", 12)] {
      guard random.chance(percent) else { continue }
      fields.append((field, .list([generator(path, isSecret: field == "secretGenerator")])))
    }
    guard random.chance(10) else { return }
    let options: Tree = ["labels": ["g": "h"], random.pick(["disableNameSuffixHash", "immutable"]): "true"]
    fields.append(("generatorOptions", options))
  }

  private mutating func generator(_ path: String, isSecret: Bool) -> Tree {
    let kind = isSecret ? "Secret" : "ConfigMap"
    let known = written.filter { $0.kind == kind }
    var name = "generated"
    var entry: Tree = [:]
    if !known.isEmpty, random.chance(40) {
      name = random.pick(known).name
      entry = entry.setting("behavior", .scalar(random.pick(["merge", "replace", "merge", "create"])))
    } else if random.chance(40) {
      name = random.pick(["web-config", "web", "cache"])
    }
    entry = entry.setting("name", .scalar(name))
    if random.chance(15) { entry = entry.setting("namespace", .scalar(random.pick(["dev", "prod"]))) }
    if random.chance(60) {
      let literals = [
        "a=1", "b=two words", "'c=\"q\"'", "d=", "'e='' x '''", "f=ä", "g=x=y", "h=😀", "\"i=a\\nb\"",
        "\"j=t\\tu\"", "a.b=#",
      ]
      let start = random.below(literals.count)
      entry = entry.setting(
        "literals", .list(literals[start...].prefix(1 + random.below(4)).map { Tree.scalar($0) }))
    }
    if random.chance(35) {
      let file = "f\(random.below(99)).txt"
      let text = (0...random.below(4)).map { _ in random.pick(OddTexts.lines) }.joined(
        separator: random.chance(10) ? "\r\n" : "\n")
      example.add("\(path)/\(file)", text + random.pick(["", "\n", "\n\n"]))
      if random.chance(10) { example.files[example.files.count - 1].bytes += [0xFF, 0x00] }
      entry = entry.setting("files", .list([.scalar(random.chance(30) ? "key.x=\(file)" : file)]))
    }
    if random.chance(25) {
      let lines = [
        "A=1", "# c", "", "B", "C = x ", "  D=4", "\u{FEFF}E=5", "F=\"q\"", "G=a=b", "export H=1", "I=ä",
      ]
      let start = random.below(lines.count)
      example.add("\(path)/some.env", lines[start...].prefix(1 + random.below(5)).joined(separator: "\n"))
      entry =
        random.chance(20) ? entry.setting("env", "some.env") : entry.setting("envs", .list(["some.env"]))
    }
    if random.chance(20) {
      entry = entry.setting(
        "options", [random.pick(["disableNameSuffixHash", "immutable"]): "true", "annotations": ["o": "p"]])
    }
    if isSecret, random.chance(20) { entry = entry.setting("type", "kubernetes.io/tls") }
    return entry
  }

  private mutating func transformers(_ path: String, _ fields: inout [(key: String, value: Tree)]) {
    if random.chance(30) {
      fields.append(
        (random.chance(2) ? "nameprefix" : "namePrefix", .scalar(random.pick(["p-", "pre.", "q-"]))))
    }
    if random.chance(15) { fields.append(("nameSuffix", .scalar(random.pick(["-s", "-v1"])))) }
    if random.chance(30) { fields.append(("namespace", .scalar(random.pick(["prod", "dev", "default"])))) }
    if random.chance(20) { fields.append(("labels", .list([labels()]))) }
    if random.chance(12) { fields.append(("commonLabels", stringMap())) }
    if random.chance(15) { fields.append(("commonAnnotations", stringMap())) }
    if random.chance(20) { fields.append(("images", .list((0...random.below(2)).map { _ in image() }))) }
    let scalable = written.filter { ["Deployment", "StatefulSet"].contains($0.kind) }
    if !scalable.isEmpty, random.chance(20) {
      fields.append(
        (
          "replicas",
          .list([["name": .scalar(random.pick(scalable).name), "count": .scalar(random.pick(["0", "5"]))]])
        ))
    }
    if random.chance(6) {
      let order = random.pick(["fifo", "legacy"])
      fields.append(("sortOptions", ["order": .scalar(order)]))
    }
    if random.chance(6) {
      write("\(path)/conf.yaml", [Plugins.configuration(&random)], oddness: 3)
      fields.append(("configurations", .list(["conf.yaml"])))
    }
    guard !written.isEmpty else { return }
    if random.chance(10) {
      let steps = (0...random.below(2)).map { _ in Plugins.transformer(written, &random) }
      write("\(path)/steps.yaml", steps, oddness: 3)
      fields.append(("transformers", .list(["steps.yaml"])))
    }
    if random.chance(45) { fields.append(("patches", .list((0...random.below(2)).map { patch(path, $0) }))) }
    if random.chance(12) {
      write("\(path)/psm.yaml", [Patches.merge(random.pick(written), &random)], oddness: 5)
      fields.append(("patchesStrategicMerge", .list(["psm.yaml"])))
    }
    if random.chance(6) {
      let resource = random.pick(written)
      write("\(path)/pj.yaml", [Patches.operations(resource, &random)], oddness: 3)
      let version = resource.apiVersion.split(separator: "/").last.map(String.init) ?? ""
      var target: Tree = [
        "version": .scalar(version), "kind": .scalar(resource.kind), "name": .scalar(resource.name),
      ]
      if resource.apiVersion.contains("/") {
        target = target.setting("group", .scalar(String(resource.apiVersion.prefix { $0 != "/" })))
      }
      fields.append(("patchesJson6902", .list([["target": target, "path": "pj.yaml"]])))
    }
    if random.chance(18) {
      let replacement = Patches.replacement(random.pick(written), random.pick(written), &random)
      fields.append(("replacements", .list([replacement])))
    }
    if random.chance(8) {
      let resource = random.pick(written)
      let object: Tree = [
        "apiVersion": .scalar(resource.apiVersion), "kind": .scalar(resource.kind),
        "name": .scalar(resource.name),
      ]
      var variable: Tree = ["name": "VAR", "objref": object]
      if random.chance(50) {
        variable = variable.setting(
          "fieldref", ["fieldpath": .scalar(resource.tree.path(&random).joined(separator: "."))])
      }
      fields.append(("vars", .list([variable])))
    }
  }

  private mutating func stringMap() -> Tree {
    let pairs: [(key: String, value: Tree)] = [
      ("app", "x"), ("b", "'2'"), ("tier", "\"true\""), ("a.b/c", "two words"), ("z", "'012'"),
    ]
    return .map([random.pick(pairs)])
  }

  private mutating func labels() -> Tree {
    var entry: Tree = ["pairs": stringMap()]
    if random.chance(40) {
      entry = entry.setting("includeSelectors", .scalar(random.pick(["true", "false"])))
    }
    if random.chance(40) {
      entry = entry.setting("includeTemplates", .scalar(random.pick(["true", "false"])))
    }
    if random.chance(15) {
      entry = entry.setting(
        "fields",
        .list([
          [
            "path": .scalar(random.pick(["spec/labels", "spec/a/b"])),
            "create": .scalar(random.pick(["true", "false"])),
          ]
        ]))
    }
    return entry
  }

  private mutating func image() -> Tree {
    var entry: Tree = [
      "name": .scalar(random.pick(["nginx", "redis", "reg:5000/a/nginx", "n.*x", "docker.io/redis"]))
    ]
    if random.chance(40) { entry = entry.setting("newName", .scalar(random.pick(["apache", "reg.x/y"]))) }
    if random.chance(50) {
      entry = entry.setting("newTag", .scalar(random.pick(["v9", "'1.20'", "\"012\""])))
    }
    if random.chance(20) { entry = entry.setting("digest", "sha256:123") }
    if random.chance(10) { entry = entry.setting("tagSuffix", "-x") }
    return entry
  }

  private mutating func patch(_ path: String, _ index: Int) -> Tree {
    let resource = random.pick(written)
    let isJSON = random.chance(40)
    let content = isJSON ? Patches.operations(resource, &random) : Patches.merge(resource, &random)
    var entry: Tree = [:]
    if random.chance(60) {
      write("\(path)/p\(index).yaml", [content], oddness: 3)
      entry = entry.setting("path", .scalar("p\(index).yaml"))
    } else {
      var writer = TreeWriter(&random)
      entry = entry.setting(
        "patch", .text(header: random.pick(["|-", "|"]), lines: writer.document(content)))
    }
    if isJSON || random.chance(40) { entry = entry.setting("target", Patches.target(resource, &random)) }
    if random.chance(8) { entry = entry.setting("options", ["allowNameChange": "true"]) }
    return entry
  }
}

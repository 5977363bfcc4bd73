/// Built-in steps written as resources: `transformers`, `validators` and `generators`.
extension Growth {
  mutating func addTransformer(_ place: Int, field: String) -> Bool {
    guard let step = transformer(place) else { return false }
    directories[place].add(field, .list([pluginEntry(place, step)]))
    return true
  }

  /// Validators that leave everything as it is, or set the one label that they may set.
  mutating func addValidator(_ place: Int) -> Bool {
    let label: [(key: String, value: Tree)] = [
      ("labels", ["validated-by": "fuzz"]),
      ("fieldSpecs", .list([["path": "metadata/labels", "create": "true"]])),
    ]
    let steps: [Tree] = [
      step("LabelTransformer", label), step("LabelTransformer", label),
      step("PrefixTransformer", [("prefix", "''"), ("fieldSpecs", .list([["path": "metadata/name"]]))]),
      step(
        "AnnotationsTransformer",
        [("annotations", ["a": "b"]), ("fieldSpecs", .list([["path": "nothing/a"]]))]),
      step(
        "PatchTransformer",
        [("patch", inline(.list([["op": "add", "path": "/a"]]))), ("target", ["name": "nothing"])]),
      step(
        "ImageTagTransformer", [("imageTag", ["name": "nothing", "newTag": "v1"]), ("fieldSpecs", specs())]),
      step("HashTransformer", []),
    ]
    directories[place].add("validators", .list([pluginEntry(place, random.pick(steps))]))
    return true
  }

  /// A service account with the annotation that ties it to one of Google's.
  private mutating func addPolicyGenerator(_ place: Int) -> Bool {
    let name = random.chance(50) ? random.pick(Resources.names) : "account\(number())"
    var service: Tree = ["name": .scalar(name)]
    var namespace: String?
    if random.chance(50) {
      namespace = random.pick(["dev", "prod"])
      service = service.setting("namespace", .scalar(namespace ?? ""))
    }
    let texts: [Tree] = ["project", "p-1", "'12'", "'a b'", "\"a: b\"", "'yes'", "''"]
    let account: Tree = ["name": random.pick(texts), "projectId": random.pick(texts)]
    let fields: [(key: String, value: Tree)] = [
      ("cloud", .scalar(random.chance(95) ? "gke" : "aws")), ("kubernetesService", service),
      ("serviceAccount", account),
    ]
    directories[place].add("generators", .list([pluginEntry(place, step("IAMPolicyGenerator", fields))]))
    let tree: Tree = ["metadata": ["name": .scalar(name)]]
    directories[place].written.append(
      Written(apiVersion: "v1", kind: "ServiceAccount", name: name, namespace: namespace, tree: tree))
    return true
  }

  mutating func addGeneratorPlugin(_ place: Int) -> Bool {
    if random.chance(15) { return addPolicyGenerator(place) }
    let isSecret = random.chance(30)
    let name = random.chance(50) ? random.pick(Resources.names) : "made\(number())"
    let (fields, keys) = keyValueSources(place)
    var pairs = fields.filter { $0.0 != "env" }.map { (key: $0.0, value: $0.1) }
    if random.chance(20) { pairs.append(("behavior", .scalar(random.pick(["merge", "create", "replace"])))) }
    if random.chance(20) {
      pairs.append(("options", ["disableNameSuffixHash": "true", "labels": stringMap()]))
    }
    let kind = isSecret ? "SecretGenerator" : "ConfigMapGenerator"
    directories[place].add("generators", .list([pluginEntry(place, step(kind, name: name, pairs))]))
    let tree: Tree = ["metadata": ["name": .scalar(name)], "data": .map(keys.map { ($0, "v") })]
    directories[place].written.append(
      Written(
        apiVersion: "v1", kind: isSecret ? "Secret" : "ConfigMap", name: name, namespace: nil, tree: tree))
    return true
  }

  /// Puts a step into a file, into a directory of its own, or into the kustomization itself.
  private mutating func pluginEntry(_ place: Int, _ step: Tree) -> Tree {
    let directory = directories[place].path
    switch random.below(10) {
    case 0...3: return inline(step)
    case 4:
      let folder = "steps\(number())"
      file("\(folder)/step.yaml", documents: [step], noise: 0)
      file(
        "\(folder)/kustomization.yaml", "resources: [step.yaml]\n" + random.pick(["", "namePrefix: x-\n"]))
      return .scalar(relative(from: directory, to: folder))
    default:
      let name = "step\(number()).yaml"
      file("\(directory)/\(name)", documents: [step], noise: 3)
      return .scalar(name)
    }
  }

  private mutating func step(_ kind: String, name: String? = nil, _ fields: [(key: String, value: Tree)])
    -> Tree
  {
    let title = name ?? random.pick(["one", "two", "three"]) + "\(number())"
    return .map(
      [("apiVersion", "builtin"), ("kind", .scalar(kind)), ("metadata", ["name": .scalar(title)])] + fields)
  }

  private mutating func specs(_ paths: [String] = Plugins.paths) -> Tree {
    .list((0..<random.pick([1, 1, 2])).map { _ in Plugins.spec(&random, paths: paths) })
  }

  private mutating func transformer(_ place: Int) -> Tree? {
    let known = visible(place)
    guard !known.isEmpty else { return nil }
    let resource = random.pick(known)
    let names = ["metadata/name", "metadata/name", "spec/name", "metadata/labels/app", "spec/things/name"]
    switch random.below(15) {
    case 13: return step("HashTransformer", [])
    case 14:
      if random.chance(60) { return step("SortOrderTransformer", [("sortOptions", sortOptions())]) }
      return step(
        "PrefixSuffixTransformer", [("prefix", "a-"), ("suffix", "-z"), ("fieldSpecs", specs(names))])
    case 0: return step("LabelTransformer", [("labels", stringMap()), ("fieldSpecs", specs())])
    case 1: return step("AnnotationsTransformer", [("annotations", stringMap()), ("fieldSpecs", specs())])
    case 2: return step("PrefixTransformer", [("prefix", "t-"), ("fieldSpecs", specs(names))])
    case 3: return step("SuffixTransformer", [("suffix", "-t"), ("fieldSpecs", specs(names))])
    case 4:
      let subjects = random.pick(["defaultOnly", "allServiceAccounts", "none"])
      let paths: Tree = .list([["path": "metadata/namespace", "create": "true"]])
      var fields: [(key: String, value: Tree)] = [("fieldSpecs", paths)]
      if random.chance(60) { fields.append(("unsetOnly", .scalar(random.pick(["true", "false"])))) }
      if random.chance(60) { fields.append(("setRoleBindingSubjects", .scalar(subjects))) }
      return step("NamespaceTransformer", fields)
        .setting("metadata", ["name": "n", "namespace": .scalar(random.pick(["prod", "dev"]))])
    case 5:
      let image: Tree = ["name": "nginx", random.pick(["newTag", "newName"]): "v8"]
      let paths = ["spec/template/spec/containers/image", "spec/image", "spec/things[]/image"]
      return step("ImageTagTransformer", [("imageTag", image), ("fieldSpecs", specs(paths))])
    case 6...7:
      let isJSON = random.chance(50)
      let patch = isJSON ? Patches.operations(resource, &random) : Patches.merge(resource, &random)
      var fields: [(key: String, value: Tree)] = []
      if random.chance(50) {
        fields.append(("patch", inline(patch)))
      } else {
        let name = "patch\(number()).yaml"
        file("\(directories[place].path)/\(name)", documents: [patch], noise: 0)
        fields.append(("path", .scalar(name)))
      }
      if isJSON || random.chance(50) { fields.append(("target", Patches.target(resource, &random))) }
      if random.chance(15) { fields.append(("options", ["allowNameChange": "true"])) }
      return step("PatchTransformer", fields)
    case 8:
      let patch = Patches.operations(resource, &random)
      return step("PatchJson6902Transformer", [("target", exactTarget(resource)), ("jsonOp", inline(patch))])
    case 9:
      let patch = inline(Patches.merge(resource, &random))
      if random.chance(50) { return step("PatchStrategicMergeTransformer", [("patches", patch)]) }
      let name = "patch\(number()).yaml"
      file("\(directories[place].path)/\(name)", documents: [Patches.merge(resource, &random)], noise: 0)
      return step("PatchStrategicMergeTransformer", [("paths", .list([.scalar(name)]))])
    case 10:
      return step("ReplacementTransformer", [("replacements", .list([replacement(known)]))])
    case 11:
      let targets: Tree = .list([
        [
          "fieldPath": .scalar(
            random.pick(["metadata/labels/added", "spec/nested/x", "metadata/annotations/a"]))
        ]
      ])
      return step("ValueAddTransformer", [("value", random.value(oddness: 0)), ("targets", targets)])
    default:
      let replica: Tree = ["name": .scalar(resource.name), "count": "7"]
      return step(
        "ReplicaCountTransformer",
        [("replica", replica), ("fieldSpecs", specs(["spec/replicas", "spec/size"]))])
    }
  }
}

/// Makes patches for resources that are there.
struct Patches {
  /// A strategic merge patch: parts of another resource of that kind, with nulls and directives.
  static func merge(_ resource: Written, _ random: inout Randomness) -> Tree {
    let fresh = Resources.resource(
      resource.apiVersion, resource.kind, name: resource.name, namespace: nil, &random)
    let model = random.chance(50) ? resource.tree : fresh
    guard case .map(let pairs) = thinned(model, key: "", depth: 0, &random) else { return fresh }
    var metadata: Tree = ["name": .scalar(resource.name)]
    if let namespace = resource.namespace { metadata = metadata.setting("namespace", .scalar(namespace)) }
    if random.chance(25) {
      let key = random.pick(["annotations", "annotations", "labels", "finalizers"])
      let value = key == "finalizers" ? Tree.list(["a", "b"]) : random.freeMap(2)
      metadata = metadata.setting(key, thinned(value, key: key, depth: 1, &random))
    }
    var patch: Tree = [
      "apiVersion": .scalar(resource.apiVersion), "kind": .scalar(resource.kind), "metadata": metadata,
    ]
    for pair in pairs where !["apiVersion", "kind", "metadata"].contains(pair.key) {
      patch = patch.setting(pair.key, pair.value)
    }
    return random.chance(2) ? patch.setting("$patch", .scalar(random.pick(["delete", "replace"]))) : patch
  }

  private static func thinned(_ tree: Tree, key: String, depth: Int, _ random: inout Randomness) -> Tree {
    switch tree {
    case .map(let pairs):
      var kept: [(key: String, value: Tree)] = []
      let identity = ["name", "containerPort", "port", "mountPath", "ip", "topologyKey"]
      for pair in pairs where identity.contains(pair.key) && random.chance(97) || random.chance(70) {
        let isNull = !identity.contains(pair.key) && random.chance(5)
        kept.append(
          (pair.key, isNull ? "null" : thinned(pair.value, key: pair.key, depth: depth + 1, &random)))
        if random.chance(2), case .list(let elements) = pair.value { kept += directive(pair.key, elements) }
      }
      if depth > 1, random.chance(4) {
        kept.append(("$patch", .scalar(random.pick(["delete", "replace", "merge"]))))
      }
      if depth > 0, random.chance(1) {
        kept.append(("$retainKeys", .list([.scalar(pairs.first?.key ?? "a")])))
      }
      if depth > 0, random.chance(10) { kept.append((random.pick(["extra", "another"]), random.value())) }
      return .map(kept)
    case .list(let elements):
      var kept = elements.filter { _ in random.chance(80) }.map {
        thinned($0, key: key, depth: depth + 1, &random)
      }
      if random.chance(3) { kept.append(["$patch": .scalar(random.pick(["delete", "replace"]))]) }
      return .list(random.chance(20) ? kept.reversed() : kept)
    case .scalar, .text: return random.chance(25) ? random.value() : tree
    }
  }

  /// What kubectl writes beside lists.
  private static func directive(_ key: String, _ elements: [Tree]) -> [(key: String, value: Tree)] {
    guard let first = elements.first else { return [] }
    if case .map = first {
      return [
        (
          "$setElementOrder/" + key,
          .list(elements.compactMap { element in element["name"].map { ["name": $0] } })
        )
      ]
    }
    return [("$deleteFromPrimitiveList/" + key, .list([first]))]
  }

  /// The operations of a JSON patch.
  static func operations(_ resource: Written, _ random: inout Randomness) -> Tree {
    .list((0..<random.pick([1, 1, 1, 2, 3])).map { _ in operation(resource, &random) })
  }

  /// A pointer in JSON's notation, quoted for YAML.
  private static func pointer(_ steps: [String]) -> Tree {
    let parts = steps.map { step -> String in
      var step = step.filter { $0 != "'" && $0 != "\"" }
      step = step.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
      return "/" + step.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
    }
    return .scalar("'" + parts.joined() + "'")
  }

  private static func operation(_ resource: Written, _ random: inout Randomness) -> Tree {
    var steps = resource.tree.path(&random)
    // Copied annotations show those with which kustomize talks to itself.
    if steps == ["metadata", "annotations"] || steps == ["metadata"] { steps.append("new") }
    if ["kind", "apiVersion"].contains(steps.first), random.chance(80) {
      steps = ["metadata", "annotations", "new"]
    }
    // Most tests fail, and then nothing is compared.
    var word = random.pick([
      "add", "add", "add", "add", "replace", "replace", "replace", "remove", "copy", "move",
    ])
    if random.chance(8) { word = "test" }
    if word == "add", random.chance(60) {
      switch resource.tree.value(at: steps) {
      case .list?: steps.append(random.pick(["-", "-", "0", "-1", "1", "-2"]))
      case .map?:
        steps.append(random.pick(["new", "a~1b", "a.b/c", "-", "0", "x y", "image", "name", "'1'", "é"]))
      default: break
      }
    }
    switch word {
    case "remove": return ["op": .scalar(word), "path": pointer(steps)]
    case "copy", "move":
      var end = random.chance(70) ? ["spec", "copied"] : resource.tree.path(&random)
      if ["kind", "apiVersion"].contains(end.first) { end = ["spec", "copied"] }
      return ["op": .scalar(word), "from": pointer(steps), "path": pointer(end)]
    case "test":
      return ["op": .scalar(word), "path": pointer(steps), "value": resource.tree.value(at: steps) ?? "null"]
    default:
      if random.chance(2), steps.count > 2 { return ["op": .scalar(word), "path": pointer(steps)] }
      let value = random.chance(60) ? random.value(oddness: 50) : random.anything(depth: 2)
      return ["op": .scalar(word), "path": pointer(steps), "value": value]
    }
  }

  /// The target of a patch.
  static func target(_ resource: Written, _ random: inout Randomness) -> Tree {
    let slash = resource.apiVersion.firstIndex(of: "/")
    let group = slash.map { String(resource.apiVersion[..<$0]) }
    let version = slash.map { String(resource.apiVersion[$0...].dropFirst()) } ?? resource.apiVersion
    var target: Tree = [:]
    switch random.below(9) {
    case 0: target = ["kind": .scalar(resource.kind)]
    case 1: target = ["kind": .scalar(resource.kind), "name": .scalar(resource.name + ".*")]
    case 2:
      let names = [
        "web|api", "(web|db)", "w.*", "^web$", "'[a-w]+'", ".*-config", "p-.*", ".*", "'\\w+'", "a\\.b",
      ]
      target = ["name": .scalar(random.pick(names))]
    case 3:
      let selectors = [
        "app", "'!app'", "app=v", "app in (v, some)", "'app!=v'", "tier,app", "app==v", "app notin (v)",
        "'app in (v),tier'", "app=web", "a=1", "'b=2'",
      ]
      target = ["labelSelector": .scalar(random.pick(selectors))]
    case 4:
      target = [
        "annotationSelector": .scalar(random.pick(["a", "a=v", "b notin (v)", "'!a'"])),
        "kind": .scalar(resource.kind),
      ]
    case 5:
      target = ["version": .scalar(version), "kind": .scalar(resource.kind)]
      if let group { target = target.setting("group", .scalar(group)) }
    case 6:
      let namespaces = ["default", "dev", "d.*", "prod", "'.+'"]
      target = ["kind": .scalar(resource.kind), "namespace": .scalar(random.pick(namespaces))]
    case 7:
      let kinds = ["Deployment|StatefulSet", ".*Set", "'.*'", "Config.*", "(Cluster)?Role"]
      target = [
        "kind": .scalar(random.pick(kinds)), "group": .scalar(random.pick(["apps", "'.*'", "a.*", "''"])),
      ]
    default: target = ["kind": .scalar(resource.kind), "name": .scalar(resource.name)]
    }
    return target
  }
}

/// Makes patches and replacements for resources that are there.
struct Patches {
  /// A strategic merge patch: parts of another resource of that kind, with nulls and directives.
  static func merge(_ resource: Written, _ random: inout Randomness) -> Tree {
    let fresh = Resources.resource(
      resource.apiVersion, resource.kind, name: resource.name, namespace: nil, &random)
    guard case .map(let pairs) = thinned(random.chance(30) ? resource.tree : fresh, depth: 0, &random) else {
      return fresh
    }
    var metadata: Tree = ["name": .scalar(resource.name)]
    if let namespace = resource.namespace { metadata = metadata.setting("namespace", .scalar(namespace)) }
    if random.chance(25) {
      metadata = metadata.setting("annotations", thinned(random.freeMap(2), depth: 1, &random))
    }
    var patch: Tree = [
      "apiVersion": .scalar(resource.apiVersion), "kind": .scalar(resource.kind), "metadata": metadata,
    ]
    for pair in pairs where !["apiVersion", "kind", "metadata"].contains(pair.key) {
      patch = patch.setting(pair.key, pair.value)
    }
    return random.chance(3) ? patch.setting("$patch", .scalar(random.pick(["delete", "replace"]))) : patch
  }

  private static func thinned(_ tree: Tree, depth: Int, _ random: inout Randomness) -> Tree {
    switch tree {
    case .map(let pairs):
      var kept: [(key: String, value: Tree)] = []
      for pair in pairs where pair.key == "name" && random.chance(97) || random.chance(75) {
        let isIdentity = pair.key == "name"
        kept.append(
          (
            pair.key,
            !isIdentity && random.chance(5) ? "null" : thinned(pair.value, depth: depth + 1, &random)
          ))
      }
      if depth > 1, random.chance(4) {
        kept.append(("$patch", .scalar(random.pick(["delete", "replace", "merge"]))))
      }
      if depth > 0, random.chance(10) { kept.append((random.pick(["extra", "another"]), random.value())) }
      return .map(kept)
    case .list(let elements):
      var kept = elements.filter { _ in random.chance(80) }.map { thinned($0, depth: depth + 1, &random) }
      if random.chance(3) { kept.append(["$patch": .scalar(random.pick(["delete", "replace"]))]) }
      return .list(random.chance(20) ? kept.reversed() : kept)
    case .scalar, .text: return random.chance(20) ? random.value() : tree
    }
  }

  /// The operations of a JSON patch.
  static func operations(_ resource: Written, _ random: inout Randomness) -> Tree {
    .list((0...random.below(3)).map { _ in operation(resource, &random) })
  }

  private static func operation(_ resource: Written, _ random: inout Randomness) -> Tree {
    var steps = resource.tree.path(&random)
    if ["metadata", "kind", "apiVersion"].contains(steps.first) { steps = ["metadata", "annotations"] }
    // Most tests fail, and then nothing is compared.
    var word = random.pick(["add", "add", "add", "replace", "replace", "replace", "remove", "copy", "move"])
    if random.chance(3) { word = "test" }
    if word == "add", random.chance(50) { steps.append(random.pick(["new", "-", "0", "-1"])) }
    func pointer(_ steps: [String]) -> Tree {
      let parts = steps.map { step -> String in
        var step = step.filter { $0 != "'" && $0 != "\"" }
        step = step.split(separator: "~", omittingEmptySubsequences: false).joined(separator: "~0")
        return "/" + step.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "~1")
      }
      return .scalar("'" + parts.joined() + "'")
    }
    // Copied annotations show those with which kustomize talks to itself: a leak, not a behaviour to keep.
    if steps.first == "metadata", ["copy", "move"].contains(word) { word = "add" }
    switch word {
    case "remove": return ["op": .scalar(word), "path": pointer(steps)]
    case "copy", "move":
      return ["op": .scalar(word), "from": pointer(steps), "path": pointer(["spec", "copied"])]
    default:
      return [
        "op": .scalar(word), "path": pointer(steps),
        "value": random.chance(60) ? random.value(oddness: 50) : random.anything(depth: 2),
      ]
    }
  }

  /// The target of a patch.
  static func target(_ resource: Written, _ random: inout Randomness) -> Tree {
    switch random.below(8) {
    case 0: return ["kind": .scalar(resource.kind)]
    case 1: return ["kind": .scalar(resource.kind), "name": .scalar(resource.name + ".*")]
    case 2:
      return ["name": .scalar(random.pick(["web|api", "(web|db)", "w.*", "^web$", "'[a-w]+'", ".*-config"]))]
    case 3:
      return [
        "labelSelector": .scalar(
          random.pick(["app", "'!app'", "app=v", "app in (v, some)", "'app!=v'", "tier,app"]))
      ]
    case 4:
      return [
        "annotationSelector": .scalar(random.pick(["a", "a=v", "b notin (v)"])),
        "kind": .scalar(resource.kind),
      ]
    case 5:
      let slash = resource.apiVersion.firstIndex(of: "/")
      let group = slash.map { String(resource.apiVersion[..<$0]) }
      let version = slash.map { String(resource.apiVersion[$0...].dropFirst()) } ?? resource.apiVersion
      let target: Tree = ["version": .scalar(version), "kind": .scalar(resource.kind)]
      return group.map { target.setting("group", .scalar($0)) } ?? target
    case 6:
      return [
        "kind": .scalar(resource.kind), "namespace": .scalar(random.pick(["default", "dev", "d.*", "prod"])),
      ]
    default: return ["kind": .scalar(resource.kind), "name": .scalar(resource.name)]
    }
  }

  /// A replacement between two resources.
  static func replacement(_ source: Written, _ target: Written, _ random: inout Randomness) -> Tree {
    var from: Tree = ["kind": .scalar(source.kind), "name": .scalar(source.name)]
    if random.chance(70) { from = from.setting("fieldPath", fieldPath(source, &random, isTarget: false)) }
    if random.chance(20) { from = from.setting("options", options(&random)) }
    var to: Tree = ["select": ["kind": .scalar(target.kind), "name": .scalar(target.name)]]
    to = to.setting(
      "fieldPaths", .list((0...random.below(2)).map { _ in fieldPath(target, &random, isTarget: true) }))
    if random.chance(40) {
      to = to.setting("options", random.chance(50) ? ["create": "true"] : options(&random))
    }
    if random.chance(10) {
      to = to.setting("reject", .list([["name": .scalar(random.pick(Resources.names))]]))
    }
    return ["source": from, "targets": .list([to])]
  }

  private static func options(_ random: inout Randomness) -> Tree {
    [
      "delimiter": .scalar(random.pick(["':'", "'/'", "'-'", "'.'"])),
      "index": .scalar(random.pick(["0", "1", "2", "-1"])),
    ]
  }

  private static func fieldPath(_ resource: Written, _ random: inout Randomness, isTarget: Bool) -> Tree {
    if isTarget, random.chance(25) {
      return .scalar(random.pick(["metadata.annotations.new", "metadata.labels.[a.b/c]", "spec.copied"]))
    }
    let steps = resource.tree.path(&random).map { step -> String in
      let plain = step.filter { $0 != "'" && $0 != "\"" }
      if isTarget, step.allSatisfy(\.isNumber), random.chance(30) {
        return random.pick(["*", "[name=main]", "[name=A]"])
      }
      return plain.contains(where: { ".:/ ".contains($0) }) ? "[\(plain)]" : plain
    }
    return .scalar("'" + steps.joined(separator: ".") + "'")
  }
}

/// The transformers that have a field of their own.
extension Growth {
  mutating func addPrefix(_ place: Int) -> Bool {
    directories[place].set("namePrefix", .scalar(random.pick(["p-", "pre.", "q-", "x-y-", "'1-'", "''"])))
    return true
  }

  mutating func addSuffix(_ place: Int) -> Bool {
    directories[place].set("nameSuffix", .scalar(random.pick(["-s", "-v1", ".x", "'-1'"])))
    return true
  }

  mutating func addNamespace(_ place: Int) -> Bool {
    directories[place].set("namespace", .scalar(random.pick(["prod", "dev", "default", "prod"])))
    return true
  }

  mutating func addLabels(_ place: Int) -> Bool {
    var entry: Tree = ["pairs": stringMap()]
    if random.chance(35) {
      entry = entry.setting("includeSelectors", .scalar(random.pick(["true", "true", "false"])))
    }
    if random.chance(35) {
      entry = entry.setting("includeTemplates", .scalar(random.pick(["true", "true", "false"])))
    }
    if random.chance(20) { entry = entry.setting("fields", .list([Plugins.spec(&random)])) }
    directories[place].add("labels", .list([entry]))
    return true
  }

  mutating func addCommonLabels(_ place: Int) -> Bool {
    directories[place].add("commonLabels", stringMap())
    return true
  }

  mutating func addCommonAnnotations(_ place: Int) -> Bool {
    directories[place].add("commonAnnotations", stringMap())
    return true
  }

  mutating func stringMap() -> Tree {
    let pairs: [(key: String, value: Tree)] = [
      ("app", "x"), ("b", "'2'"), ("tier", "\"true\""), ("a.b/c", "two words"), ("z", "'012'"),
      ("app", "web"),
      ("e", "''"), ("v", "'1.0'"), ("n", "'~'"), ("u", "'it''s'"), ("w", "\"a\\nb\""), ("o", "$(VAR)"),
      ("tier", "web-config"), ("ä", "ö"),
    ]
    let first = random.pick(pairs)
    let second = random.pick(pairs)
    return .map(first.key == second.key || random.chance(60) ? [first] : [first, second])
  }

  mutating func addImages(_ place: Int) -> Bool {
    let names = [
      "nginx", "redis", "reg:5000/a/nginx", "n.*x", "docker.io/redis", "redis", "'.*'", "ngin", "nginx:1.7",
    ]
    var entry: Tree = ["name": .scalar(random.pick(names))]
    if random.chance(40) {
      entry = entry.setting("newName", .scalar(random.pick(["apache", "reg.x/y", "reg:5000/z", "redis"])))
    }
    if random.chance(60) {
      entry = entry.setting("newTag", .scalar(random.pick(["v9", "'1.20'", "\"012\"", "''", "v1.2.3-a_b"])))
    }
    if random.chance(20) { entry = entry.setting("digest", "sha256:0123456789abcdef") }
    if random.chance(10) { entry = entry.setting("tagSuffix", "-x") }
    directories[place].add(random.chance(4) ? "imageTags" : "images", .list([entry]))
    return true
  }

  mutating func addReplicas(_ place: Int) -> Bool {
    let kinds = ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"]
    let scalable = visible(place).filter { kinds.contains($0.kind) }
    guard !scalable.isEmpty else { return false }
    let count = random.pick(["0", "5", "1", "1000000"])
    directories[place].add(
      "replicas", .list([["name": .scalar(random.pick(scalable).name), "count": .scalar(count)]]))
    return true
  }

  mutating func addSortOptions(_ place: Int) -> Bool {
    directories[place].set("sortOptions", sortOptions())
    return true
  }

  mutating func sortOptions() -> Tree {
    var options: Tree = ["order": .scalar(random.pick(["fifo", "legacy", "legacy"]))]
    if case .scalar("legacy")? = options["order"], random.chance(50) {
      let kinds = Resources.kinds.map(\.kind)
      var orders: Tree = [:]
      if random.chance(70) {
        let first = (0...random.below(4)).map { _ in Tree.scalar(random.pick(kinds)) }
        orders = orders.setting("orderFirst", .list(first))
      }
      if random.chance(70) {
        let last = (0...random.below(4)).map { _ in Tree.scalar(random.pick(kinds)) }
        orders = orders.setting("orderLast", .list(last))
      }
      options = options.setting("legacySortOptions", orders)
    }
    return options
  }

  mutating func addBuildMetadata(_ place: Int) -> Bool {
    let words = [
      "originAnnotations", "transformerAnnotations", "originAnnotations", "managedByLabel", "unknown",
    ]
    directories[target].add("buildMetadata", .list([.scalar(random.pick(words))]))
    return true
  }
}

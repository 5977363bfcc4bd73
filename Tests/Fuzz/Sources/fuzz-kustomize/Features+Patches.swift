/// Every way to write a patch.
extension Growth {
  mutating func addPatch(_ place: Int, isJSON: Bool) -> Bool {
    let known = visible(place)
    guard !known.isEmpty else { return false }
    let resource = random.pick(known)
    var documents = [isJSON ? Patches.operations(resource, &random) : Patches.merge(resource, &random)]
    let hasTarget = isJSON || random.chance(35)
    if !hasTarget, random.chance(15) { documents.append(Patches.merge(random.pick(known), &random)) }
    var entry: Tree = [:]
    if random.chance(50) {
      let name = "patch\(number()).yaml"
      file("\(directories[place].path)/\(name)", documents: documents, noise: 5)
      entry = entry.setting("path", .scalar(name))
    } else if documents.count == 1 {
      entry = entry.setting("patch", inline(documents[0]))
    } else {
      var lines: [String] = []
      for document in documents {
        var writer = TreeWriter(&random)
        lines += writer.document(document) + ["---"]
      }
      entry = entry.setting("patch", .text(header: "|-", lines: lines.dropLast()))
    }
    if hasTarget { entry = entry.setting("target", Patches.target(resource, &random)) }
    if random.chance(10) {
      let keys = ["allowNameChange", "allowKindChange"].filter { _ in random.chance(60) }
      entry = entry.setting(
        "options", .map(keys.map { ($0, .scalar(random.pick(["true", "true", "false"]))) }))
    }
    directories[place].add("patches", .list([entry]))
    return true
  }

  mutating func addOldMergePatch(_ place: Int) -> Bool {
    let known = visible(place)
    guard !known.isEmpty else { return false }
    let documents = (0..<random.pick([1, 1, 2])).map { _ in Patches.merge(random.pick(known), &random) }
    if random.chance(30) {
      directories[place].add("patchesStrategicMerge", .list([inline(documents[0])]))
      return true
    }
    let name = "merge\(number()).yaml"
    file("\(directories[place].path)/\(name)", documents: documents, noise: 5)
    directories[place].add("patchesStrategicMerge", .list([.scalar(name)]))
    return true
  }

  mutating func addOldJSONPatch(_ place: Int) -> Bool {
    let known = visible(place)
    guard !known.isEmpty else { return false }
    let resource = random.pick(known)
    let target = exactTarget(resource)
    let operations = Patches.operations(resource, &random)
    if random.chance(40) {
      let entry: Tree = ["target": target, "patch": inline(operations)]
      directories[place].add("patchesJson6902", .list([entry]))
      return true
    }
    let name = "json\(number()).yaml"
    file("\(directories[place].path)/\(name)", documents: [operations], noise: 3)
    directories[place].add("patchesJson6902", .list([["target": target, "path": .scalar(name)]]))
    return true
  }

  /// A target that names one resource by all it has.
  func exactTarget(_ resource: Written) -> Tree {
    let version = resource.apiVersion.split(separator: "/").last.map(String.init) ?? ""
    var target: Tree = [
      "version": .scalar(version), "kind": .scalar(resource.kind), "name": .scalar(resource.name),
    ]
    if resource.apiVersion.contains("/") {
      target = target.setting("group", .scalar(String(resource.apiVersion.prefix { $0 != "/" })))
    }
    if let namespace = resource.namespace { target = target.setting("namespace", .scalar(namespace)) }
    return target
  }
}

/// Resources, and directories over and beside directories.
extension Growth {
  @discardableResult mutating func addResources(_ place: Int) -> Bool {
    var documents: [Tree] = []
    let known = visible(place)
    for _ in 0..<random.pick([1, 1, 2, 2, 3, 4]) {
      let kind = random.pick(Resources.kinds)
      let name = random.pick(Resources.names)
      let namespace = random.chance(75) ? nil : random.pick(["default", "prod", "dev"])
      let isThere = (known + directories[place].written).contains {
        $0.kind == kind.kind && $0.name == name && $0.apiVersion == kind.apiVersion
      }
      // The same id twice is refused: once in a while is enough.
      if isThere, !random.chance(4) { continue }
      let tree = Resources.resource(kind.apiVersion, kind.kind, name: name, namespace: namespace, &random)
      directories[place].written.append(
        Written(apiVersion: kind.apiVersion, kind: kind.kind, name: name, namespace: namespace, tree: tree))
      documents.append(tree)
    }
    guard !documents.isEmpty else { return false }
    if random.chance(6) {
      let kind = random.pick(["List", "ConfigMapList", "DeploymentList", "RoleList"])
      documents = [["apiVersion": "v1", "kind": .scalar(kind), "items": .list(documents)]]
    }
    let name =
      random.pick(["r", "r", "r", "sub/r", "a b", "r.x"])
      + "\(number()).\(random.pick(["yaml", "yaml", "yml", "json", "txt"]))"
    file("\(directories[place].path)/\(name)", documents: documents, noise: 30)
    directories[place].add("resources", .list([.scalar((random.chance(5) ? "./" : "") + name)]))
    return true
  }

  /// What the command line says.
  mutating func changeOptions(_ place: Int) -> Bool {
    switch random.below(4) {
    case 0: options.order = random.pick(["none", "legacy"])
    case 1: options.addsLabel = true
    default: options.loadsAnywhere = true
    }
    return true
  }

  /// A file of resources, values or a patch that lies beside the directories: only for those who load from anywhere.
  mutating func addFileElsewhere(_ place: Int) -> Bool {
    guard options.loadsAnywhere || random.chance(5) else { return false }
    let start = directories[place].path
    let name = "shared/f\(number()).yaml"
    let path = Tree.scalar(relative(from: start, to: name))
    switch random.below(4) {
    case 0:
      file(name, "a: b\n")
      directories[place].add("configMapGenerator", .list([["name": "shared", "files": .list([path])]]))
    case 1:
      file(name, "A=b\nC=d\n")
      directories[place].add("secretGenerator", .list([["name": "shared", "envs": .list([path])]]))
    case 2:
      guard let resource = visible(place).last else { return false }
      file(name, documents: [Patches.merge(resource, &random)], noise: 0)
      directories[place].add("patches", .list([["path": path]]))
    default:
      let title = "shared\(number())"
      let tree = Resources.resource("v1", "ConfigMap", name: title, namespace: nil, &random)
      file(name, documents: [tree], noise: 0)
      directories[place].add("resources", .list([path]))
      directories[place].written.append(
        Written(apiVersion: "v1", kind: "ConfigMap", name: title, namespace: nil, tree: tree))
    }
    return true
  }

  mutating func addOverlay(_ place: Int) -> Bool {
    guard directories.count < 9 else { return false }
    target = directory(named: "overlay", over: [target])
    return true
  }

  mutating func addBase(_ place: Int) -> Bool {
    guard directories.count < 9 else { return false }
    let base = directory(named: "base", over: [])
    addResources(base)
    if random.chance(60) { _ = addPrefix(base) }
    directories[place].below.append(base)
    let path = relative(from: directories[place].path, to: directories[base].path)
    directories[place].add("resources", .list([.scalar(path)]))
    return true
  }

  /// Two overlays of what there is, and both together: every id is there twice.
  mutating func addTwins(_ place: Int) -> Bool {
    guard directories.count < 6 else { return false }
    let twins = [
      directory(named: "left", over: [target]), directory(named: "right", over: [target]),
    ]
    let isByName = random.chance(60)
    for (twin, word) in zip(twins, random.chance(80) ? ["l", "r"] : ["", "r"]) where !word.isEmpty {
      directories[twin].set(isByName ? "namePrefix" : "namespace", .scalar(isByName ? word + "-" : word))
    }
    target = directory(named: "both", over: twins)
    return true
  }

  mutating func addComponent(_ place: Int) -> Bool {
    let known = directories.indices.filter { directories[$0].isComponent && !isBelow(place, $0) }
    let component: Int
    if !known.isEmpty, random.chance(30) {
      component = random.pick(known)
    } else {
      guard directories.count < 9 else { return false }
      component = directory(named: "part", over: [], isComponent: true)
      directories[component].above = [place] + directories[place].above
      if random.chance(30) { addResources(component) }
      for _ in 0...random.below(2) {
        let feature = random.pick(Growth.features.filter { $0.weight > 2 && $0.name != "components" })
        // Directories that it might add are not for here.
        let before = self
        if !feature.add(&self, component) || directories.count != before.directories.count {
          let random = random
          self = before
          self.random = random
        }
      }
    }
    directories[component].above.append(place)
    directories[place].below.append(component)
    let path = relative(from: directories[place].path, to: directories[component].path)
    directories[place].add("components", .list([.scalar(path)]))
    return true
  }
}

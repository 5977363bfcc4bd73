/// What is refused, mostly; the tools must agree on that too.
extension Growth {
  /// Writes a field of the kustomization in another case.
  mutating func changeFieldName(_ place: Int) -> Bool {
    let fields = directories[place].fields
    guard !fields.isEmpty else { return false }
    let index = random.below(fields.count)
    let key = fields[index].key
    directories[place].write(
      at: index,
      key: random.pick([key.lowercased(), key.uppercased(), key.prefix(1).uppercased() + key.dropFirst()]))
    return true
  }

  mutating func addMistake(_ place: Int) -> Bool {
    var directory = directories[place]
    let texts = [
      "true", "12", "1.5", "yes", "null", "''", "text", "{}", "[]", "{a: b}", "[a]", "[1]", "[{a: b}]",
      "2001-01-01",
    ]
    switch random.below(12) {
    case 0:
      directory.set(
        random.pick(["replica", "patch", "foo", "image", "namePrefixes", "resource"]), "x")
    case 1...3:
      let keys = [
        "resources", "components", "namePrefix", "nameSuffix", "namespace", "labels", "commonLabels",
        "commonAnnotations",
        "images", "replicas", "patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "vars",
        "configurations",
        "crds", "openapi", "transformers", "validators", "generators", "sortOptions", "buildMetadata",
        "configMapGenerator",
        "secretGenerator", "generatorOptions", "metadata", "apiVersion", "kind", "bases", "imageTags",
      ]
      directory.set(random.pick(keys), .scalar(random.pick(texts)))
    case 4:
      let path = random.pick([
        "none.yaml", "../none", ".", "..", "/abs", "''", "'*.yaml'", "../" + directory.path, "https://x.y/z",
      ])
      directory.add(
        random.pick([
          "resources", "components", "patchesStrategicMerge", "configurations", "crds", "transformers",
        ]), .list([.scalar(path)]))
    case 5:
      guard let field = directory.fields.indices.randomPick(&random) else { return false }
      let (key, value) = directory.fields[field]
      directory.set(key, damaged(value))
    case 6...8:
      guard let field = directory.fields.indices.randomPick(&random) else { return false }
      let (key, value) = directory.fields[field]
      directory.set(key, scrambled(value, texts))
    case 9:
      file("\(directory.path)/\(random.pick(["kustomization.yml", "Kustomization"]))", "namePrefix: x-\n")
    default:
      // A part of a resource of another type.
      guard let resource = visible(place).last else { return false }
      let tree = scrambled(resource.tree, texts)
      let name = "odd\(number()).yaml"
      file(
        "\(directory.path)/\(name)", documents: [tree.setting("metadata", ["name": .scalar(name)])], noise: 0)
      directory.add("resources", .list([.scalar(name)]))
    }
    directories[place] = directory
    return true
  }

  /// Drops something.
  private mutating func damaged(_ tree: Tree) -> Tree {
    switch tree {
    case .map(let pairs) where !pairs.isEmpty:
      let index = random.below(pairs.count)
      var pairs = pairs
      if random.chance(50) {
        pairs.remove(at: index)
      } else {
        pairs[index].value = damaged(pairs[index].value)
      }
      return .map(pairs)
    case .list(let elements) where !elements.isEmpty:
      let index = random.below(elements.count)
      var elements = elements
      if random.chance(20) {
        elements.append(elements[index])
      } else {
        elements[index] = damaged(elements[index])
      }
      return .list(elements)
    default: return tree
    }
  }

  /// Puts something else in a random place.
  private mutating func scrambled(_ tree: Tree, _ texts: [String]) -> Tree {
    guard random.chance(85) else { return .scalar(random.pick(texts)) }
    switch tree {
    case .map(let pairs) where !pairs.isEmpty:
      let index = random.below(pairs.count)
      var pairs = pairs
      pairs[index].value = scrambled(pairs[index].value, texts)
      if random.chance(10) { pairs.append(("unknown", "x")) }
      return .map(pairs)
    case .list(let elements) where !elements.isEmpty:
      var elements = elements
      let index = random.below(elements.count)
      elements[index] = scrambled(elements[index], texts)
      return .list(elements)
    default: return .scalar(random.pick(texts))
    }
  }
}

extension Range<Int> {
  fileprivate func randomPick(_ random: inout Randomness) -> Int? {
    isEmpty ? nil : lowerBound + random.below(count)
  }
}

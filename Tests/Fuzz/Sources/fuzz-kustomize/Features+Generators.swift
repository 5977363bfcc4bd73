/// ConfigMaps and Secrets made from literals and files.
extension Growth {
  mutating func addGenerator(_ place: Int, field: String) -> Bool {
    let isSecret = field == "secretGenerator"
    let kind = isSecret ? "Secret" : "ConfigMap"
    let known = visible(place).filter { $0.kind == kind }
    var entry: Tree = [:]
    var name = "generated"
    var namespace: String?
    if !known.isEmpty, random.chance(50) {
      let old = random.pick(known)
      (name, namespace) = (old.name, old.namespace)
      let behavior = random.pick(["merge", "replace", "merge", "merge", "create", "unspecified", "Merge"])
      entry = entry.setting("behavior", .scalar(behavior))
    } else if random.chance(70) {
      name = random.pick(Resources.names)
    } else {
      name += "\(number())"
    }
    entry = entry.setting("name", .scalar(name))
    if random.chance(10) { namespace = random.pick(["dev", "prod", "default"]) }
    if let namespace { entry = entry.setting("namespace", .scalar(namespace)) }
    let (fields, keys) = keyValueSources(place)
    for (key, value) in fields { entry = entry.setting(key, value) }
    if random.chance(25) { entry = entry.setting("options", generatorOptions()) }
    if isSecret, random.chance(25) {
      entry = entry.setting("type", .scalar(random.pick(["kubernetes.io/tls", "Opaque", "\"\"", "x"])))
    }
    directories[place].add(field, .list([entry]))
    let tree: Tree = [
      "apiVersion": "v1", "kind": .scalar(kind), "metadata": ["name": .scalar(name)],
      "data": .map(keys.map { ($0, "v") }),
    ]
    directories[place].written.append(
      Written(apiVersion: "v1", kind: kind, name: name, namespace: namespace, tree: tree))
    return true
  }

  mutating func addGeneratorOptions(_ place: Int) -> Bool {
    directories[place].add("generatorOptions", generatorOptions())
    return true
  }

  private mutating func generatorOptions() -> Tree {
    var options: Tree = [:]
    if random.chance(50) {
      let key = random.pick(["disableNameSuffixHash", "disableNameSuffixHash", "immutable"])
      options = options.setting(key, .scalar(random.pick(["true", "true", "false"])))
    }
    if random.chance(40) { options = options.setting("labels", stringMap()) }
    if random.chance(40) { options = options.setting("annotations", stringMap()) }
    return options
  }

  /// `literals`, `files` and `envs` with the files they name, and the plain ones of their keys.
  mutating func keyValueSources(_ place: Int) -> (fields: [(String, Tree)], keys: [String]) {
    var fields: [(String, Tree)] = []
    var keys: [String] = []
    if random.chance(65) {
      let literals = [
        ("a", "a=1"), ("b", "b=two words"), ("c", "'c=\"q\"'"), ("d", "d="), ("e", "'e='' x '''"),
        ("f", "f=ä"),
        ("g", "g=x=y"), ("h", "h=😀"), ("i", "\"i=a\\nb\""), ("j", "\"j=t\\tu\""), ("'a.b'", "a.b=#"),
        ("k", "k=true"), ("l", "l=012"), ("m", "'m=''it'''"), ("n", "n=web-config"), ("o", "o=$(VAR)"),
        ("p", "\"p= lead\""), ("q", "\"q=trail \""), ("r", "'r=\"'"), ("'-s'", "-s=1"), ("t", "t=null"),
        ("u", "\"u=a\\r\\nb\\r\\n\""), ("v", "\"v={\\\"a\\\": [1]}\""), ("w", "\"w=a: b\\nc: d\\n\""),
      ]
      let chosen = literals[random.below(literals.count)...].prefix(1 + random.below(4))
      fields.append(("literals", .list(chosen.map { .scalar($0.1) })))
      keys += chosen.map(\.0)
    }
    if random.chance(35) {
      var entries: [Tree] = []
      for _ in 0...random.below(2) {
        let name =
          random.pick(["f", "f", "sub/f", ".f", "F-"]) + "\(number())" + random.pick([".txt", "", ".json"])
        file("\(directories[place].path)/\(name)", bytes: fileContents())
        entries.append(.scalar(random.chance(30) ? "key.x\(number())=\(name)" : name))
      }
      fields.append(("files", .list(entries)))
    }
    if random.chance(25) {
      let lines = [
        "A=1", "# c", "", "B", "C = x ", "  D=4", "E=\u{FEFF}5", "F=\"q\"", "G=a=b", "export H=1", "I=ä",
        "J=", "\tK=tab", "L='s'", "M=a#b", "N=# x", "   # late", "O=\\n",
      ]
      let name = "some\(number()).env"
      let chosen = lines[random.below(lines.count)...].prefix(1 + random.below(5))
      let text =
        (random.chance(8) ? "\u{FEFF}" : "") + chosen.joined(separator: random.chance(15) ? "\r\n" : "\n")
      file("\(directories[place].path)/\(name)", text + random.pick(["", "\n", "\n\n"]))
      fields.append(random.chance(15) ? ("env", .scalar(name)) : ("envs", .list([.scalar(name)])))
      if chosen.contains("A=1") { keys.append("A") }
    }
    return (fields, keys)
  }

  private mutating func fileContents() -> [UInt8] {
    let text: String
    switch random.below(6) {
    case 0: text = "{\"a\": {\"b\": [1, 2]}, \"image\": \"nginx:1.7\"}"
    case 1: text = "a:\n  b: [1, 2]\n  c: text\nlist:\n- name: x\n  v: 1\n"
    case 2: text = String(repeating: "0123456789abcdef", count: random.below(12))
    default:
      text = (0...random.below(4)).map { _ in random.pick(OddTexts.lines) }
        .joined(separator: random.chance(10) ? "\r\n" : "\n")
    }
    let bytes = Array((text + random.pick(["", "\n", "\n\n"])).utf8)
    if random.chance(8) { return bytes + random.pick([[0xFF, 0x00], [0x00], [0x80], [0xC3], [0x1B]]) }
    return random.chance(4) ? Array("\u{FEFF}".utf8) + bytes : bytes
  }
}

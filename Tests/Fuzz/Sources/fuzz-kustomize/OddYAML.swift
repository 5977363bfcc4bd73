/// Examples about YAML itself: a few files full of odd constructs, through one feature of kustomize each.
///
/// `fuzz-kustomize TOOL SEED COUNT yaml`. About half of them are valid.
struct OddYAML {
  var random: Randomness
  private var anchors = 0

  init(seed: UInt64, index: UInt64) { random = Randomness(seed: seed, index: index) }

  mutating func example() -> (feature: String, example: Example) {
    var example = Example()
    let features = ["resource", "steps", "merge", "json", "generator", "kustomization"]
    let feature = random.pick(features)
    var kustomization = "resources: [r.yaml]\n"
    switch feature {
    case "steps":
      kustomization += random.pick([
        "namePrefix: p-\ncommonAnnotations: {note: \"1\"}\n", "namespace: ns\ncommonLabels: {a: \"1\"}\n",
        "labels: [{pairs: {k0: \"on\"}, includeTemplates: true}]\nnameSuffix: \"-1\"\n",
      ])
    case "merge":
      kustomization +=
        "patches: [{path: p.yaml\(random.chance(30) ? ", target: {kind: ConfigMap}" : "")}]\n"
      example.add("p.yaml", resource())
    case "json":
      kustomization += "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n"
      let path = random.pick(["/v", "/data/k0", "/metadata/labels", "\"/data/a~1b\""])
      example.add("p.yaml", "- op: add\n  path: \(path)\n  value:" + value(2, depth: 2))
    case "generator":
      kustomization = "configMapGenerator:\n- {name: web, \(random.pick(["files", "envs"])): [f.txt]}\n"
      example.add("f.txt", random.chance(50) ? mapping(0, depth: 2) : stream())
    case "kustomization":
      kustomization += random.pick(["commonAnnotations:\n", "labels:\n- pairs:\n"]) + mapping(4, depth: 0)
    default: break
    }
    if random.chance(5) { kustomization = kustomization.replacing("\n", with: "\r\n") }
    example.add("kustomization.yaml", kustomization)
    if feature != "generator" { example.add("r.yaml", feature == "merge" ? resource() : stream()) }
    return (feature, example)
  }

  // MARK: - Documents

  private mutating func stream() -> String {
    var text = random.pick([
      "", "", "", "", "---\n", "--- # c\n", "\u{FEFF}", "# head\n", "\n", "\u{FEFF}---\n", "---\n---\n",
      "---\n\n---\n",
    ])
    for number in 0..<random.pick([1, 1, 1, 2, 3]) {
      if number > 0 {
        text += random.pick([
          "---\n", "---\n", "--- # c\n", "---\t\n", "...\n---\n", "---\n---\n", "# x\n---\n",
        ])
      }
      text += resource(name: number == 0 ? "web" : "web\(number)")
    }
    text += random.pick(["", "", "", "---\n", "...\n", "# end\n", "\n\n", "  \n", "---", "---\n# e\n"])
    if random.chance(10) { text = asList(text) }
    return random.chance(6) ? text.replacing("\n", with: "\r\n") : text
  }

  /// The text as the one item of a list, when it is one document.
  private mutating func asList(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let kind = random.pick(["List", "ConfigMapList", "ResourceList"])
    let items = lines.enumerated().map { ($0 == 0 ? "- " : "  ") + $1 }.joined(separator: "\n")
    return "apiVersion: v1\nkind: \(kind)\nitems:\n\(items)\n"
  }

  private mutating func resource(name: String = "web") -> String {
    anchors = 0
    var parts = ["apiVersion: v1\n", "kind: ConfigMap\n"]
    parts.append(
      random.pick([
        "metadata: {name: \(name)}\n", "metadata: # c\n  name:   \(name)  # d\n",
        "'metadata':\n    name: '\(name)'\n",
      ]))
    if random.chance(40) {
      parts[2] =
        "metadata:\n  name: \(name)\n  \(random.pick(["labels", "annotations"])):\n" + mapping(4, depth: 0)
    }
    parts.append(
      random.chance(60) ? "data:\n" + mapping(2, depth: random.below(4)) : "v:" + value(0, depth: 3))
    if random.chance(30) { parts.append("w:" + value(0, depth: 2)) }
    return parts.map { comment(0) + $0 }.joined()
  }

  // MARK: - Nodes

  private mutating func comment(_ indent: Int) -> String {
    guard random.chance(6) else { return random.chance(3) ? "\n" : "" }
    return String(repeating: " ", count: random.pick([indent, 0, indent + 2]))
      + random.pick(["# c\n", "#\n", "#c: d\n", "# - é\n"])
  }

  private mutating func mapping(_ indent: Int, depth: Int) -> String {
    let blanks = String(repeating: " ", count: indent)
    var text = ""
    for number in 0...random.below(4) {
      text += comment(indent)
      if anchors > 0, random.chance(4) {
        text += "\(blanks)<<: \(random.pick(["*a1", "[*a1]", "{m: 1}", "[{m: }, {m: 2}]"]))\n"
        continue
      }
      let key =
        random.chance(75)
        ? "k\(number)" : random.chance(90) ? random.pick(OddTexts.keys) : random.pick(OddTexts.refusedKeys)
      text += blanks + key + random.pick([":", ":", ":", " :"]) + value(indent, depth: depth)
    }
    return text
  }

  private mutating func list(_ indent: Int, depth: Int) -> String {
    let blanks = String(repeating: " ", count: indent)
    var text = ""
    for _ in 0...random.below(4) {
      text += comment(indent) + blanks + "-"
      switch random.below(6) {
      case 0 where depth > 0: text += " " + mapping(indent + 2, depth: depth - 1).drop { $0 == " " }
      case 1 where depth > 0: text += " " + list(indent + 2, depth: depth - 1).drop { $0 == " " }
      default: text += value(indent, depth: depth)
      }
    }
    return text
  }

  /// What follows a colon or a dash, with the end of its line.
  private mutating func value(_ indent: Int, depth: Int) -> String {
    let mark = properties()
    let end = random.pick(["\n", "\n", "\n", " # c\n", "  # c: d\n", " #\n", " \n", "\t\n", " # é😀\n"])
    switch random.below(20) {
    case 0..<4 where depth > 0:
      return mark + end + mapping(indent + random.pick([2, 2, 4, 1, 3]), depth: depth - 1)
    case 4,
      5 where depth > 0:
      return mark + end + list(indent + random.pick([0, 2, 2, 4]), depth: depth - 1)
    case 6, 7: return mark + " " + flow(2) + end
    case 8..<11: return mark + " " + block(indent)
    case 11: return anchors > 0 ? " *a\(1 + random.below(anchors))" + end : end
    case 12: return mark + end
    default:
      let gap = random.pick([" ", " ", " ", "  ", "\t", "\n" + String(repeating: " ", count: indent + 2)])
      return mark + gap + scalar(indent + 1) + end
    }
  }

  private mutating func properties() -> String {
    guard random.chance(5) else { return "" }
    if random.chance(60) {
      anchors += 1
      return " &a\(anchors)"
    }
    return random.pick([
      " !!str", " !!int", " !!float", " !!bool", " !!null", " !!binary", " !custom", " !", " !!map", " !!seq",
    ])
  }

  private mutating func scalar(_ indent: Int) -> String {
    let text = random.chance(99) ? random.pick(OddTexts.scalars) : random.pick(OddTexts.refused)
    guard random.chance(10), text.contains(" ") else { return text }
    // Over several lines.
    let gap =
      random.pick(["\n", "\n", "\n\n", " \n", "\t\n"])
      + String(repeating: " ", count: indent + random.below(3))
    return text.split(separator: " ", maxSplits: 1).joined(separator: gap)
  }

  private mutating func flow(_ depth: Int) -> String {
    func gap(_ random: inout Randomness) -> String { random.pick(["", "", "", " ", "  ", "\n        "]) }
    switch depth > 0 ? random.below(7) : 0 {
    case 3, 4:
      return "[" + (0..<random.below(4)).map { _ in gap(&random) + flow(depth - 1) }.joined(separator: ",")
        + "]"
    case 5, 6:
      let pairs = (0..<random.below(4)).map { number in
        let key = random.pick(["a", "b\(number)", "'s'", "\"q\"", "k\(number)"])
        return gap(&random) + key + random.pick([": ", ": ", ": ", ":", " : "])
          + (random.chance(70) ? flow(depth - 1) : "")
      }
      return "{" + pairs.joined(separator: ",") + "}"
    default:
      return random.pick([
        "a", "1", "~", "'x: y'", "\"\\t\"", "true", "2001-01-01", "2001-01-01 10:00:00", "012", "1e3", "y",
        "é", "a b", "''", "a:", "&f x",
      ])
    }
  }

  private mutating func block(_ indent: Int) -> String {
    let step = random.pick([2, 2, 2, 4, 1, 3])
    let header =
      random.pick(["|", ">"]) + (random.chance(15) ? "\(step)" : "") + random.pick(["", "", "-", "+"])
      + random.pick(["", "", "", "", " ", " # c"])
    let blanks = String(repeating: " ", count: indent + step)
    var text = header + "\n"
    for _ in 0..<random.below(7) {
      let line = random.pick(OddTexts.lines)
      text += line.isEmpty && random.chance(80) ? "\n" : blanks + line + "\n"
    }
    if random.chance(30) { text += random.pick(["\n", blanks + "\n", "  \n", "\n\n"]) }
    return text
  }
}

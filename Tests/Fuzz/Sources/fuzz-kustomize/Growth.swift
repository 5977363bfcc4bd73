/// A kustomization that grows: each step adds one feature to one of its directories.
///
/// Whoever drives it keeps the value from before a step, builds what the step made, and goes back when it is refused. So
/// whatever has grown is valid, however many features have met in it, and a refusal costs one step instead of a whole example.
struct Growth {
  var random: Randomness
  var directories: [Directory] = []
  /// The directory to build, by its place.
  var target = 0
  var options = BuildOptions()
  private(set) var files: [(path: String, bytes: [UInt8])] = []
  private var lastNumber = 0

  init(seed: UInt64, index: UInt64) {
    random = Randomness(seed: seed, index: index)
    random.oddity = random.pick([0, 0, 10, 30, 100])
    directories.append(Directory(path: random.chance(15) ? "deep/base" : "base", &random))
    addResources(0)
  }

  /// Adds a feature and says which; nil when there was no place for it.
  mutating func grow() -> String? {
    let place = random.chance(50) ? target : random.below(directories.count)
    let total = Growth.features.reduce(0) { $0 + $1.weight }
    var left = random.below(total)
    for feature in Growth.features {
      left -= feature.weight
      guard left < 0 else { continue }
      return feature.add(&self, place) ? feature.name : nil
    }
    return nil
  }

  var example: Example {
    var example = Example(files: files, target: directories[target].path, options: options)
    for directory in directories { example.add(directory.path + "/kustomization.yaml", directory.text) }
    return example
  }

  // MARK: What the features share

  /// A number that no other file, directory or name of this example has.
  mutating func number() -> Int {
    lastNumber += 1
    return lastNumber
  }

  /// What the kustomization of a directory can see: its own resources and those of all directories below.
  func visible(_ place: Int) -> [Written] {
    var seen: Set<Int> = []
    var found: [Written] = []
    var waiting = [place] + directories[place].above
    while let next = waiting.popLast() {
      guard seen.insert(next).inserted else { continue }
      found += directories[next].written
      waiting += directories[next].below
    }
    return found
  }

  mutating func file(_ path: String, _ text: String) { files.append((path, Array(text.utf8))) }

  mutating func file(_ path: String, bytes: [UInt8]) { files.append((path, bytes)) }

  /// Writes documents into a file, with noise around them according to the oddity of the example.
  mutating func file(_ path: String, documents: [Tree], noise: Int) {
    var lines: [String] = []
    let noise = noise * random.oddity / 100
    if random.chance(noise) {
      lines.append(random.pick(["---", "# head", "", "---\n---", "--- # c", "---\n# c"]))
    }
    for (index, document) in documents.enumerated() {
      if index > 0 {
        lines.append(
          random.chance(noise) ? random.pick(["---\n---", "--- ", "--- # c", "---\n\n# c\n---"]) : "---")
      }
      var writer = TreeWriter(&random)
      lines += writer.document(document)
    }
    if random.chance(noise) { lines.append(random.pick(["---", "...", "", "# end", "---\n# end", " "])) }
    var text = lines.joined(separator: "\n") + (random.chance(95) ? "\n" : "")
    if random.chance(noise / 5) { text = "\u{FEFF}" + text }
    if random.chance(noise / 4) {
      text = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
    file(path, text)
  }

  /// A tree as a block of text inside a kustomization.
  mutating func inline(_ tree: Tree) -> Tree {
    var writer = TreeWriter(&random)
    return .text(header: random.pick(["|-", "|", "|", "|+"]), lines: writer.document(tree))
  }

  /// A new directory; it takes over the resources of others.
  mutating func directory(named stem: String, over others: [Int], isComponent: Bool = false) -> Int {
    var path = "\(stem)\(number())"
    if random.chance(15) { path = "envs/" + path }
    var directory = Directory(path: path, isComponent: isComponent, &random)
    directory.below = others
    if !others.isEmpty {
      let key = !isComponent && random.chance(3) ? "bases" : "resources"
      directory.add(key, .list(others.map { .scalar(relative(from: path, to: directories[$0].path)) }))
    }
    directories.append(directory)
    return directories.count - 1
  }

  /// The way from a directory to another one or to a file.
  mutating func relative(from start: String, to end: String) -> String {
    let up = String(repeating: "../", count: start.split(separator: "/").count)
    return up + end + (random.chance(5) ? "/" : "")
  }

  /// Whether a directory depends on another one.
  func isBelow(_ lower: Int, _ upper: Int) -> Bool {
    lower == upper || directories[upper].below.contains { isBelow(lower, $0) }
  }
}

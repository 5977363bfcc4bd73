internal import Foundation

/// The examples of one run, and what was found.
struct Run {
  var comparison: Comparison
  var seed: UInt64
  /// Each differing case becomes a folder in here.
  var folder: String
  var isHostile = false
  /// Whether the examples are odd texts instead of growing kustomizations.
  var isAboutYAML = false
  private(set) var differing = 0
  private(set) var checked = 0
  private var built = 0
  private var asBefore: [String: Int] = [:]
  private var known: [String: Int] = [:]
  private var random = 0
  /// How often each kind of finding was met: only the first ones are worth minimising.
  private var met: [String: Int] = [:]
  private var features: [String: Tally] = [:]

  private struct Tally {
    var tried = 0
    var refused = 0
    var differing = 0
  }

  init(comparison: Comparison, seed: UInt64, folder: String) {
    self.comparison = comparison
    self.seed = seed
    self.folder = folder
  }

  /// Lets one example grow, and compares after each step.
  mutating func check(_ index: Int) {
    if isAboutYAML {
      var source = OddYAML(seed: seed, index: UInt64(index))
      let (feature, example) = source.example()
      _ = step(example, &source.random, feature, name: "\(seed)-\(index)")
      return
    }
    var growth = Growth(seed: seed, index: UInt64(index))
    if !step(growth, "resources", name: "\(seed)-\(index)") { return }
    let steps = 8 + growth.random.below(25)
    for number in 0..<steps {
      var grown = growth
      let feature = grown.grow()
      growth.random = grown.random
      guard let feature else { continue }
      if step(grown, feature, name: "\(seed)-\(index)-\(number)") { growth = grown }
    }
  }

  /// Compares one example; whether both built it alike.
  private mutating func step(_ growth: Growth, _ feature: String, name: String) -> Bool {
    var random = growth.random
    return step(growth.example, &random, feature, name: name)
  }

  private mutating func step(
    _ example: Example, _ source: inout Randomness, _ feature: String, name: String
  ) -> Bool {
    var example = example
    checked += 1
    if isHostile { example.damage(&source) }
    let result = isHostile ? comparison.runOurs(example) : comparison.run(example)
    features[feature, default: Tally()].tried += 1
    if result.ours.isPrinted { built += 1 } else { features[feature, default: Tally()].refused += 1 }
    guard let difference = result.difference else { return isHostile || result.ours.isPrinted }
    if let reason = KnownDifference.all.first(where: { $0.applies(example, result) })?.reason {
      known[reason, default: 0] += 1
      return false
    }
    let signature = "\(feature): \(result.signature)"
    if result.isAsBefore {
      asBefore[signature, default: 0] += 1
      if asBefore[signature] == 1 { write(example, as: "\(folder)/newer-\(name)", difference) }
      return false
    }
    if !isHostile, difference == .bytes, comparison.isRandom(example) {
      random += 1
      return false
    }
    differing += 1
    features[feature, default: Tally()].differing += 1
    met[signature, default: 0] += 1
    if met[signature, default: 0] > 2 { return false }
    var minimiser = Minimiser(comparison: comparison, difference: difference)
    let smallest = isHostile ? example : minimiser.minimise(example)
    write(smallest, as: "\(folder)/\(name)", difference)
    return false
  }

  private func write(_ example: Example, as path: String, _ difference: Difference) {
    let result = comparison.run(example)
    example.write(to: path)
    for (name, outcome) in [("fleetfold", result.ours), ("kustomize", result.theirs)] {
      let (ending, bytes) =
        switch outcome {
        case .printed(let bytes): ("yaml", bytes)
        case .refused(let message): ("refused.txt", Array(message.utf8))
        case .crashed(let message): ("crashed.txt", Array(message.utf8))
        case .hung: ("hung.txt", [UInt8]())
        }
      _ = FileManager.default.createFile(atPath: "\(path)/\(name).\(ending)", contents: Data(bytes))
    }
    let flags = example.options.flags(withOrder: true).map { $0 + " " }.joined()
    print("\(path) (build \(flags)\(example.target)): \(difference.rawValue)")
    fflush(nil)
  }

  func report() {
    for (reason, count) in known.sorted(by: { $0.key < $1.key }) {
      print("not counted: \(count) where \(reason)")
    }
    for (signature, count) in asBefore.sorted(by: { $0.key < $1.key }) {
      print("not counted: \(count) as elder versions: \(signature)")
    }
    for (signature, count) in met.sorted(by: { $0.key < $1.key }) where count > 2 {
      print("\(count) times: \(signature)")
    }
    if random > 0 { print("not counted: \(random) where kustomize differs from itself") }
    for (feature, tally) in features.sorted(by: { $0.key < $1.key }) {
      print("\(feature): \(tally.tried) tried, \(tally.refused) refused, \(tally.differing) differ")
    }
    print("seed \(seed): \(built) of them were built, the others refused")
    print("\(checked) kustomizations, \(differing) differ")
  }
}

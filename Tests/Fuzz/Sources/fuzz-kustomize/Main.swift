internal import Foundation

/// `fuzz-kustomize TOOL SEED COUNT [hostile]`: compares TOOL with `kubectl kustomize` on COUNT random kustomizations.
@main struct Main {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count >= 3, let seed = UInt64(arguments[2]), let count = Int(arguments[3]), count >= 0
    else {
      print("usage: fuzz-kustomize TOOL SEED COUNT [hostile]")
      exit(2)
    }
    guard let kubectl = installed("kubectl") else {
      print("fuzz-kustomize: kubectl is not installed, so there is nothing to compare with; nothing was done")
      exit(0)
    }
    let folder = FileManager.default.temporaryDirectory.path + "/fleetfold-fuzz-\(getpid())"
    let comparison = Comparison(
      ours: Tool(command: [URL(filePath: arguments[1]).path, "build"], refusals: [2]),
      theirs: Tool(command: [kubectl, "kustomize"], refusals: [1]), scratch: folder)
    var run = Run(comparison: comparison, seed: seed, folder: folder)
    // `hostile` damages bytes of the files and looks for crashes and hangs alone.
    run.isHostile = arguments.count > 3 && arguments[4] == "hostile"
    // One case alone: `SEED COUNT only=INDEX`.
    let only = arguments.count > 3 && arguments[4].hasPrefix("only=") ? Int(arguments[4].dropFirst(5)) : nil
    for index in only.map({ $0..<$0 + 1 }) ?? 0..<count { run.check(index) }
    run.report()
    try? FileManager.default.removeItem(atPath: folder + "/case")
    exit(run.differing == 0 ? 0 : 1)
  }
}

/// The examples of one run, and what was found.
struct Run {
  var comparison: Comparison
  var seed: UInt64
  /// Each differing case becomes a folder in here.
  var folder: String
  var isHostile = false
  private(set) var differing = 0
  private var checked = 0
  private var built = 0
  private var known: [String: Int] = [:]
  private var random = 0
  /// How often each kind of finding was met: only the first ones are worth minimising.
  private var met: [String: Int] = [:]

  init(comparison: Comparison, seed: UInt64, folder: String) {
    self.comparison = comparison
    self.seed = seed
    self.folder = folder
  }

  mutating func check(_ index: Int) {
    var generator = Generator(seed: seed, index: UInt64(index))
    var example = generator.make()
    checked += 1
    if isHostile {
      var random = Randomness(seed: seed ^ 0xDEAD, index: UInt64(index))
      example.damage(&random)
    }
    let result = isHostile ? comparison.runOurs(example) : comparison.run(example)
    if case .printed = result.ours { built += 1 }
    guard let difference = result.difference else { return }
    if let reason = KnownDifference.all.first(where: { $0.applies(example, result) })?.reason {
      known[reason, default: 0] += 1
      return
    }
    if !isHostile, difference == .bytes, comparison.isRandom(example) {
      random += 1
      return
    }
    differing += 1
    let signature = result.signature
    met[signature, default: 0] += 1
    if met[signature, default: 0] > 2 { return }
    var minimiser = Minimiser(comparison: comparison, difference: difference)
    let smallest = minimiser.minimise(example)
    write(smallest, as: "\(folder)/\(seed)-\(index)", difference)
  }

  private func write(_ example: Example, as path: String, _ difference: Difference) {
    let result = comparison.run(example)
    example.write(to: path)
    for (name, outcome) in [("fleetfold", result.ours), ("kubectl", result.theirs)] {
      let (ending, bytes) =
        switch outcome {
        case .printed(let bytes): ("yaml", bytes)
        case .refused(let message): ("refused.txt", Array(message.utf8))
        case .crashed(let message): ("crashed.txt", Array(message.utf8))
        case .hung: ("hung.txt", [UInt8]())
        }
      _ = FileManager.default.createFile(atPath: "\(path)/\(name).\(ending)", contents: Data(bytes))
    }
    print("\(path) (build \(example.target)): \(difference.rawValue)")
    fflush(nil)
  }

  func report() {
    for (reason, count) in known.sorted(by: { $0.key < $1.key }) {
      print("not counted: \(count) where \(reason)")
    }
    for (signature, count) in met.sorted(by: { $0.key < $1.key }) where count > 2 {
      print("\(count) times: \(signature)")
    }
    if random > 0 { print("not counted: \(random) where kubectl differs from itself") }
    print("seed \(seed): \(built) of them were built, the others refused")
    print("\(checked) kustomizations, \(differing) differ")
  }
}

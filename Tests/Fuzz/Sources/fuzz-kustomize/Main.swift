internal import Foundation

/// `fuzz-kustomize TOOL SEED COUNT [hostile|yaml|only=INDEX] [elder=KUBECTL]…`: compares TOOL with kustomize on COUNT random
/// kustomizations, step by step. KUSTOMIZE_LIBRARY names a shared library to compare with instead of `kubectl kustomize`.
@main struct Main {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let seed = UInt64(arguments[2]), let count = Int(arguments[3]), count >= 0
    else {
      print("usage: fuzz-kustomize TOOL SEED COUNT [hostile|yaml|only=INDEX] [elder=KUBECTL]...")
      exit(2)
    }
    let options = arguments.dropFirst(4)
    func values(_ name: String) -> [String] {
      options.filter { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    let folder = FileManager.default.temporaryDirectory.path + "/fleetfold-fuzz-\(getpid())"
    guard let peer = peer(beside: arguments[0]) else {
      print("fuzz-kustomize: kubectl is not installed, so there is nothing to compare with; nothing was done")
      exit(0)
    }
    let comparison = Comparison(
      ours: Tool(command: [URL(filePath: arguments[1]).path, "build"], refusals: [2], takesOrder: true),
      theirs: peer,
      elders: values("elder").map { Tool(command: [$0, "kustomize"], refusals: [1]) }, scratch: folder)
    var run = Run(comparison: comparison, seed: seed, folder: folder)
    // `hostile` damages bytes of the files and looks for crashes and hangs alone.
    run.isHostile = options.contains("hostile")
    run.isAboutYAML = options.contains("yaml")
    // A library whose process has ended must not end us.
    signal(SIGPIPE, SIG_IGN)
    // One case alone: `SEED COUNT only=INDEX`.
    if let only = values("only").first.flatMap(Int.init) {
      run.check(only)
    } else {
      var index = 0
      while run.checked < count {
        run.check(index)
        index += 1
      }
    }
    run.report()
    try? FileManager.default.removeItem(atPath: folder + "/case")
    exit(run.differing == 0 ? 0 : 1)
  }

  private static func peer(beside program: String) -> (any Builder)? {
    if let library = ProcessInfo.processInfo.environment["KUSTOMIZE_LIBRARY"] {
      let folder = program.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      let server = (folder + ["kustomize-library"]).joined(separator: "/")
      return LibraryPeer(server: server, library: library)
    }
    return installed("kubectl").map { Tool(command: [$0, "kustomize"], refusals: [1]) }
  }
}

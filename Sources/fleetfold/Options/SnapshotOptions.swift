internal import ArgumentParser
internal import ManifestCompiler

/// Which state of the repository to read.
struct SnapshotOptions: ParsableArguments {
  @Flag(help: "Read the index exactly as staged (GIT_INDEX_FILE counts), not the working tree.")
  var staged = false

  @Option(help: ArgumentHelp("Read this commit, branch or tag, not the working tree.", valueName: "rev"))
  var rev: String?

  var choice: SnapshotChoice {
    if let rev { return .revision(rev) }
    return staged ? .index : .workingTree
  }

  func validate() throws {
    if staged, rev != nil { throw ValidationError("--staged and --rev name two snapshots; give one of them") }
  }
}

/// A state of the repository.
enum SnapshotChoice {
  case workingTree
  case index
  case revision(String)
}

/// How many threads to use.
struct JobOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "How many threads to use; the output does not depend on it.")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) { throw ValidationError("--jobs takes a number from 1 to 1024") }
  }

  var workers: Int { jobs ?? Terminal.processorCount() }
}

/// Which part of the fleet.
struct FilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only clusters whose names match; may be repeated.", valueName: "glob"),
    completion: NameCompletion.cluster)
  var cluster: [String] = []

  @Option(
    help: ArgumentHelp("Only applications whose names match; may be repeated.", valueName: "glob"),
    completion: NameCompletion.application)
  var app: [String] = []

  @OptionGroup var skip: SkipOptions

  func cells() throws -> CellFilter {
    guard
      let cells = CellFilter(clusters: cluster, applications: app, skipsUnsupported: skip.skipUnsupported)
    else {
      throw Refusal("a pattern of --cluster or --app is no glob; close its brackets")
    }
    return cells
  }
}

/// Whether to go on without what can't be rendered.
struct SkipOptions: ParsableArguments {
  @Flag(
    help: "Leave out applications with Helm, Jsonnet or plugins, and say which; they are errors otherwise.")
  var skipUnsupported = false
}

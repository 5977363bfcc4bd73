internal import ArgumentParser
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel

/// `fleetfold hook`: the Git pre-commit hook.
struct Hook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook", _superCommandName: "fleetfold",
    abstract: "Check what is staged before every commit.",
    discussion: """
      The hook compiles the index, not the working tree: it refuses a commit whose fleet does not compile, and shows \
      what the commit changes on which clusters.
      """,
    subcommands: [Install.self, Uninstall.self, Run.self])

  struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "install", _superCommandName: "fleetfold",
      abstract: "Write the pre-commit hook; a hook of somebody else is never overwritten.")

    @OptionGroup var global: GlobalOptions

    @Flag(help: "Also refuse a commit whose rendered output, as staged, is stale.")
    var check = false

    func run() throws {
      try global.apply()
      let hook = PreCommitHook(hooksFolder: try FleetSession(color: global.color).repository.hooksDirectory)
      try Hook.reporting { () throws(PreCommitHook.Failure) in
        if try hook.state() == .foreign {
          throw PreCommitHook.Failure(
            message:
              "\(hook.path) is somebody else's; add the line `fleetfold hook run || exit` to it instead")
        }
        try hook.install(program: Terminal.programPath(), check: check)
      }
      Terminal.write("installed \(hook.path)\n", to: .output)
    }
  }

  struct Uninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "uninstall", _superCommandName: "fleetfold",
      abstract: "Remove the hook that `hook install` wrote.")

    @OptionGroup var global: GlobalOptions

    func run() throws {
      try global.apply()
      let hook = PreCommitHook(hooksFolder: try FleetSession(color: global.color).repository.hooksDirectory)
      try Hook.reporting { () throws(PreCommitHook.Failure) in
        switch try hook.state() {
        case .absent: Terminal.write("there is no hook\n", to: .output)
        case .ours:
          try hook.remove()
          Terminal.write("removed \(hook.path)\n", to: .output)
        case .foreign:
          throw PreCommitHook.Failure(message: "\(hook.path) was not written by fleetfold; it stays")
        }
      }
    }
  }

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", _superCommandName: "fleetfold",
      abstract: "What the hook does: compile what is staged and show what the commit changes.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var jobs: JobOptions

    @Flag(help: "Also fail with 1 when the rendered output, as staged, is stale.")
    var check = false

    func run() async throws {
      try global.apply()
      let session = try FleetSession(color: global.color)
      let index = try session.snapshot(.index)
      // The whole output is needed to say whether what is staged of it is stale.
      let baseline = try BaseFleet.lastCommit(of: session)
      let staged = try await session.compile(
        index, comparedWith: check ? nil : baseline.snapshot, workers: jobs.workers)
      try session.output.report(staged.diagnostics)
      guard let fleet = ComparedFleet(staged, name: "what is staged") else { throw ExitStatus.invalidInput }
      let base = try await baseline.compile(session, head: (index, staged), workers: jobs.workers)
      if let base {
        let changes = fleet.changes(since: base)
        try DiffOutput(color: global.color, detail: .summary).show(changes, from: base, to: fleet)
        try session.refuse(changes, fleet.gates(since: base))
      }
      if check { try StagedOutput(index, staged.fleet).check(fleet.resources, session) }
    }
  }

  private static func reporting(_ body: () throws(PreCommitHook.Failure) -> Void) throws {
    do throws(PreCommitHook.Failure) {
      try body()
    } catch {
      throw Refusal(error.message)
    }
  }
}

internal import ArgumentParser

/// The root of the command line: one file for each command under `Commands/`.
struct FleetfoldCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fleetfold",
    abstract: "Compiles a Git repository into what every Kubernetes cluster of a fleet runs.",
    discussion: """
      Reads bases, overlays, ApplicationSets and placement policies from the working tree, the index or a commit, and \
      writes the manifests of each cluster. No cluster, no server, no network.

      -C DIR before a command runs it as if started in DIR.
      """,
    version: "fleetfold \(toolVersion)",
    subcommands: [
      Render.self, Diff.self, Build.self, Generate.self, Propagate.self, Migrate.self, Check.self,
      Explain.self, Blame.self, Impact.self,
      Clusters.self, Apps.self,
      Hook.self,
      Init.self,
    ])
}

extension FleetfoldCommand {
  /// The command that a command line asks for, with its options.
  ///
  /// A command that is read by itself costs half of one that is read as a part of the whole; and a quarter less again
  /// because its `_superCommandName` tells the parser that nobody asks it for a completion script. Whatever it does not take,
  /// a plea for help included, is read once more from the root, so that the words for it name the whole command.
  static func command(of arguments: [String]) async throws -> any ParsableCommand {
    var type: any ParsableCommand.Type = FleetfoldCommand.self
    var rest = arguments[...]
    while let word = rest.first, let next = type.subcommand(word) {
      type = next
      rest = rest.dropFirst()
    }
    if type.configuration.subcommands.isEmpty, let command = try? await type.parsed(Array(rest)),
      Swift.type(of: command) == type
    {
      return command
    }
    return try await parsed(arguments)
  }

  /// Whether the first word is a command that opens the repository.
  static func readsRepository(_ arguments: [String]) -> Bool {
    guard let word = arguments.first, let type = subcommand(word) else { return false }
    return type != Build.self && type != Generate.self && type != Propagate.self
  }
}

extension ParsableCommand {
  /// What the arguments ask for; the names that complete them take a look at the fleet.
  fileprivate static func parsed(_ arguments: [String]) async throws -> any ParsableCommand {
    guard let type = self as? any AsyncParsableCommand.Type else { return try parseAsRoot(arguments) }
    return try await type.asyncParseAsRoot(arguments)
  }

  fileprivate static func subcommand(_ name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0.configuration.commandName?.utf8.elementsEqual(name.utf8) ?? false }
  }
}

/// The version of this program; part of the ownership manifest of what it writes.
let toolVersion = "0.1.0"

internal import ArgumentParser

/// The root of the command line: one file for each command under `Commands/`.
struct FleetfoldCommand: ParsableCommand {
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

/// The version of this program; part of the ownership manifest of what it writes.
let toolVersion = "0.1.0"

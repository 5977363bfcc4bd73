internal import ArgumentParser
internal import KubernetesModel
internal import ManifestCompiler
internal import SemanticDiff

/// Which changes to show.
struct ChangeFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only resources whose Kind or Kind.group matches; may be repeated.", valueName: "glob")
  )
  var kind: [String] = []

  @Option(
    name: .customShort("l"),
    help: ArgumentHelp(
      "Only resources with these labels, before or after; may be repeated.", valueName: "selector"))
  var labels: [String] = []

  var isEmpty: Bool { kind.isEmpty && labels.isEmpty }

  func filter() throws -> ChangeFilter {
    var filter = ChangeFilter()
    if !kind.isEmpty {
      guard let globs = NameGlobs(kind) else {
        throw Refusal("a pattern of --kind is no glob; close its brackets")
      }
      filter.kind = { globs.matches($0) }
    }
    for text in labels {
      do throws(SelectorText.Failure) {
        filter.labels.append(try SelectorText(text))
      } catch {
        throw Refusal("-l: \(error.message)")
      }
    }
    return filter
  }
}

/// How far a change may go; before what `gates` of fleetfold.yaml says.
struct GateOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Exit with 1 when more clusters are touched.", valueName: "n"))
  var maxClusters: Int?

  @Option(help: ArgumentHelp("Exit with 1 when clusters delete more resources.", valueName: "n"))
  var maxDeletions: Int?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 on dangerous edits: `dangerous`, or the id of a rule; may be repeated.",
      valueName: "what"))
  var failOn: [String] = []

  func validate() throws {
    for (name, limit) in [("--max-clusters", maxClusters), ("--max-deletions", maxDeletions)] {
      if let limit, limit < 0 { throw ValidationError("\(name) takes a number from 0") }
    }
    for word in failOn {
      if let problem = ChangeGates.problem(withFailOn: word) { throw ValidationError(problem) }
    }
  }

  var gates: ChangeGates { ChangeGates(maxClusters: maxClusters, maxDeletions: maxDeletions, failOn: failOn) }
}

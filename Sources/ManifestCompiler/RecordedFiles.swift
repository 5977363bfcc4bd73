internal import ApplicationSets
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Reads the files under `recorded:` in fleetfold.yaml and finds the generators that they belong to.
///
/// Emits `recorded.unknown-application-set`, `recorded.unknown-generator`, `recorded.empty`, what reading a file emits,
/// and what the YAML reader emits.
struct RecordedFiles {
  let tree: any FileTree
  let entries: [FleetFile.Recorded]

  /// `placements` decides those that name a policy instead of a file.
  func read(_ placements: RecordedPlacement) -> ([RecordedParameters], [Diagnostic]) {
    var diagnostics: [Diagnostic] = []
    var result: [RecordedParameters] = []
    func add(_ document: Document, _ entry: FleetFile.Recorded) {
      result.append(
        RecordedParameters(
          applicationSet: entry.applicationSet, generator: entry.generator, with: entry.with,
          document: document, location: entry.location))
    }
    for entry in entries {
      guard let file = entry.file else {
        let decided = placements.record(entry.policy, at: entry.fileLocation)
        diagnostics += decided.diagnostics
        if let document = decided.value { add(document, entry) }
        continue
      }
      do throws(FileTreeError) {
        guard let path = tree.resolve(file) else { throw FileTreeError.notFound(file) }
        let parser = YAMLParser(duplicateKeys: .refuse, dialect: .yaml11)
        let (documents, problems) = parser.parse(try tree.contents(of: path), path: file)
        diagnostics += problems
        guard let document = documents.first else {
          if !problems.hasErrors {
            let message = "\(file) is empty; write [] for a generator that makes nothing"
            diagnostics.append(.error(empty, message, at: entry.fileLocation))
          }
          continue
        }
        add(document, entry)
      } catch {
        var problem = error.diagnostic
        problem.notes.append(.init("it is named here", at: entry.fileLocation))
        diagnostics.append(problem)
      }
    }
    return (result, diagnostics)
  }

  /// The records that no generator of these ApplicationSets reads: they would be ignored without a word.
  func misplaced(among sets: [Document]) -> [Diagnostic] {
    entries.compactMap { misplaced($0, among: sets) }
  }

  private func misplaced(_ entry: FleetFile.Recorded, among sets: [Document]) -> Diagnostic? {
    let own = sets.filter { document in
      guard let id = ResourceID(of: document) else { return false }
      return entry.applicationSet.utf8.elementsEqual(id.name.utf8)
        || entry.applicationSet.utf8.elementsEqual("\(id.namespace)/\(id.name)".utf8)
    }
    if own.isEmpty {
      let names = sets.compactMap { ResourceID(of: $0)?.name }
      let hint = nearMiss(to: entry.applicationSet, among: names).map { "; did you mean \($0)?" } ?? ""
      return .error(
        unknownSet, "there is no ApplicationSet \(entry.applicationSet)\(hint)", at: entry.location)
    }
    let known = own.flatMap { ApplicationSetExpander.liveGenerators(of: $0) }
    if known.contains(where: { $0.utf8.elementsEqual(entry.generator.utf8) }) { return nil }
    let choices = known.isEmpty ? "it has none that needs a record" : "use \(known.joined(separator: " or "))"
    return .error(
      unknownGenerator,
      "the ApplicationSet \(entry.applicationSet) has no generator \(entry.generator) to record; \(choices)",
      at: entry.generatorLocation)
  }
}

private let unknownSet = "recorded.unknown-application-set"
private let unknownGenerator = "recorded.unknown-generator"
private let empty = "recorded.empty"

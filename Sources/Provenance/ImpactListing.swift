internal import Kustomize
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// What a place means to the kustomizations of one application.
struct ImpactListing {
  /// Whether it takes part in everything: a schema, a configuration, a transformer.
  private(set) var decides = false
  /// The steps that the place configures, and the lines that they write from.
  private(set) var marks = ImpactMarks()
  /// The entries that the place is.
  private var entries: [KustomizationGraph.Entry] = []
  private var graphs: [KustomizationGraph] = []
  private let place: ImpactPlace
  private let sources: SourceDocuments

  /// `isWritten` says that something is written at exactly this line, so that the rest of its step has nothing to do with it.
  init(
    _ place: ImpactPlace, _ planned: PlannedApplication, _ sources: SourceDocuments,
    isWritten: Bool
  ) {
    self.place = place
    self.sources = sources
    for folder in planned.folders {
      let graph = KustomizationGraph(of: folder.directory, using: folder.builder)
      if graph.files.values.contains(place.path) { take(kustomization: graph, isWritten) }
      for entry in graph.entries(listing: place.path) { take(file: entry, isWritten) }
    }
  }

  /// The place is a kustomization.
  private mutating func take(kustomization graph: KustomizationGraph, _ isWritten: Bool) {
    graphs.append(graph)
    let field = place.field
    for entry in graph.entries where entry.kustomization == place.path {
      guard field.map({ $0.utf8.elementsEqual(entry.field.utf8) }) ?? true else { continue }
      // Of the entries of a list of files in one step, the one of the line.
      if isWritten, let line = place.line, entry.location.line != line { continue }
      entries.append(entry)
      if field != nil { marks.steps.insert(ImpactStep(path: entry.target, step: entry.field)) }
    }
    guard let field, let line = place.line else { return }
    if isGenerator(field) { addNames(of: field, in: place.path) }
    if isWritten { return }
    if let lines = operation(at: line) {
      marks.spans.insert(ImpactSpan(place.path, lines))
    } else {
      marks.steps.insert(ImpactStep(path: place.path, step: field))
    }
  }

  /// The place is a file that a kustomization lists.
  private mutating func take(file entry: KustomizationGraph.Entry, _ isWritten: Bool) {
    let takesPart = ["configurations", "crds", "openapi", "transformers", "generators", "validators"]
    if takesPart.contains(where: { entry.field.hasPrefix($0) }) { decides = true }
    if isGenerator(entry.field) { addNames(of: entry.field, in: entry.kustomization) }
    // What a patch is for stands in lines that write nothing.
    guard entry.field.hasPrefix("patches"), !isWritten, let line = place.line, let document = place.document
    else { return }
    marks.spans.insert(
      ImpactSpan(place.path, document.lines(ofOperationAt: line) ?? document.lines(of: document.root)))
  }

  private func isGenerator(_ field: String) -> Bool {
    field.hasPrefix("configMapGenerator[") || field.hasPrefix("secretGenerator[")
  }

  /// Another content is another hash in the name.
  private mutating func addNames(of field: String, in kustomization: SourcePath) {
    for document in sources.documents(of: kustomization) {
      guard let lines = document.lines(ofTopField: field) else { continue }
      var span = ImpactSpan(kustomization, lines)
      span.isForNames = true
      marks.spans.insert(span)
    }
  }

  /// The lines of the operation that a line of a JSON patch in the kustomization belongs to.
  private func operation(at line: Int) -> ClosedRange<Int>? {
    guard let document = place.document, let (keys, node) = document.path(at: line), keys.last == "patch",
      document.isScalar(node), let file = try? sources.tree.contents(of: place.path),
      let places = TextPlaces(of: document.string(node), at: document.location(node), in: file)
    else { return nil }
    let text = YAMLStream.parse11(Array(document.string(node).utf8), path: place.path, places: places)
    return text.value.flatMap { $0.lines(ofOperationAt: line) }
  }

  /// Whether the place lists any file or folder.
  var listsAnything: Bool { !graphs.isEmpty }

  /// Whether the place lists the file, or a folder that it is reached through.
  func lists(_ file: SourcePath) -> Bool {
    if graphs.isEmpty { return false }
    let isWhole = place.line == nil
    return graphs.contains { graph in
      if isWhole, graph.files.contains(where: { $0.value == place.path && $0.key == graph.root }) {
        return true
      }
      return graph.trails(to: file).contains { trail in
        trail.contains { step in
          entries.contains { $0.kustomization == step.kustomization && $0.location == step.location }
        }
      }
    }
  }
}

extension Document {
  /// The lines of the element of a list of operations that a line is in.
  fileprivate func lines(ofOperationAt line: Int) -> ClosedRange<Int>? {
    guard isSequence(root) else { return nil }
    return children(root).map { lines(of: $0) }.first { $0.contains(line) }
  }
}

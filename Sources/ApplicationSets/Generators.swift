internal import GoTemplate
internal import SourceModel
internal import YAML

/// The kinds of generators, in the order in which one entry runs them.
enum GeneratorKind: String, CaseIterable {
  case list
  case clusters
  case git
  case scmProvider
  case clusterDecisionResource
  case pullRequest
  case matrix
  case merge
  case plugin
}

/// Runs generators: those of `spec.generators`, and the children of matrix and merge.
///
/// Emits `applicationset.unsupported-generator`, `applicationset.child-generator`.
struct Generators {
  let context: ExpansionContext
  /// Matrix and merge around this place.
  var depth = 0

  /// The kinds that an entry sets.
  func kinds(_ document: Document, _ entry: NodeID) -> [(kind: GeneratorKind, node: NodeID)] {
    GeneratorKind.allCases.compactMap { kind in
      guard let node = document[entry, kind.rawValue], document.isMapping(node) else { return nil }
      // The third level is dropped while it is decoded.
      if depth > 1, kind == .matrix || kind == .merge { return nil }
      return (kind, node)
    }
  }

  func parameters(
    _ kind: GeneratorKind, _ document: Document, _ node: NodeID
  ) throws(ExpansionFailure) -> [ParameterSet] {
    switch kind {
    case .list: return try ListGenerator(context: context).parameters(document, node)
    case .clusters: return try ClusterGenerator(context: context).parameters(document, node)
    case .git: return try GitGenerator(context: context).parameters(document, node)
    case .matrix: return try MatrixGenerator(generators: nested).parameters(document, node)
    case .merge: return try MergeGenerator(generators: nested).parameters(document, node)
    case .scmProvider, .clusterDecisionResource, .pullRequest, .plugin:
      throw ExpansionFailure(
        unsupportedGenerator,
        "the \(kind.rawValue) generator needs a live service and can't be expanded here",
        at: document.keyLocation(node))
    }
  }

  private var nested: Generators { Generators(context: context, depth: depth + 1) }

  /// The entries of `generators` of a matrix or merge.
  func children(_ document: Document, _ node: NodeID) -> [NodeID] {
    document[node, "generators"].map { document.isSequence($0) ? Array(document.children($0)) : [] } ?? []
  }

  /// The sets of one child, which must be exactly one generator.
  func child(_ document: Document, _ entry: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    let found = kinds(document, entry)
    guard found.count == 1, let (kind, node) = found.first else {
      let message =
        found.isEmpty
        ? "this child is no generator, or it is nested more than two levels deep"
        : "this child holds several generators; make each an item of its own"
      throw ExpansionFailure(childGenerator, message, at: document.location(entry))
    }
    let sets = try parameters(kind, document, node)
    guard let selector = document[entry, "selector"] else { return sets }
    let filter = try PostSelector(document, selector)
    return sets.filter { filter.matches($0) }
  }
}

private let unsupportedGenerator = "applicationset.unsupported-generator"
private let childGenerator = "applicationset.child-generator"

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
/// Emits `applicationset.unsupported-generator`.
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
    default:
      throw ExpansionFailure(
        unsupportedGenerator,
        "the \(kind.rawValue) generator needs a live service and can't be expanded here",
        at: document.keyLocation(node))
    }
  }
}

private let unsupportedGenerator = "applicationset.unsupported-generator"

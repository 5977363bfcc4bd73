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

  /// Whether it asks a live service.
  var isLive: Bool {
    switch self {
    case .scmProvider, .clusterDecisionResource, .pullRequest, .plugin: true
    default: false
    }
  }
}

/// Runs generators: those of `spec.generators`, and the children of matrix and merge.
///
/// Emits `applicationset.child-generator`.
struct Generators {
  let context: ExpansionContext
  /// The field of the spec that holds this place: `generators[0].matrix.generators[1]`.
  var path: String
  /// Matrix and merge around this place.
  var depth = 0
  /// The set of a matrix's first child with which this place was rendered.
  var outer: ParameterSet?

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
    if depth > 0, kind == .matrix || kind == .merge { try decode(kind, document, node) }
    switch kind {
    case .list: return try ListGenerator(context: context).parameters(document, node)
    case .clusters:
      return try ClusterGenerator(context: context, path: "\(path).clusters").parameters(document, node)
    case .git: return try GitGenerator(context: context).parameters(document, node)
    case .matrix: return try MatrixGenerator(generators: nested(kind)).parameters(document, node)
    case .merge: return try MergeGenerator(generators: nested(kind)).parameters(document, node)
    case .scmProvider, .clusterDecisionResource, .pullRequest, .plugin:
      let generator = LiveGenerator(
        kind: kind, context: context, path: "\(path).\(kind.rawValue)", outer: outer)
      return try generator.parameters(document, node)
    }
  }

  /// Checks what stands in a matrix or merge inside another: the API server takes it as it is, and Argo CD decodes it
  /// only here, by types and not by what is required.
  private func decode(
    _ kind: GeneratorKind, _ document: Document, _ node: NodeID
  ) throws(ExpansionFailure) {
    var content = document.extract(node)
    let type = Schema.argoCD.named(kind == .matrix ? "NestedMatrixGenerator" : "NestedMergeGenerator")
    ObjectShape().dropNulls(&content, content.root, type)
    var admission = Admission(content, unknownFields: .warning, isComplete: false)
    admission.check(content.root, type, path: "\(path).\(kind.rawValue)")
    let errors = admission.diagnostics.filter { $0.severity == .error }
    if !errors.isEmpty { throw ExpansionFailure(errors) }
  }

  private func nested(_ kind: GeneratorKind) -> Generators {
    Generators(context: context, path: "\(path).\(kind.rawValue)", depth: depth + 1, outer: outer)
  }

  /// The entries of `generators` of a matrix or merge.
  func children(_ document: Document, _ node: NodeID) -> [NodeID] {
    document[node, "generators"].map { document.isSequence($0) ? Array(document.children($0)) : [] } ?? []
  }

  /// The sets of the child at `index`, which must be exactly one generator; `outer` is what it was rendered with.
  func child(
    _ index: Int, _ document: Document, _ entry: NodeID, outer: ParameterSet? = nil
  ) throws(ExpansionFailure) -> [ParameterSet] {
    var own = self
    own.path += ".generators[\(index)]"
    if let outer { own.outer = outer }
    let found = kinds(document, entry)
    guard found.count == 1, let (kind, node) = found.first else {
      let message =
        found.isEmpty
        ? "this child is no generator, or it is nested more than two levels deep"
        : "this child holds several generators; make each an item of its own"
      throw ExpansionFailure(childGenerator, message, at: document.location(entry))
    }
    let sets = try own.parameters(kind, document, node)
    guard let selector = document[entry, "selector"] else { return sets }
    return try PostSelector(document, selector).filter(sets, of: own.path, context.trace)
  }
}

private let childGenerator = "applicationset.child-generator"

internal import GoTemplate
package import SourceModel

/// What a generator made a set of parameters from.
package struct ParameterSource: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// An element of a list generator, counted from 0.
    case element(Int)
    case cluster(String)
    /// All clusters that matched, in one set.
    case clusters
    case directory(SourcePath)
    case file(SourcePath)
    case recorded(Int)
  }

  package var kind: Kind
  /// Nil for what no file declares: the local cluster, a directory.
  package var location: SourceLocation?
}

extension ParameterSource: CustomStringConvertible {
  /// As a person would call it: `element 2`, `cluster prod-west`.
  package var description: String {
    switch kind {
    case .element(let index): "element \(index + 1)"
    case .cluster(let name): "cluster \(name)"
    case .clusters: "all matching clusters"
    case .directory(let path): "directory \(path)"
    case .file(let path): "file \(path)"
    case .recorded(let index): "recorded set \(index + 1)"
    }
  }
}

/// One set of parameters: flat names in the default mode, a tree in Go mode.
struct ParameterSet {
  var values: MapValue
  var sources: [ParameterSource]
}

/// Why the expansion of an ApplicationSet stops.
struct ExpansionFailure: Error {
  var diagnostics: [Diagnostic]

  init(_ diagnostic: Diagnostic) { diagnostics = [diagnostic] }
  init(_ diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  init(_ id: String, _ message: String, at location: SourceLocation, notes: [Diagnostic.Note] = []) {
    diagnostics = [.error(id, message, at: location, notes: notes)]
  }
}

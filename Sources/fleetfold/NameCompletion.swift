internal import ArgumentParser
internal import GitSnapshot
internal import KubernetesModel
internal import ManifestCompiler
internal import Provenance
internal import Reports

/// The names of the fleet in the working tree, for completions in a shell.
///
/// Where the fleet can't be read there are none: whoever completes a word is not told why.
enum NameCompletion {
  static let cluster = CompletionKind.custom { _, _, prefix in await names().clusters.starting(with: prefix) }

  static let application = CompletionKind.custom { _, _, prefix in
    await names().applications.starting(with: prefix)
  }

  /// The resources of the cluster that the word before names.
  static let resource = CompletionKind.custom { words, position, prefix in
    guard position > 0, words.indices.contains(position - 1) else { return [] }
    return await resources(of: words[position - 1]).starting(with: prefix)
  }

  private static func names() async -> FleetNames {
    guard let session = FleetSession.silent(), let tree = try? session.snapshot(.workingTree),
      let compiler = try? session.compiler(tree, workers: Terminal.processorCount())
    else { return FleetNames() }
    return await compiler.names()
  }

  private static func resources(of cluster: String) async -> [String] {
    guard let session = FleetSession.silent(), let tree = try? session.snapshot(.workingTree),
      let filter = CellFilter(clusters: [cluster], applications: []),
      let compilation = try? await session.compile(tree, workers: Terminal.processorCount(), filter: filter)
    else { return [] }
    return (compilation.resources?.sets ?? []).flatMap { set in
      set.resources.map { ResourceQuery($0.id).description }
    }
  }
}

extension [String] {
  /// Those that begin with a text, each once, sorted.
  fileprivate func starting(with prefix: String) -> [String] {
    Set(filter { $0.utf8.starts(with: prefix.utf8) }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

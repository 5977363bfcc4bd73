internal import GoTemplate
package import KubernetesModel
package import SourceModel
package import YAML

/// What one generator of an ApplicationSet does with a cluster.
package struct ClusterAnswer: Sendable, Hashable {
  package var applicationSet: String
  /// The field of its spec: `generators[0].clusters`.
  package var generator: String
  /// The Application that goes there; nil where the generator makes none.
  package var application: String?
  /// What keeps the cluster out, or what the Application is made of.
  package var reason: String
  /// The term, the element or the generator that says so.
  package var location: SourceLocation?
}

/// Notes what keeps a cluster out while generators run.
final class ExclusionTrace {
  let cluster: Cluster
  private(set) var reasons: [(generator: String, reason: String, location: SourceLocation?)] = []

  init(_ cluster: Cluster) { self.cluster = cluster }

  func note(_ generator: String, _ reason: String, at location: SourceLocation?) {
    let isKnown = reasons.contains {
      $0.generator == generator && $0.reason == reason && $0.location == location
    }
    if !isKnown { reasons.append((generator, reason, location)) }
  }

  /// Whether a set is about the cluster: it was made of it, or one of its texts is its name or its server.
  func isMeant(by set: ParameterSet) -> Bool {
    let isOwn = set.sources.contains { source in
      if case .cluster(let name) = source.kind { return name.utf8.elementsEqual(cluster.name.utf8) }
      return false
    }
    return isOwn
      || flattened(.map(set.values)).values.contains { text in
        text.utf8.elementsEqual(cluster.name.utf8)
          || (!cluster.server.isEmpty && text.utf8.elementsEqual(cluster.server.utf8))
      }
  }
}

extension ApplicationSetExpander {
  /// Which Applications an ApplicationSet makes for a cluster and, for each of its generators that makes none, what keeps the
  /// cluster out.
  package func answers(_ document: Document, for cluster: Cluster) -> Compiled<[ClusterAnswer]> {
    let trace = ExclusionTrace(cluster)
    var options = options
    // An Application that would be refused is still made.
    options.checksClusters = false
    do {
      let expansion = try ApplicationSetExpansion(
        document, clusters: clusters, options: options, trace: trace)
      let made = try expansion.run()
      var answers: [ClusterAnswer] = []
      for (index, entry) in expansion.entries.enumerated() {
        let path = "generators[\(index)]"
        let own = made.filter { $0.generator == index && goes($0.application, to: cluster) }
        answers += own.map { generated in
          ClusterAnswer(
            applicationSet: expansion.name, generator: path, application: generated.application.name,
            reason: generated.sources.map(\.description).joined(separator: " + "),
            location: generated.sources.last?.location ?? generated.generatorLocation)
        }
        if !own.isEmpty { continue }
        let reasons = trace.reasons.filter { $0.generator.hasPrefix(path) }
        answers += reasons.map {
          ClusterAnswer(
            applicationSet: expansion.name, generator: $0.generator, reason: $0.reason, location: $0.location)
        }
        if reasons.isEmpty {
          answers.append(
            ClusterAnswer(
              applicationSet: expansion.name, generator: path,
              reason: "none of the Applications that it makes goes to \(cluster.name)",
              location: document.location(entry)))
        }
      }
      return Compiled(answers)
    } catch {
      return Compiled(nil, error.diagnostics)
    }
  }

  private func goes(_ application: Application, to cluster: Cluster) -> Bool {
    let destination = application.destination
    if destination.server.isEmpty { return destination.name.utf8.elementsEqual(cluster.name.utf8) }
    return withoutTrailingSlashes(destination.server).utf8.elementsEqual(
      withoutTrailingSlashes(cluster.server).utf8)
  }
}

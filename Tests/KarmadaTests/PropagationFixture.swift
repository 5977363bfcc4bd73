import KubernetesModel
import SourceModel
import TestSupport
import Testing
import YAML

@testable import Karmada

/// Propagates what one marked text holds, to clusters given by name.
struct PropagationFixture {
  let result: Compiled<Distribution>
  private let text: MarkedYAML

  /// `clusters` may be followed by fields: `a region=west taint=k:NoSchedule capacity=3 team=x`, the rest being labels;
  /// a capacity may also be `cpu:2,pods:10`.
  init(_ text: MarkedYAML, clusters: [String] = ["a", "b"], assumesCapacity: Bool = false) throws {
    self.text = text
    let parsed = YAMLStream.parseAll11(text.bytes, path: text.path)
    try #require(parsed.diagnostics.isEmpty)
    let policies = parsed.documents.filter { ResourceID(of: $0)?.isKarmadaPolicy ?? false }
    let templates = parsed.documents.compactMap { Resource($0) }.filter { !$0.id.isKarmadaPolicy }
    result = Propagation.propagate(
      templates: templates, policies: policies, clusters: clusters.map(Self.cluster),
      options: PropagationOptions(assumesCapacity: assumesCapacity, recordsClusters: true))
  }

  static func cluster(_ text: String) -> Cluster {
    let words = text.split(separator: " ")
    var view = Cluster.Karmada(labels: Labels(), location: SourceLocation(path: .root))
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch parts[0] {
      case "region": view.region = parts[1]
      case "provider": view.provider = parts[1]
      case "zones": view.zones = parts[1].split(separator: ",").map(String.init)
      case "taint":
        let taint = parts[1].split(separator: ":").map(String.init)
        view.taints.append(Cluster.Taint(key: taint[0], value: "", effect: taint[1]))
      case "capacity": view.capacity = capacity(parts[1])
      default: view.labels[parts[0]] = parts[1]
      }
    }
    return Cluster(name: String(words[0]), karmada: view)
  }

  private static func capacity(_ text: String) -> Capacity {
    if let count = Int64(text) { return .replicas(count) }
    var free: [String: Quantity] = [:]
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: ":").map(String.init)
      free[parts[0]] = Quantity(parts[1])
    }
    return .resources(free)
  }

  /// `error karmada.override @1` for each diagnostic, in report order, with the mark at its place.
  var findings: [String] {
    result.diagnostics.inReportOrder().map { diagnostic in
      let place = (1...9).first { text.hasMark($0) && text[$0] == diagnostic.location }
      let at = place.map { "@\($0)" } ?? diagnostic.location?.description ?? "nowhere"
      return "\(diagnostic.severity == .error ? "error" : "warning") \(diagnostic.id) \(at)"
    }
  }

  var messages: [String] { result.diagnostics.inReportOrder().map(\.message) }

  /// `a` and its resources as `Kind name`.
  var placed: [String: [String]] {
    var placed: [String: [String]] = [:]
    for set in result.value?.clusters ?? [] {
      placed[set.cluster] = set.resources.map { "\($0.resource.id.kind) \($0.resource.id.name)" }
    }
    return placed
  }

  /// The text of a field of the first resource of each cluster.
  func values(_ path: [String]) -> [String: String] {
    var values: [String: String] = [:]
    for set in result.value?.clusters ?? [] {
      guard let document = set.resources.first?.resource.document, let node = document[document.root, path]
      else {
        continue
      }
      values[set.cluster] = document.string(node)
    }
    return values
  }
}

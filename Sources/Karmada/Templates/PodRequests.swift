internal import KubernetesModel
internal import YAML

/// What one replica of a workload asks for. Source: reference/karmada.md section 7.3.
struct PodRequests {
  /// Amounts by resource, sorted by name.
  private(set) var amounts: [(name: String, quantity: Quantity)] = []

  /// Nothing.
  init() {}

  /// Adds up the containers of a pod, raises that to its largest init container and adds the overhead; a limit counts
  /// where there is no request for the same resource.
  init(_ pod: NodeID, in document: Document) {
    var total: [String: Quantity] = [:]
    for container in Self.containers("containers", of: pod, in: document) {
      for (name, quantity) in Self.requests(of: container, in: document) {
        total[name] = (total[name] ?? .zero) + quantity
      }
    }
    for container in Self.containers("initContainers", of: pod, in: document) {
      for (name, quantity) in Self.requests(of: container, in: document) {
        total[name] = max(total[name] ?? .zero, quantity)
      }
    }
    for (name, quantity) in Self.quantities(document[pod, "overhead"], in: document) {
      total[name] = (total[name] ?? .zero) + quantity
    }
    amounts = total.map { (name: $0.key, quantity: $0.value) }.sorted { bytewise($0.name, $1.name) }
  }

  /// The largest amount of each resource in some mappings.
  init(largest resources: [NodeID], in document: Document) {
    for node in resources {
      raise(nil, to: Self.quantities(node, in: document))
    }
  }

  /// Raises the amounts of some resources to those of another pod where these are larger.
  mutating func raise(_ names: [String], to other: PodRequests) { raise(names, to: other.amounts) }

  private mutating func raise(_ names: [String]?, to others: [(name: String, quantity: Quantity)]) {
    for (name, quantity) in others where names?.contains(name) ?? true {
      if let index = amounts.firstIndex(where: { same($0.name, name) }) {
        amounts[index].quantity = max(amounts[index].quantity, quantity)
      } else {
        amounts.append((name, quantity))
      }
    }
    amounts.sort { bytewise($0.name, $1.name) }
  }

  var isEmpty: Bool { !amounts.contains { $0.quantity.isPositive } }

  private static func containers(_ list: String, of pod: NodeID, in document: Document) -> [NodeID] {
    guard let list = document[pod, list], document.isSequence(list) else { return [] }
    return Array(document.children(list))
  }

  private static func requests(
    of container: NodeID, in document: Document
  ) -> [(name: String, quantity: Quantity)] {
    guard let resources = document[container, "resources"] else { return [] }
    let requests = quantities(document[resources, "requests"], in: document)
    let limits = quantities(document[resources, "limits"], in: document).filter { limit in
      !requests.contains { same($0.name, limit.name) }
    }
    return requests + limits
  }

  private static func quantities(
    _ node: NodeID?, in document: Document
  ) -> [(name: String, quantity: Quantity)] {
    guard let node, document.isMapping(node) else { return [] }
    return document.children(node).compactMap { child in
      guard document.isScalar(child) else { return nil }
      return Quantity(document.string(child)).map { (document.key(child), $0) }
    }
  }
}

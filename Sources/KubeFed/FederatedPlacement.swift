internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A registered cluster.
struct FederatedMember {
  var name: String
  var labels: Labels
}

/// `spec.placement` of a federated object. Source: reference/kubefed.md section 2.
struct FederatedPlacement {
  /// Nil when the field is absent; an empty list selects nothing.
  var names: [String]?
  /// Nil without a selector.
  var selector: LabelSelector?
  var hasInvalidSelector = false
  var node: NodeID?
  /// The ReplicaSchedulingPreference that chose the names, and how it did.
  var preference: (name: String, location: SourceLocation, usesSelector: Bool)?

  /// Indices of the members that are meant, in their order.
  func select(_ members: [FederatedMember]) -> [Int] {
    if let names {
      return members.indices.filter { index in names.contains { same($0, members[index].name) } }
    }
    return selectByLabels(members)
  }

  /// The members that `clusterSelector` means; none without one.
  func selectByLabels(_ members: [FederatedMember]) -> [Int] {
    guard let selector, !hasInvalidSelector else { return [] }
    return members.indices.filter { selector.matches(members[$0].labels) }
  }

  /// How a member came to be selected or not, as a sentence about it.
  func reason(_ member: FederatedMember) -> String {
    if let names {
      let isNamed = names.contains { same($0, member.name) }
      if let preference {
        let whom = preference.usesSelector ? "the clusters of both clusterSelectors" : "every cluster"
        return "\(preference.name) takes \(whom)\(isNamed ? "" : ", which it is not")"
      }
      return isNamed ? "placement.clusters names it" : "placement.clusters does not name it"
    }
    guard let selector else { return "the placement has neither clusters nor clusterSelector" }
    if let failure = selector.failure(for: member.labels) {
      return "it does not meet clusterSelector \(failure)"
    }
    let requirements = selector.requirements.map(\.description).joined(separator: ",")
    return requirements.isEmpty
      ? "clusterSelector takes every cluster" : "it meets clusterSelector \(requirements)"
  }
}

/// Equality of bytes: Swift's `==` also holds for different encodings of one character.
func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

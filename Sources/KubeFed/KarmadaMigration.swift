package import KubernetesModel
internal import Patching
package import SourceModel
package import YAML

/// Karmada templates and policies that give every cluster what KubeFed objects give it.
///
/// Placement becomes a propagation policy, overrides an override policy, a ReplicaSchedulingPreference the replicas of
/// its plan. Emits what federation emits, and the warnings `migrate.not-placed`, `migrate.fixed-plan` and
/// `migrate.retained-replicas`. Source: reference/kubefed.md and reference/karmada.md.
package struct KarmadaMigration: Sendable {
  /// The objects that replace one federated object: the template, then its policies.
  package struct Replacement: Sendable {
    /// The federated object.
    package var object: ResourceID
    package var documents: [Document]
  }

  package var replacements: [Replacement] = []

  /// Migrates the documents that `FederatedKinds.contains`, as they are placed on `clusters`.
  package static func migrate(
    _ documents: [Document], clusters: [Cluster]
  ) -> Compiled<KarmadaMigration> {
    var federator = Federator(clusters, recordsClusters: true)
    federator.run(documents)
    var diagnostics = federator.diagnostics
    var migration = KarmadaMigration()
    for (object, base, decision) in federator.built {
      let outer = object.type.targetIsNamespaced ? federator.namespaces[object.id.namespace]?.placement : nil
      let members = federator.result.decisions[decision].clusters.map(\.cluster)
      let replacement = MigratedObject(
        object: object, base: base, outer: outer, registered: members)
      migration.replacements.append(Replacement(object: object.id, documents: replacement.documents))
    }
    for decision in federator.result.decisions {
      switch decision.outcome {
      case .skipped(let why), .failed(let why):
        diagnostics.append(
          .warning(notPlaced, "nothing is written for \(decision.object): \(why)", at: decision.location))
      case .placed, .unmatched: break
      }
      for note in decision.notes {
        let message =
          "\(note); this plan is written as fixed replicas, because the weights of Karmada divide differently"
        diagnostics.append(.warning(fixedPlan, message, at: decision.location))
      }
    }
    for (object, _, _) in federator.built {
      guard let node = object.document[object.document.root, ["spec", "retainReplicas"]],
        object.document.kubernetesScalar(node) == .boolean(true)
      else { continue }
      let message =
        "\(object.name): retainReplicas has no field in a policy; label the template with "
        + "resourcetemplate.karmada.io/retain-replicas where an autoscaler of the member owns the replicas"
      diagnostics.append(.warning(retainedReplicas, message, at: object.document.location(node)))
    }
    return Compiled(migration, diagnostics)
  }

  /// The Karmada `Cluster` of a `KubeFedCluster`: its name and labels, which policies select on, and its address.
  package static func cluster(of registration: Document) -> Document? {
    guard let id = ResourceID(of: registration), id.kind == "KubeFedCluster" else { return nil }
    let author = Author(
      .generator, step: "KubeFedCluster \(id.name)", at: registration.location(registration.root))
    var document = PolicyDocument("cluster.karmada.io/v1alpha1", "Cluster", id.name, "", by: author)
    if let labels = registration[registration.root, ["metadata", "labels"]] {
      document.document.set("labels", in: document.metadata, to: labels, of: registration)
    }
    document.text("syncMode", in: document.spec, "Push")
    if let endpoint = registration[registration.root, ["spec", "apiEndpoint"]] {
      document.document.set("apiEndpoint", in: document.spec, to: endpoint, of: registration)
    }
    return document.document
  }
}

/// One federated object on its way to Karmada.
private struct MigratedObject {
  let object: FederatedObject
  /// The object before overrides.
  let base: Document
  /// The placement of its namespace; nil for what has none.
  let outer: FederatedPlacement?
  let registered: [String]

  private var author: Author { Author(.generator, step: object.name, at: object.location) }
  private var isNamespace: Bool { object.type.targetKind == "Namespace" }
  /// The namespace of its policies; empty for cluster-scoped ones.
  private var namespace: String { object.type.targetIsNamespaced ? object.id.namespace : "" }

  var documents: [Document] {
    var documents = [template]
    // Karmada gives a Namespace to every cluster by itself.
    if !isNamespace || !placesEverywhere { documents.append(propagation) }
    if let overrides { documents.append(overrides) }
    return documents
  }

  // MARK: - Template

  private var template: Document {
    var document = base
    if isNamespace, !placesEverywhere {
      let metadata = document.ensure("metadata", in: document.root, kind: .mapping, by: author)
      let labels = document.ensure("labels", in: metadata, kind: .mapping, by: author)
      document.set(skipLabel, in: labels, to: .string("true"), by: author)
    }
    // Karmada places a workload without replicas nowhere: the overrides take the one away again.
    if hasNoReplicas, let node = document[document.root, ["spec", "replicas"]] {
      document.replace(node, with: .integer(1), by: author)
    }
    return document
  }

  private var hasNoReplicas: Bool {
    guard ["Deployment", "ReplicaSet", "StatefulSet"].contains(object.type.targetKind),
      let node = base[base.root, ["spec", "replicas"]]
    else { return false }
    return base.kubernetesInteger(node) == 0
  }

  // MARK: - Placement

  private var placements: [FederatedPlacement] { [object.placement] + (outer.map { [$0] } ?? []) }

  private var requirements: [LabelSelector.Requirement] {
    placements.filter { $0.names == nil }.flatMap { $0.selector?.requirements ?? [] }
  }

  /// The registered clusters that are named; nil when the placement names none.
  private var names: [String]? {
    let lists = placements.compactMap(\.names)
    guard !lists.isEmpty else { return nil }
    return registered.filter { name in lists.allSatisfy { $0.contains { same($0, name) } } }
  }

  private var placesEverywhere: Bool { names == nil && requirements.isEmpty }

  private var propagation: Document {
    let kind = namespace.isEmpty ? "ClusterPropagationPolicy" : "PropagationPolicy"
    var policy = PolicyDocument(policyVersion, kind, policyName, namespace, by: author)
    policy.addSelector(of: base)
    let placement = policy.mapping("placement", in: policy.spec)
    guard !placesEverywhere else { return policy.document }
    let affinity = policy.mapping("clusterAffinity", in: placement)
    if let names { policy.texts("clusterNames", in: affinity, names) }
    if !requirements.isEmpty {
      policy.add(requirements, to: policy.mapping("labelSelector", in: affinity))
    }
    return policy.document
  }

  private var policyName: String { "\(object.type.targetKind.lowercased())-\(object.id.name)" }

  // MARK: - Overrides

  /// Nil when there are none.
  private var overrides: Document? {
    let kind = namespace.isEmpty ? "ClusterOverridePolicy" : "OverridePolicy"
    var policy = PolicyDocument(policyVersion, kind, policyName, namespace, by: author)
    policy.addSelector(of: base)
    let rules = policy.sequence("overrideRules", in: policy.spec)
    var isEmpty = true
    if isNamespace, !placesEverywhere {
      let overriders = policy.mapping("overriders", in: policy.item(of: rules))
      let removal = policy.item(of: policy.sequence("labelsOverrider", in: overriders))
      policy.text("operator", in: removal, "remove")
      policy.text(skipLabel, in: policy.mapping("value", in: removal), "true")
      isEmpty = false
    }
    if hasNoReplicas {
      let overriders = policy.mapping("overriders", in: policy.item(of: rules))
      let removal = policy.item(of: policy.sequence("plaintext", in: overriders))
      policy.text("path", in: removal, "/spec/replicas")
      policy.text("operator", in: removal, "replace")
      policy.document.set("value", in: removal, to: .integer(0), by: author)
      isEmpty = false
    }
    for item in object.overrides where !item.overrides.isEmpty {
      let rule = policy.item(of: rules)
      policy.texts("clusterNames", in: policy.mapping("targetCluster", in: rule), [item.cluster])
      let list = policy.sequence("plaintext", in: policy.mapping("overriders", in: rule))
      add(item.overrides, to: list, in: &policy)
      isEmpty = false
    }
    return isEmpty ? nil : policy.document
  }

  /// Writes the operations as Karmada takes them: its `replace` needs a key that exists, that of KubeFed makes one.
  private func add(_ overrides: [FederatedOverride], to list: NodeID, in policy: inout PolicyDocument) {
    var state = base
    for override in overrides {
      let item = policy.item(of: list)
      let isNew = override.operation == .replace && !state.holds(override.path)
      policy.text("path", in: item, override.path)
      policy.text("operator", in: item, isNew ? "add" : override.operation.rawValue)
      let operation = JSONPatch.Operation(
        override.operation.patch, path: override.path, value: override.value, at: override.location)
      let patch = JSONPatch([operation], valuesOf: object.document, dialect: .kubeFed)
      // The patch holds the value as KubeFed reads it, with large numbers rounded.
      if let value = override.value, override.operation != .remove {
        policy.document.set("value", in: item, to: value, of: patch.document)
      }
      _ = try? patch.apply(
        to: &state, step: Origin(.override, path: object.document.path, step: object.name), subject: "")
    }
  }
}

extension Document {
  /// Whether a path of a patch leads to something; its first piece is dropped, as the patch does.
  fileprivate func holds(_ path: String) -> Bool {
    var current: NodeID? = root
    for piece in path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst() {
      let key = String(Substring(piece)).replacing("~1", with: "/").replacing("~0", with: "~")
      guard let node = current else { return false }
      if isMapping(node) {
        current = self[node, key]
      } else {
        // In a list both replace alike.
        return true
      }
    }
    return current != nil
  }
}

private let skipLabel = "namespace.karmada.io/skip-auto-propagation"
private let policyVersion = "policy.karmada.io/v1alpha1"

private let notPlaced = "migrate.not-placed"
private let fixedPlan = "migrate.fixed-plan"
private let retainedReplicas = "migrate.retained-replicas"

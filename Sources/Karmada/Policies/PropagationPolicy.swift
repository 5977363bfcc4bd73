internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Where resources go. Source: reference/karmada.md section 5.
struct Placement {
  var affinity: ClusterAffinity?
  var groups: [AffinityGroup] = []
  var tolerations: [Toleration] = []
  var spread: [SpreadConstraint] = []
  var scheduling: ReplicaScheduling?

  /// Whether every feasible cluster is selected.
  var ignoresSpreadConstraints: Bool {
    spread.isEmpty || (scheduling?.ignoresSpreadConstraints ?? false)
  }
}

/// What names a policy in messages.
struct PolicyName: Hashable, Comparable, CustomStringConvertible {
  var kind: String
  /// Empty for a cluster-scoped policy.
  var namespace: String
  var name: String

  /// `PropagationPolicy demo/nginx`.
  var description: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }

  static func < (a: PolicyName, b: PolicyName) -> Bool {
    for (left, right) in [(a.kind, b.kind), (a.namespace, b.namespace)] where !same(left, right) {
      return bytewise(left, right)
    }
    return bytewise(a.name, b.name)
  }
}

/// A PropagationPolicy or ClusterPropagationPolicy that admission accepts.
struct PropagationPolicy: Sendable {
  var name: PolicyName
  var document: Document
  var selectors: [ResourceSelector] = []
  var priority: Int64 = 0
  var propagatesDependencies = false
  var dependentOverrides: [String] = []
  /// Nil for the default scheduler.
  var foreignScheduler: NodeID?
  var overwritesConflicts = false
  var preservesOnDeletion = false
  /// Clusters whose Work is held back; nil holds back all of them.
  var suspendedOn: [String]? = []
  var priorityClass: NodeID?
  var placement = Placement()
  var isBeingDeleted = false

  var location: SourceLocation { document.location(document.root) }

  func location(_ node: NodeID?) -> SourceLocation { document.location(node ?? document.root) }
}

extension PropagationPolicy {
  private static let fields = [
    "resourceSelectors", "association", "propagateDeps", "placement", "priority", "preemption",
    "dependentOverrides", "schedulerName", "failover", "conflictResolution", "activationPreference",
    "suspension", "preserveResourcesOnDeletion", "schedulePriority",
  ]
  private static let placementFields = [
    "clusterAffinity", "clusterAffinities", "clusterTolerations", "spreadConstraints", "replicaScheduling",
    "workloadAffinity",
  ]

  /// Reads a policy and applies what admission does: defaults, schema, rules. No value when it is rejected.
  ///
  /// Emits what `PolicyReader` emits. Source: reference/karmada.md section 2.
  static func admit(_ document: Document, _ name: PolicyName) -> Compiled<PropagationPolicy> {
    var reader = PolicyReader(document, subject: name.description)
    var policy = PropagationPolicy(name: name, document: document)
    let root = document.root
    policy.isBeingDeleted = document[root, ["metadata", "deletionTimestamp"]] != nil
    _ = reader.checkFields(of: root, "", ["apiVersion", "kind", "metadata", "spec", "status"])
    if let spec = reader.mapping(root, "spec", "", fields, required: true) {
      policy.read(spec, &reader)
    }
    let diagnostics = reader.diagnostics
    return Compiled(diagnostics.hasErrors ? nil : policy, diagnostics)
  }

  private mutating func read(_ spec: NodeID, _ reader: inout PolicyReader) {
    let isNamespaced = !name.namespace.isEmpty
    selectors = reader.resourceSelectors(
      spec, policyNamespace: isNamespaced ? name.namespace : nil, required: true)
    _ = reader.boolean(spec, "association", "spec")
    let declaresDependencies = reader.boolean(spec, "propagateDeps", "spec") ?? false
    propagatesDependencies = declaresDependencies || selectors.contains(where: \.isServiceImport)
    priority = reader.integer(spec, "priority", "spec") ?? 0
    if reader.text(spec, "preemption", "spec", oneOf: ["Always", "Never"]) == "Always" {
      for (index, selector) in selectors.enumerated() where selector.name.isEmpty {
        reader.refuse(
          selector.node, "spec.resourceSelectors[\(index)] needs a name because spec.preemption is Always")
      }
    }
    dependentOverrides = reader.texts(spec, "dependentOverrides", "spec")
    let scheduler = reader.text(spec, "schedulerName", "spec")
    if !scheduler.isEmpty, scheduler != "default-scheduler" {
      foreignScheduler = document[spec, "schedulerName"]
    }
    overwritesConflicts =
      reader.text(spec, "conflictResolution", "spec", oneOf: ["Abort", "Overwrite"]) == "Overwrite"
    _ = reader.text(spec, "activationPreference", "spec", oneOf: ["Lazy"])
    preservesOnDeletion = reader.boolean(spec, "preserveResourcesOnDeletion", "spec") ?? false
    readFailover(spec, &reader)
    readSuspension(spec, &reader)
    let priorityFields = ["priorityClassSource", "priorityClassName"]
    if let priority = reader.mapping(spec, "schedulePriority", "spec", priorityFields) {
      let path = "spec.schedulePriority"
      _ = reader.text(
        priority, "priorityClassSource", path, required: true, oneOf: ["KubePriorityClass"])
      _ = reader.text(priority, "priorityClassName", path, required: true)
      priorityClass = document[priority, "priorityClassName"]
    }
    if let node = reader.mapping(spec, "placement", "spec", Self.placementFields) {
      readPlacement(node, &reader)
    }
  }

  private mutating func readPlacement(_ node: NodeID, _ reader: inout PolicyReader) {
    let path = "spec.placement"
    placement.affinity = reader.clusterAffinity(node, "clusterAffinity", path)
    placement.groups = reader.affinityGroups(node, "clusterAffinities", path, isOverflow: false)
    placement.tolerations = reader.tolerations(node)
    placement.spread = reader.spreadConstraints(node)
    placement.scheduling = reader.replicaScheduling(node)
    reader.validateFieldSelector(of: placement.affinity, "\(path).clusterAffinity")
    // An empty list counts as well.
    if placement.affinity != nil, let groups = reader.value(node, "clusterAffinities", path) {
      reader.refuse(groups, "\(path) has both clusterAffinity and clusterAffinities; keep one")
    }
    validateGroups(&reader)
    readWorkloadAffinity(node, &reader)
  }

  private func validateGroups(_ reader: inout PolicyReader) {
    let allowsOverflow =
      placement.scheduling.map { $0.division == .aggregated || $0.division == .dynamic } ?? false
    for (index, group) in placement.groups.enumerated() {
      let path = "spec.placement.clusterAffinities[\(index)]"
      if placement.groups[..<index].contains(where: { same($0.name, group.name) }) {
        reader.refuse(group.node, "\(path).affinityName \(group.name) is used twice; rename one")
      }
      validate(group, path, &reader)
      guard !group.overflow.isEmpty, let node = document[group.node, "overflowAffinities"] else { continue }
      if !allowsOverflow {
        reader.refuse(
          node,
          "\(path).overflowAffinities needs replicaScheduling Divided with Aggregated or with a dynamicWeight"
        )
      }
      if group.affinity.isEmpty {
        reader.refuse(
          node, "\(path).overflowAffinities has nothing to overflow from: the group takes every cluster")
      }
      for (inner, overflow) in group.overflow.enumerated() {
        let path = "\(path).overflowAffinities[\(inner)]"
        let earlier = [group] + group.overflow[..<inner]
        if earlier.contains(where: { same($0.name, overflow.name) }) {
          reader.refuse(overflow.node, "\(path).affinityName \(overflow.name) is used twice; rename one")
        }
        validate(overflow, path, &reader)
      }
    }
  }

  private func validate(_ group: AffinityGroup, _ path: String, _ reader: inout PolicyReader) {
    reader.validateFieldSelector(of: group.affinity, path)
    if !group.name.isEmpty, let problem = labelKeyProblem(group.name) {
      reader.refuse(group.node, "\(path).affinityName \(group.name) must be a label key: \(problem)")
    }
  }

  private func readWorkloadAffinity(_ node: NodeID, _ reader: inout PolicyReader) {
    let path = "spec.placement.workloadAffinity"
    guard
      let affinity = reader.mapping(
        node, "workloadAffinity", "spec.placement", ["affinity", "antiAffinity"])
    else { return }
    var keys: [String] = []
    for field in ["affinity", "antiAffinity"] {
      guard let term = reader.mapping(affinity, field, path, ["groupByLabelKey"]) else { continue }
      let key = reader.text(term, "groupByLabelKey", "\(path).\(field)")
      if let problem = labelKeyProblem(key) {
        reader.refuse(term, "\(path).\(field).groupByLabelKey must be a label key: \(problem)")
      }
      keys.append(key)
    }
    if keys.count == 2, same(keys[0], keys[1]) {
      reader.refuse(affinity, "\(path): affinity and antiAffinity group by the same label; use two labels")
    }
  }

  private func readFailover(_ spec: NodeID, _ reader: inout PolicyReader) {
    guard let failover = reader.mapping(spec, "failover", "spec", ["application", "cluster"]) else { return }
    let modes = ["Directly", "Gracefully", "Never"]
    if let cluster = reader.mapping(failover, "cluster", "spec.failover", ["purgeMode", "statePreservation"])
    {
      _ = reader.text(cluster, "purgeMode", "spec.failover.cluster", oneOf: modes)
      readStatePreservation(cluster, "spec.failover.cluster", &reader)
    }
    let path = "spec.failover.application"
    let fields = ["decisionConditions", "purgeMode", "gracePeriodSeconds", "statePreservation"]
    guard let application = reader.mapping(failover, "application", "spec.failover", fields) else { return }
    if !propagatesDependencies {
      reader.refuse(application, "\(path) needs spec.propagateDeps: true")
    }
    let mode = reader.text(application, "purgeMode", path, oneOf: modes)
    readStatePreservation(application, path, &reader)
    if let conditions = reader.mapping(
      application, "decisionConditions", path, ["tolerationSeconds"], required: true),
      let seconds = reader.integer(conditions, "tolerationSeconds", "\(path).decisionConditions"), seconds < 0
    {
      reader.refuse(conditions, "\(path).decisionConditions.tolerationSeconds must not be negative")
    }
    guard let grace = reader.integer(application, "gracePeriodSeconds", path) else { return }
    if !mode.isEmpty, mode != "Gracefully" {
      reader.refuse(application, "\(path).gracePeriodSeconds goes only with purgeMode: Gracefully")
    }
    if grace <= 0 { reader.refuse(application, "\(path).gracePeriodSeconds must be positive") }
  }

  private func readStatePreservation(_ node: NodeID, _ path: String, _ reader: inout PolicyReader) {
    let fields = ["aliasLabelName", "jsonPath"]
    guard let preservation = reader.mapping(node, "statePreservation", path, ["rules"]) else { return }
    let path = "\(path).statePreservation"
    for (index, rule) in reader.items(preservation, "rules", path, required: true).enumerated() {
      let path = "\(path).rules[\(index)]"
      guard reader.checkFields(of: rule, path, fields) else { continue }
      for field in fields { _ = reader.text(rule, field, path, required: true) }
    }
  }

  private mutating func readSuspension(_ spec: NodeID, _ reader: inout PolicyReader) {
    let fields = ["dispatching", "dispatchingOnClusters"]
    guard let suspension = reader.mapping(spec, "suspension", "spec", fields) else { return }
    let path = "spec.suspension"
    let isTotal = reader.boolean(suspension, "dispatching", path) ?? false
    var names: [String] = []
    if let clusters = reader.mapping(suspension, "dispatchingOnClusters", path, ["clusterNames"]) {
      names = reader.texts(clusters, "clusterNames", "\(path).dispatchingOnClusters")
    }
    if isTotal, !names.isEmpty {
      reader.refuse(suspension, "\(path) has both dispatching: true and dispatchingOnClusters; keep one")
    }
    suspendedOn = isTotal ? nil : names
  }
}

extension ResourceSelector {
  var isServiceImport: Bool {
    apiVersion == "multicluster.x-k8s.io/v1alpha1" && kind == "ServiceImport"
  }
}

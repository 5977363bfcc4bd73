internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds what is legal and hardly meant. Source: reference/karmada.md section 16.
///
/// Emits the warnings `karmada.unknown-cluster`, `karmada.unused-weight`, `karmada.empty-scheduling`,
/// `karmada.namespace-everywhere`, `karmada.patch-path`, `karmada.idle-overrider`, and those of `OverrideRemark`.
struct PitfallCheck {
  let members: [Member]
  private(set) var diagnostics: [Diagnostic] = []

  init(members: [Member]) { self.members = members }

  // MARK: - Propagation policies

  mutating func check(_ policy: PropagationPolicy) {
    let placement = policy.placement
    let groups = placement.groups.flatMap { [$0.affinity] + $0.overflow.map(\.affinity) }
    let affinities = placement.affinity.map { [$0] } ?? groups
    for affinity in affinities { checkNames(of: affinity, policy.name, policy.document) }
    guard let scheduling = placement.scheduling else { return }
    if policy.document.firstChild(scheduling.node) == nil {
      warn(
        emptyScheduling,
        "\(policy.name): an empty replicaScheduling divides replicas evenly; write replicaSchedulingType",
        at: policy.location(scheduling.node))
    }
    for weight in scheduling.weights {
      let isUsed = members.contains { member in
        weight.target.matches(member) && (affinities.isEmpty || affinities.contains { $0.matches(member) })
      }
      if isUsed { continue }
      warn(
        unusedWeight, "\(policy.name): this weight is for no cluster that the placement selects; remove it",
        at: policy.location(weight.node))
    }
  }

  /// A policy may look as if it kept a Namespace in some clusters. Source: section 12.
  mutating func check(_ namespace: Template, _ policy: PropagationPolicy, targets: [Int]) {
    let others = members.indices.filter { !targets.contains($0) }.map { members[$0].name }
    if others.isEmpty { return }
    warn(
      namespaceEverywhere,
      "\(policy.name) does not keep \(namespace.id) from \(list(others)): Karmada gives every Namespace to every cluster; "
        + "its label namespace.karmada.io/skip-auto-propagation: \"true\" would", at: policy.location)
  }

  private mutating func checkNames(of affinity: ClusterAffinity, _ policy: PolicyName, _ document: Document) {
    guard let node = affinity.node else { return }
    for (field, names) in [("clusterNames", affinity.clusterNames), ("exclude", affinity.exclude)] {
      for name in names where !members.contains(where: { same($0.name, name) }) {
        let items = document[node, field].map { Array(document.children($0)) } ?? []
        let item = items.first { document.valueEquals($0, name) } ?? node
        let hint = nearMiss(to: name, among: members.lazy.map(\.name)).map { "; did you mean \($0)?" }
        warn(
          unknownCluster,
          "\(policy): \(field) lists \(name), which is no cluster of the control plane\(hint ?? "")",
          at: document.location(item))
      }
    }
  }

  // MARK: - Override policies

  /// `applied` are the places of overriders that changed something, `tried` the rules that were applied to something.
  mutating func check(_ policy: OverridePolicy, applied: Set<SourceLocation>, tried: Set<Int>) {
    for (index, rule) in policy.rules.enumerated() {
      if let target = rule.target { checkNames(of: target, policy.name, policy.document) }
      for operation in rule.plaintext where operation.path.utf8.first != UInt8(ascii: "/") {
        if operation.path.utf8.isEmpty { continue }
        let steps = operation.path
        let meant = steps.contains("/") ? steps : steps.replacing(".", with: "/")
        warn(
          patchPath,
          "\(policy.name): the path \(steps) does not start with /, so its first step is dropped; write /\(meant)",
          at: policy.location(operation.node))
      }
      guard tried.contains(index) else { continue }
      var overriders: [(what: String, node: NodeID)] = []
      overriders += rule.images.map {
        ("imageOverrider: no object that it is applied to has containers", $0.node)
      }
      let what = "no container is called"
      overriders += rule.commands.map { ("commandOverrider: \(what) \($0.containerName)", $0.node) }
      overriders += rule.arguments.map { ("argsOverrider: \(what) \($0.containerName)", $0.node) }
      overriders += rule.labels.map { ("labelsOverrider: no object has these keys", $0.node) }
      overriders += rule.annotations.map { ("annotationsOverrider: no object has these keys", $0.node) }
      for overrider in overriders where !applied.contains(policy.location(overrider.node)) {
        warn(
          idleOverrider, "\(policy.name): nothing changes by this \(overrider.what)",
          at: policy.location(overrider.node))
      }
    }
  }

  /// `objects` are the resources that the overrider did it to.
  mutating func note(_ remark: OverrideRemark, of objects: [String]) {
    warn(
      remark.id, "\(remark.policy): \(remark.text) (\(list(objects, limit: 3)))", at: remark.location)
  }

  private mutating func warn(_ id: String, _ message: String, at location: SourceLocation) {
    diagnostics.append(.warning(id, message, at: location))
  }
}

private let unknownCluster = "karmada.unknown-cluster"
private let unusedWeight = "karmada.unused-weight"
private let emptyScheduling = "karmada.empty-scheduling"
private let namespaceEverywhere = "karmada.namespace-everywhere"
private let patchPath = "karmada.patch-path"
private let idleOverrider = "karmada.idle-overrider"

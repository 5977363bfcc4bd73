internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Writes each template for each of its clusters: replicas, overrides, then pruning.
///
/// Clusters with the same share and the same override rules share one result. Emits `karmada.override`.
struct ClusterWriter {
  private let run: Propagator
  private(set) var decisions: [PlacementDecision]
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var usedOverrides = Set<Int>()
  /// The rules that were applied to something, by override policy.
  private(set) var triedRules: [Int: Set<Int>] = [:]
  /// Where the overriders stand that changed something.
  private(set) var appliedPlaces = Set<SourceLocation>()
  /// What overriders did that is hardly meant, with the resources that it happened to.
  private(set) var remarks: [OverrideRemark: Set<String>] = [:]
  /// What each member gets.
  private(set) var perCluster: [[Distribution.PlacedResource]]

  init(_ run: Propagator) {
    self.run = run
    decisions = run.decisions
    perCluster = run.members.map { _ in [] }
  }

  /// One way to write a template, shared by all clusters with this key.
  private struct Variant {
    /// Nil when an override failed.
    var resource: Resource?
    var log: OverrideLog
    var failure: OverrideFailure?
    /// The clusters that the failure concerns.
    var failedClusters: [String] = []
  }

  private struct VariantKey: Hashable {
    var replicas: Int64?
    var completions: Int64?
    var clusterRules: [[Int]]
    var rules: [[Int]]
  }

  /// The resource after replicas and cluster-scoped overrides, and the namespace's policies that select it then.
  private struct Intermediate {
    var outcome: Result<Resource, OverrideFailure>
    var log: OverrideLog
    var candidates: [OverrideCandidate]
  }

  mutating func write(_ index: Int) {
    let template = run.templates[index]
    if template.isBroken { return }
    var targets: [Int: Schedule.Target] = [:]
    for target in run.schedules[index]?.targets ?? [] { targets[target.member] = target }
    let isNamespace = template.isAutoPropagatedNamespace
    var members = Set(targets.keys).union(run.attached[index].keys)
    if isNamespace { members.formUnion(run.members.indices) }
    if !members.isEmpty || isNamespace, decisions[index].outcome == .unmatched {
      decisions[index].outcome = .placed
    }
    let policy = run.claims[index].map { run.policies.propagation[$0] }
    var claimed = template.resource
    let clusterCandidates = run.applier.clusterCandidates(for: claimed)
    let hasOverrides = !clusterCandidates.isEmpty || run.applier.mayOverride(namespace: template.id.namespace)
    if hasOverrides, let policy { Bookkeeping.claim(&claimed.document, for: policy) }
    if !members.isEmpty { usedOverrides.formUnion(clusterCandidates.map(\.index)) }

    var intermediates: [VariantKey: Intermediate] = [:]
    var variants: [VariantKey: Variant] = [:]
    for member in members.sorted() {
      let cluster = run.members[member]
      let target = targets[member]
      var key = VariantKey(
        replicas: target?.replicas, completions: target?.completions,
        clusterRules: run.applier.rules(of: clusterCandidates, for: cluster), rules: [])
      let intermediate: Intermediate
      if let known = intermediates[key] {
        intermediate = known
      } else {
        intermediate = self.intermediate(
          claimed, target, template, policy, clusterCandidates, key.clusterRules)
        intermediates[key] = intermediate
        usedOverrides.formUnion(intermediate.candidates.map(\.index))
        note(clusterCandidates, key.clusterRules)
      }
      key.rules = run.applier.rules(of: intermediate.candidates, for: cluster)
      if variants[key] == nil {
        let variant = variant(intermediate, key.rules)
        note(intermediate.candidates, key.rules)
        appliedPlaces.formUnion(variant.log.applied.lazy.map(\.location))
        for remark in variant.log.remarks {
          remarks[remark, default: []].insert(template.id.description)
        }
        variants[key] = variant
      }
      guard let variant = variants[key] else { continue }
      if let resource = variant.resource {
        perCluster[member].append(.init(resource: resource, decision: index))
      } else {
        variants[key]?.failedClusters.append(cluster.name)
      }
      if run.options.recordsClusters {
        decisions[index].clusters.append(
          decision(index, member, target, isNamespace: isNamespace, variant))
      }
    }
    for variant in variants.values { report(variant, template) }
    if run.options.recordsClusters { addNonTargets(index, members) }
  }

  private mutating func note(_ candidates: [OverrideCandidate], _ rules: [[Int]]) {
    for (candidate, indices) in zip(candidates, rules) where !indices.isEmpty {
      triedRules[candidate.index, default: []].formUnion(indices)
    }
  }

  // MARK: - Variants

  private func intermediate(
    _ claimed: Resource, _ target: Schedule.Target?, _ template: Template, _ policy: PropagationPolicy?,
    _ candidates: [OverrideCandidate], _ rules: [[Int]]
  ) -> Intermediate {
    var resource = claimed
    if let target, let policy { write(target, template.workload, policy, to: &resource) }
    do throws(OverrideFailure) {
      let log = try run.applier.apply(candidates, rules, to: &resource)
      let next = run.applier.candidates(for: resource, namespace: resource.id.namespace)
      return Intermediate(outcome: .success(resource), log: log, candidates: next)
    } catch {
      return Intermediate(outcome: .failure(error), log: OverrideLog(), candidates: [])
    }
  }

  private func variant(_ intermediate: Intermediate, _ rules: [[Int]]) -> Variant {
    switch intermediate.outcome {
    case .failure(let failure): return Variant(resource: nil, log: OverrideLog(), failure: failure)
    case .success(var resource):
      do throws(OverrideFailure) {
        var log = intermediate.log
        log += try run.applier.apply(intermediate.candidates, rules, to: &resource)
        Pruning.prune(&resource.document)
        resource.refreshIdentity()
        return Variant(resource: resource, log: log, failure: nil)
      } catch {
        return Variant(resource: nil, log: OverrideLog(), failure: error)
      }
    }
  }

  /// Writes a cluster's share.
  private func write(
    _ target: Schedule.Target, _ workload: Workload, _ policy: PropagationPolicy, to resource: inout Resource
  ) {
    let place = policy.location(policy.placement.scheduling?.node)
    let author = Author(.override, step: policy.name.description, at: place)
    if let replicas = target.replicas {
      workload.revision.write(replicas, to: &resource.document, by: author)
    }
    if let completions = target.completions {
      ReplicaRevision.write(completions, ["spec", "completions"], to: &resource.document, by: author)
    }
  }

  // MARK: - Reports

  private mutating func report(_ variant: Variant, _ template: Template) {
    guard let failure = variant.failure else { return }
    let names = variant.failedClusters
    let more = names.count > 3 ? " and \(names.count - 3) more" : ""
    let clusters = names.prefix(3).joined(separator: ", ") + more
    diagnostics.append(
      .error(
        overrideFailed,
        "this override can't be applied to \(template.id) for \(clusters): \(failure.message)",
        at: failure.location,
        notes: [.init("the resource is here", at: template.location)] + scopeNote(of: failure)))
  }

  /// A policy that selects everything of its namespace also meets kinds that it was not written for.
  private func scopeNote(of failure: OverrideFailure) -> [Diagnostic.Note] {
    let policy = run.policies.overrides.first {
      $0.document.path == failure.location.path && $0.holds(failure.location)
    }
    guard let policy, policy.selectors.isEmpty else { return [] }
    let scope = policy.name.namespace.isEmpty ? "every object" : "every object of its namespace"
    return [
      .init("\(policy.name) has no resourceSelectors, so it means \(scope)", at: policy.location(nil))
    ]
  }

  private func decision(
    _ index: Int, _ member: Int, _ target: Schedule.Target?, isNamespace: Bool, _ variant: Variant
  ) -> ClusterDecision {
    var decision = ClusterDecision(
      cluster: run.members[member].name, result: variant.resource?.id, replicas: target?.replicas, reason: "",
      overrides: variant.log.applied)
    let policy = run.claims[index].map { run.policies.propagation[$0] }
    if let failure = variant.failure {
      decision.reason = "an override fails: \(failure.message)"
      decision.location = failure.location
    } else if target != nil, let policy, let reason = run.schedules[index]?.reasons[member] {
      decision.reason = reason.text
      decision.location = reason.location ?? policy.location(nil)
    } else if let (source, place) = run.attached[index][member] {
      decision.reason = "\(source) needs it there"
      decision.location = place
    } else if isNamespace {
      decision.reason = "Karmada gives every Namespace to every cluster"
    }
    return decision
  }

  private mutating func addNonTargets(_ index: Int, _ targets: Set<Int>) {
    let reasons = run.schedules[index]?.reasons ?? run.failures[index]
    let other = run.attached[index].isEmpty ? "" : "nothing that needs it goes there"
    for member in run.members.indices where !targets.contains(member) {
      let reason = reasons?[member]
      decisions[index].clusters.append(
        ClusterDecision(
          cluster: run.members[member].name, reason: reason?.text ?? other, location: reason?.location))
    }
    decisions[index].clusters.sort { bytewise($0.cluster, $1.cluster) }
  }
}

extension OverridePolicy {
  /// Whether one of its overriders stands there.
  fileprivate func holds(_ location: SourceLocation) -> Bool {
    rules.contains { rule in
      let nodes =
        rule.images.map(\.node) + rule.fields.map(\.node) + rule.plaintext.map(\.node)
        + rule.fields.flatMap { ($0.json + $0.yaml).map(\.node) }
      return nodes.contains { self.location($0) == location }
    }
  }
}

private let overrideFailed = "karmada.override"

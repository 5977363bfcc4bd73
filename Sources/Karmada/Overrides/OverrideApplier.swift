internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One policy's rule, and how precisely the policy selects the object.
struct OverrideCandidate {
  var policy: OverridePolicy
  var rank: SelectorRank
  /// Position of the policy among all, to tell candidates apart.
  var index: Int
}

/// The override policies of a fleet, and their application. Source: reference/karmada.md section 10.
struct OverrideApplier {
  /// Sorted by name.
  private let clusterPolicies: [(index: Int, policy: OverridePolicy)]
  private let policies: [String: [(index: Int, policy: OverridePolicy)]]
  private let recordsChanges: Bool

  /// `recordsChanges` also keeps the fields that each overrider changed.
  init(_ all: [OverridePolicy], recordsChanges: Bool) {
    self.recordsChanges = recordsChanges
    let sorted = all.sorted { $0.name < $1.name }.enumerated().map { (index: $0, policy: $1) }
    clusterPolicies = sorted.filter { $0.policy.name.namespace.isEmpty }
    policies = Dictionary(grouping: sorted.filter { !$0.policy.name.namespace.isEmpty }) {
      $0.policy.name.namespace
    }
  }

  func exists(_ name: String, namespace: String) -> Bool {
    let list = namespace.isEmpty ? clusterPolicies : policies[namespace] ?? []
    return list.contains { same($0.policy.name.name, name) }
  }

  /// The names of the policies of a namespace, or of the cluster-scoped ones.
  func names(namespace: String) -> [String] {
    (namespace.isEmpty ? clusterPolicies : policies[namespace] ?? []).map(\.policy.name.name)
  }

  /// Whether any policy could select an object of a namespace.
  func mayOverride(namespace: String) -> Bool {
    !clusterPolicies.isEmpty || (!namespace.isEmpty && policies[namespace] != nil)
  }

  /// The cluster-scoped policies that select an object, in the order of application.
  func clusterCandidates(for resource: Resource) -> [OverrideCandidate] {
    candidates(for: resource, among: clusterPolicies)
  }

  /// The policies of the object's namespace that select it, in the order of application.
  func candidates(for resource: Resource, namespace: String) -> [OverrideCandidate] {
    namespace.isEmpty ? [] : candidates(for: resource, among: policies[namespace] ?? [])
  }

  private func candidates(
    for resource: Resource, among policies: [(index: Int, policy: OverridePolicy)]
  ) -> [OverrideCandidate] {
    if policies.isEmpty { return [] }
    let document = resource.document
    let labels = Labels(document, document[document.root, ["metadata", "labels"]])
    let selected = policies.compactMap { entry in
      entry.policy.rank(of: resource.id, labels: labels).map {
        OverrideCandidate(policy: entry.policy, rank: $0, index: entry.index)
      }
    }
    // By rank, then by name: the most precise policy comes last and wins.
    return selected.sorted { $0.rank == $1.rank ? $0.index < $1.index : $0.rank < $1.rank }
  }

  /// Applies the rules of `candidates` that mean `cluster`; on a failure the resource is not to be used.
  func apply(
    _ candidates: [OverrideCandidate], _ rules: [[Int]], to resource: inout Resource
  ) throws(OverrideFailure) -> OverrideLog {
    var log = OverrideLog()
    var written: [(path: String, policy: OverridePolicy)] = []
    let pairs = zip(candidates, rules).filter { !$1.isEmpty }
    let watches = pairs.contains { $0.0.rank == .label } && pairs.contains { $0.0.rank == .name }
    for (candidate, indices) in pairs {
      let before = resource.document
      for index in indices {
        try apply(candidate.policy.rules[index], of: candidate.policy, to: &resource, &log)
      }
      if watches { note(candidate, from: before, to: resource.document, &written, &log) }
    }
    return log
  }

  /// Remarks on what a policy by label wrote and one by name overwrites.
  private func note(
    _ candidate: OverrideCandidate, from before: Document, to after: Document,
    _ written: inout [(path: String, policy: OverridePolicy)], _ log: inout OverrideLog
  ) {
    if candidate.rank == .all { return }
    let paths = FieldEdit.edits(from: before, to: after, hidesValues: true).map(\.path)
    if candidate.rank == .label {
      written += paths.map { ($0, candidate.policy) }
      return
    }
    let name = candidate.policy.name
    for (path, policy) in written where paths.contains(where: { same($0, path) }) {
      let text = "\(name) overwrites \(path), because a policy that selects by name comes after one by label"
      log.remarks.append(
        OverrideRemark(
          kind: .overwritten, text: text, policy: policy.name.description, location: policy.location(nil)))
    }
  }

  /// The rules of each candidate that mean `cluster`.
  func rules(of candidates: [OverrideCandidate], for cluster: Member) -> [[Int]] {
    candidates.map { candidate in
      candidate.policy.rules.indices.filter {
        candidate.policy.rules[$0].target?.matches(cluster) ?? true
      }
    }
  }

  // MARK: - One rule

  private func apply(
    _ rule: OverrideRule, of policy: OverridePolicy, to resource: inout Resource, _ log: inout OverrideLog
  ) throws(OverrideFailure) {
    let remarked = log.remarks.count
    defer {
      for index in log.remarks.indices.dropFirst(remarked) {
        log.remarks[index].policy = policy.name.description
      }
    }
    func author(_ node: NodeID) -> Author {
      Author(.override, step: policy.name.description, at: policy.location(node))
    }
    var before = resource.document
    func note(_ action: String, _ node: NodeID, _ after: Document) {
      var override = AppliedOverride(
        policy: policy.name.description, action: action, location: policy.location(node))
      if recordsChanges {
        override.changes = FieldEdit.edits(
          from: before, to: after, hidesValues: resource.id.kind == "Secret")
        before = after
      }
      log.applied.append(override)
    }
    if let remark = rule.untouchedImages(of: resource, policy) { log.remarks.append(remark) }
    for overrider in rule.images {
      let count = try overrider.apply(to: &resource, by: author(overrider.node), &log.remarks)
      let action = "imageOverrider \(overrider.operation.rawValue) \(overrider.component.rawValue)"
      if count > 0 { note(action, overrider.node, resource.document) }
    }
    for (field, name, overriders) in [
      ("command", "commandOverrider", rule.commands), ("args", "argsOverrider", rule.arguments),
    ] {
      for overrider in overriders
      where overrider.apply(field, to: &resource, by: author(overrider.node), &log.remarks) > 0 {
        note(
          "\(name) \(overrider.operation.rawValue) of container \(overrider.containerName)", overrider.node,
          resource.document)
      }
    }
    for (field, name, overriders) in [
      ("labels", "labelsOverrider", rule.labels), ("annotations", "annotationsOverrider", rule.annotations),
    ] {
      for overrider in overriders {
        let count = overrider.apply(field, to: &resource, policy: policy.document, by: author(overrider.node))
        if count > 0 { note("\(name) \(overrider.operation.rawValue)", overrider.node, resource.document) }
      }
    }
    for overrider in rule.fields {
      try overrider.apply(to: &resource, policy: policy, &log.remarks)
      note("fieldOverrider \(overrider.fieldPath)", overrider.node, resource.document)
    }
    if !rule.plaintext.isEmpty {
      try rule.plaintext.apply(to: &resource.document, policy: policy)
      try resource.checkKind(policy.location(rule.plaintext.first?.node))
      var step = before
      for operation in rule.plaintext {
        // The block is applied as one patch; its steps are gone through again only to tell them apart.
        if recordsChanges { try [operation].apply(to: &step, policy: policy) }
        note("plaintext \(operation.operation.rawValue) \(operation.path)", operation.node, step)
      }
    }
    resource.refreshIdentity()
  }
}

extension Resource {
  /// A plaintext block must leave an object with a kind.
  fileprivate func checkKind(_ location: SourceLocation) throws(OverrideFailure) {
    let kind = document.isMapping(document.root) ? document[document.root, "kind"] : nil
    if let kind, document.isScalar(kind), !document.string(kind).isEmpty { return }
    throw OverrideFailure("Object 'Kind' is missing after this patch", at: location)
  }
}

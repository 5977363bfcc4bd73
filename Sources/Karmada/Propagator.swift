package import KubernetesModel
package import SourceModel
package import YAML

extension Propagation {
  /// Decides what Karmada would put into the Work objects of each cluster.
  ///
  /// `policies` are the documents of the kinds of `ResourceID.isKarmadaPolicy`; clusters that are not registered with
  /// Karmada take no part. An error stops its template or policy only; the value is complete without errors. Emits
  /// `karmada.*`. Source: reference/karmada.md.
  package static func propagate(
    templates: [Resource], policies: [Document], clusters: [Cluster],
    options: PropagationOptions = PropagationOptions()
  ) -> Compiled<Distribution> {
    var propagator = Propagator(templates, PolicySet(policies), clusters, options)
    propagator.run()
    return Compiled(propagator.result, propagator.diagnostics)
  }
}

/// One run: templates are matched, scheduled, joined by their dependencies, then written for each cluster.
struct Propagator {
  let policies: PolicySet
  let members: [Member]
  let applier: OverrideApplier
  let options: PropagationOptions
  let resolver: PlacementResolver
  var templates: [Template] = []
  var diagnostics: [Diagnostic]
  var decisions: [PlacementDecision] = []
  /// For each template the clusters that its own policy gives it.
  var schedules: [Schedule?] = []
  /// For templates that can't be scheduled why each member can't be used, where reasons are recorded.
  var failures: [Int: [Int: Schedule.Reason]] = [:]
  /// For each template the policy that claims it.
  var claims: [Int?] = []
  /// For each template the clusters of those that need it, with who does.
  var attached: [[Int: (need: String, location: SourceLocation)]] = []
  var usedPolicies = Set<Int>()
  /// Winners and losers that are told apart in a way that a person may not expect.
  struct Rivals: Hashable {
    /// Indices into the propagation policies.
    var winner: Int
    var loser: Int
  }

  /// What they fight for.
  var rivals: [Rivals: [String]] = [:]
  /// Policies that lost some template to another.
  var losingPolicies = Set<Int>()
  var usedOverrides = Set<Int>()
  var result = Distribution([], decisions: [])

  init(_ resources: [Resource], _ policies: PolicySet, _ clusters: [Cluster], _ options: PropagationOptions) {
    self.policies = policies
    self.options = options
    members = clusters.compactMap(Member.init).sorted { bytewise($0.name, $1.name) }
    applier = OverrideApplier(policies.overrides, recordsChanges: options.recordsClusters)
    resolver = PlacementResolver(members: members, recordsReasons: options.recordsClusters)
    diagnostics = policies.diagnostics
    let scopes = ScopeTable(definitions: resources)
    templates = resources.map { Template($0, scopes: scopes) }
    for index in templates.indices {
      var reader = WorkloadReader(templates[index].resource)
      templates[index].workload = reader.read(customization: policies.customization(of: templates[index].id))
      templates[index].resource.document = reader.document
      templates[index].isBroken = reader.diagnostics.hasErrors
      diagnostics += reader.diagnostics
    }
    decisions = templates.map {
      PlacementDecision(
        object: $0.id, location: $0.location, outcome: .unmatched, replicas: $0.workload.replicas)
    }
    schedules = templates.map { _ in nil }
    claims = schedules.map { _ in nil }
    attached = schedules.map { _ in [:] }
  }

  mutating func run() {
    reportCollisions()
    for index in templates.indices {
      if templates[index].isBroken { noteBroken(index) } else { place(index) }
    }
    reportRivals()
    attachDependencies()
    var writer = ClusterWriter(self)
    for index in templates.indices { writer.write(index) }
    diagnostics += writer.diagnostics
    usedOverrides = writer.usedOverrides
    decisions = writer.decisions
    checkPitfalls(writer)
    result = Distribution(
      zip(members, writer.perCluster).map { ($0.name, $1) }, decisions: decisions)
    reportUnused()
    reportOverriddenIdentities()
  }

  // MARK: - Placement

  /// A template whose replicas can't be read is not placed, but its policy is not without effect either.
  private mutating func noteBroken(_ index: Int) {
    decisions[index].outcome = .failed("its replicas can't be read")
    if let policy = match(index) { usedPolicies.insert(policy) }
  }

  private mutating func place(_ index: Int) {
    let template = templates[index]
    if let exclusion = template.exclusion {
      decisions[index].outcome = .skipped(exclusion)
      // Karmada's own objects are meant for the control plane.
      if !template.isKarmadaObject {
        diagnostics.append(
          .warning(skippedTemplate, "\(template.id) is not propagated: \(exclusion)", at: template.location))
      }
      return
    }
    guard let claim = claim(of: index) else { return }
    let policy = policies.propagation[claim]
    usedPolicies.insert(claim)
    claims[index] = claim
    if let problem = missingRequirement(of: policy) {
      fail(index, policy, problem.message, problem.node, id: missingObject)
      return
    }
    if reportedCustomization(index, policy) { return }
    switch resolver.schedule(template.id, template.workload, by: policy) {
    case .success(let schedule):
      schedules[index] = schedule
      decisions[index].outcome = .placed
      if let arithmetic = template.workload.arithmetic { decisions[index].notes.append(arithmetic) }
      decisions[index].notes += schedule.notes
      report(schedule, index, policy)
    case .failure(let failure):
      failures[index] = failure.reasons
      fail(index, policy, failure.message, failure.node, id: notSchedulable)
    }
  }

  private mutating func fail(
    _ index: Int, _ policy: PropagationPolicy, _ message: String, _ node: NodeID?, id: String
  ) {
    let template = templates[index]
    decisions[index].outcome = .failed(message)
    var notes = [Diagnostic.Note("the resource is here", at: template.location)]
    if members.isEmpty {
      let advice =
        "members of a control plane are Karmada Cluster objects, and what `clusters:` of fleetfold.yaml lists; "
        + "cluster Secrets of Argo CD are not"
      notes.append(Diagnostic.Note(advice, at: nil))
    }
    diagnostics.append(
      .error(
        id, "\(policy.name) can't place \(template.id): \(message)", at: policy.location(node), notes: notes))
  }

  /// The policy that an existing claim names, or the one that matches.
  private mutating func claim(of index: Int) -> Int? {
    let template = templates[index]
    if let name = existingClaim(template) {
      guard let claimed = policies.propagation.firstIndex(where: { $0.name == name }) else {
        return match(index)
      }
      let policy = policies.propagation[claimed]
      let selects = policy.selectors.best(for: template.id, labels: template.labels) != nil
      diagnostics.append(
        .warning(
          existingClaimFound,
          "\(template.id) carries the claim of \(name) from a live control plane, which decides alone; remove the label to match it afresh",
          at: template.location))
      decisions[index].policy = policies.decision(claimed, "the object carries its claim")
      if !selects { decisions[index].notes.append("the claiming policy does not select it any more") }
      return selects ? claimed : nil
    }
    return match(index)
  }

  private mutating func match(_ index: Int) -> Int? {
    guard let match = policies.match(templates[index]) else { return nil }
    decisions[index].policy = policies.decision(match.policy, match.reason)
    decisions[index].losers = match.losers.map { policies.decision($0.policy, $0.reason) }
    losingPolicies.formUnion(match.losers.lazy.map(\.policy))
    noteRivals(match, index)
    return match.policy
  }

  private func existingClaim(_ template: Template) -> PolicyName? {
    func has(_ label: String) -> Bool { !(template.labels[label] ?? "").isEmpty }
    let namespace = template.annotation(Bookkeeping.policyNamespace)
    let name = template.annotation(Bookkeeping.policyName)
    if has(Bookkeeping.policyLabel), !namespace.isEmpty, !name.isEmpty {
      return PolicyName(kind: "PropagationPolicy", namespace: namespace, name: name)
    }
    let clusterName = template.annotation(Bookkeeping.clusterPolicyName)
    if has(Bookkeeping.clusterPolicyLabel), !clusterName.isEmpty {
      return PolicyName(kind: "ClusterPropagationPolicy", namespace: "", name: clusterName)
    }
    return nil
  }

  /// What a policy waits for. Source: reference/karmada.md sections 4.3 and 4.4.
  private func missingRequirement(of policy: PropagationPolicy) -> (message: String, node: NodeID?)? {
    let namespace = policy.name.namespace
    let missing = policy.dependentOverrides.filter { !applier.exists($0, namespace: namespace) }
    if !missing.isEmpty {
      let near = missing.compactMap { nearMiss(to: $0, among: applier.names(namespace: namespace)) }
      let hint = near.isEmpty ? "" : "; did you mean \(list(near))?"
      let kind = namespace.isEmpty ? "ClusterOverridePolicy" : "OverridePolicy"
      let node = policy.document[policy.document.root, ["spec", "dependentOverrides"]]
      return ("waiting for dependent overrides: there is no \(kind) \(list(missing))\(hint)", node)
    }
    guard let node = policy.priorityClass else { return nil }
    let name = policy.document.string(node)
    let exists = templates.contains {
      $0.id.group == "scheduling.k8s.io" && $0.id.kind == "PriorityClass" && same($0.id.name, name)
    }
    return exists
      ? nil : ("priorityclasses.scheduling.k8s.io \"\(name)\" not found among the resources", node)
  }

  /// Reports Lua scripts that would have to be run for this template.
  private mutating func reportedCustomization(_ index: Int, _ policy: PropagationPolicy) -> Bool {
    let template = templates[index]
    guard let customization = policies.customization(of: template.id) else { return false }
    var isStuck = false
    for (field, location) in customization.undecidable {
      if field == "dependencyInterpretation", !policy.propagatesDependencies { continue }
      isStuck = true
      diagnostics.append(
        .error(
          luaScript,
          "\(template.id) can't be placed: the Lua script of \(field) would have to be run; a script that only names a field (`return obj.spec.size`) is understood",
          at: location, notes: [.init("the resource is here", at: template.location)]))
    }
    if isStuck { decisions[index].outcome = .failed("a Lua interpreter decides about this kind") }
    return isStuck
  }

  // MARK: - Dependencies

  /// Source: reference/karmada.md section 9.
  private mutating func attachDependencies() {
    let sources = templates.indices.filter { index in
      claims[index].map { policies.propagation[$0].propagatesDependencies } ?? false
        && !templates[index].id.namespace.isEmpty && !(schedules[index]?.targets.isEmpty ?? true)
    }
    if sources.isEmpty { return }
    var byIdentity: [ResourceID: Int] = [:]
    for (index, template) in templates.enumerated() {
      byIdentity[template.id] = byIdentity[template.id] ?? index
    }
    for index in sources {
      let source = templates[index]
      let customized = policies.customization(of: source.id)?.dependencies
      for (dependency, place) in DependencyReader.dependencies(of: source.resource, podTemplate: customized) {
        for found in find(dependency, namespace: source.id.namespace, byIdentity) where found != index {
          for target in schedules[index]?.targets ?? [] where attached[found][target.member] == nil {
            attached[found][target.member] = (source.id.description, place)
          }
        }
      }
    }
  }

  private func find(
    _ dependency: Dependency, namespace: String, _ byIdentity: [ResourceID: Int]
  ) -> [Int] {
    let (group, version) = ResourceID.split(apiVersion: dependency.apiVersion)
    if dependency.serviceName.isEmpty {
      let id = ResourceID(
        group: group, version: version, kind: dependency.kind, namespace: namespace, name: dependency.name)
      return byIdentity[id].map { [$0] } ?? []
    }
    return templates.indices.filter { index in
      let id = templates[index].id
      return id.apiVersion == dependency.apiVersion && id.kind == dependency.kind
        && same(id.namespace, namespace)
        && templates[index].labels["kubernetes.io/service-name"].map { same($0, dependency.serviceName) }
          ?? false
    }
  }
}

private let skippedTemplate = "karmada.skipped-resource"
private let missingObject = "karmada.missing-object"
private let notSchedulable = "karmada.not-schedulable"
private let existingClaimFound = "karmada.existing-claim"
private let luaScript = "karmada.lua-script"

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What a run tells beside its result; each message names the policy, the field and what to do.
///
/// Emits `karmada.undecidable` and `karmada.identity-collision`, and the warnings `karmada.tie`, `karmada.same-claim`,
/// `karmada.priority-ignored`, `karmada.no-replicas`, `karmada.no-share`, `karmada.unused-policy` and
/// `karmada.unmatched-resource`; the errors `karmada.duplicate-resource`, `karmada.overridden-identity`,
/// the warning `karmada.negative-workers`; and those of `PitfallCheck`.
extension Propagator {
  // MARK: - One template

  /// Keeps winners that a person may not expect: by name alone, or over a higher priority.
  mutating func noteRivals(_ match: PolicyMatch, _ index: Int) {
    let winner = policies.propagation[match.policy]
    for (loser, _) in match.losers {
      let policy = policies.propagation[loser]
      let isOutranked = policy.name.kind != winner.name.kind && policy.priority > winner.priority
      guard isOutranked || match.equals.contains(loser) else { continue }
      rivals[Rivals(winner: match.policy, loser: loser), default: []].append(
        templates[index].id.description)
    }
  }

  mutating func reportRivals() {
    for (pair, objects) in rivals {
      let (winner, loser) = (policies.propagation[pair.winner], policies.propagation[pair.loser])
      let note = Diagnostic.Note("the other policy is here", at: loser.location)
      let names = list(objects.sorted(by: bytewise), limit: 3)
      let isAlike = winner.name.kind == loser.name.kind
      let message =
        isAlike
        ? "\(winner.name) and \(loser.name) select \(names) alike; the first wins by its name only, so give one a priority"
        : "\(winner.name) places \(names), although \(loser.name) has the higher priority "
          + "\(loser.priority): a PropagationPolicy goes before every ClusterPropagationPolicy"
      diagnostics.append(
        .warning(isAlike ? sameClaim : priorityIgnored, message, at: winner.location, notes: [note]))
    }
  }

  mutating func report(_ schedule: Schedule, _ index: Int, _ policy: PropagationPolicy) {
    let template = templates[index]
    let note = Diagnostic.Note("the resource is here", at: template.location)
    for setting in schedule.undecidable {
      diagnostics.append(
        report(setting, "\(policy.name): where \(template.id) goes", at: policy.location(setting.node), note))
    }
    reportShares(schedule, index, policy, note)
    // The division of an undecidable template is not used unless capacity is assumed.
    for tie in schedule.ties where schedule.undecidable.isEmpty || options.assumesCapacity {
      diagnostics.append(
        .warning(
          tieBroken,
          "\(policy.name), \(template.id): \(tie); Karmada decides this tie by the object's UID, here the smaller name wins",
          at: policy.location(policy.placement.scheduling?.node), notes: [note]))
    }
    if policy.suspendedOn == nil {
      decisions[index].notes.append("dispatching is suspended on every cluster")
    } else if let names = policy.suspendedOn, !names.isEmpty {
      decisions[index].notes.append("dispatching is suspended on \(names.joined(separator: ", "))")
    }
  }

  /// Reports workloads of which less arrives than a person may expect.
  private mutating func reportShares(
    _ schedule: Schedule, _ index: Int, _ policy: PropagationPolicy, _ note: Diagnostic.Note
  ) {
    let template = templates[index]
    let place = policy.location(policy.placement.scheduling?.node)
    if template.workload.isWorkload, template.workload.replicas == 0 {
      diagnostics.append(
        .warning(
          withoutReplicas,
          "\(template.id) goes to no cluster: Karmada leaves out clusters that get 0 replicas, and it asks for none",
          at: template.location))
    } else if !schedule.dropped.isEmpty {
      let names = list(schedule.dropped.map { members[$0].name })
      diagnostics.append(
        .warning(
          noShare,
          "\(policy.name): \(template.id) does not go to \(names), because the share there is 0 replicas",
          at: place, notes: [note]))
    }
    if case .rayWorkers = template.workload.revision { reportWorkers(schedule, index, place, note) }
  }

  /// Reports what rounding does to the worker groups of a RayService.
  private mutating func reportWorkers(
    _ schedule: Schedule, _ index: Int, _ place: SourceLocation, _ note: Diagnostic.Note
  ) {
    let document = templates[index].resource.document
    let wanted = (templates[index].workload.replicas ?? 1) - 1
    var given: Int64 = 0
    for target in schedule.targets {
      let workers = ReplicaRevision.workers(of: target.replicas ?? 1, in: document)
      given += workers.reduce(0, +)
      guard let last = workers.last, last < 0 else { continue }
      diagnostics.append(
        .warning(
          negativeWorkers,
          "\(templates[index].id): Karmada rounds the shares of its worker groups up and gives the last one \(last) replicas "
            + "on \(members[target.member].name); change the replicas of the groups or the weights",
          at: place, notes: [note]))
    }
    if given != wanted {
      decisions[index].notes.append(
        "every cluster has a head of its own, so \(given) workers run, not \(wanted)")
    }
  }

  private func report(
    _ setting: Schedule.Undecidable, _ subject: String, at location: SourceLocation, _ note: Diagnostic.Note
  ) -> Diagnostic {
    let isAboutRoom = !setting.clusters.isEmpty
    let message = "\(subject) depends on live data that no file holds: \(setting.setting)"
    if options.assumesCapacity {
      let assumption =
        isAboutRoom
        ? "every feasible cluster without a stated capacity is taken to have room for all replicas"
        : "it is decided as Karmada does by default"
      return .warning(undecidable, "\(message); \(assumption)", at: location, notes: [note])
    }
    var remedies = [setting.remedy]
    if isAboutRoom {
      remedies.insert(
        "state the `capacity` of \(list(setting.clusters, limit: 4)) under `clusters` in fleetfold.yaml",
        at: 0)
    }
    let assumption =
      isAboutRoom
      ? "to take every feasible cluster to have room" : "to decide it as Karmada does by default"
    remedies.append("or \(options.assumption) \(assumption)")
    return .error(
      undecidable, "\(message); \(remedies.joined(separator: ", "))", at: location, notes: [note])
  }

  // MARK: - Checks of the whole

  /// Karmada's records are named by kind and name, not by group: two groups collide. Source: section 15.
  mutating func reportCollisions() {
    var seen: [String: Int] = [:]
    for (index, template) in templates.enumerated() {
      let id = template.id
      let key = "\(id.kind)\u{0}\(id.namespace)\u{0}\(id.name)"
      guard let other = seen[key] else {
        seen[key] = index
        continue
      }
      let first = templates[other]
      let isSame = same(first.id.group, id.group)
      let message =
        isSame
        ? "\(id) is given twice; remove one"
        : "\(id) and \(first.id) have one name in Karmada's records, which leave out the API group; rename one"
      diagnostics.append(
        .error(
          isSame ? duplicateTemplate : identityCollision, message, at: template.location,
          notes: [.init("the other one is here", at: first.location)]))
    }
  }

  /// Overrides may give two objects one identity; the cluster would keep one of them.
  mutating func reportOverriddenIdentities() {
    var reported = Set<Int>()
    for set in result.clusters {
      var seen: [ResourceID: Int] = [:]
      for placed in set.resources {
        guard let other = seen.updateValue(placed.decision, forKey: placed.resource.id),
          other != placed.decision
        else { continue }
        let changed = decisions[placed.decision].object != placed.resource.id ? placed.decision : other
        guard decisions[changed].object != placed.resource.id, reported.insert(changed).inserted else {
          continue
        }
        let rest = changed == other ? placed.decision : other
        diagnostics.append(
          .error(
            overriddenIdentity,
            "overrides make \(decisions[changed].object) the same object as \(decisions[rest].object) on \(set.cluster): "
              + "both are \(placed.resource.id)", at: decisions[changed].location,
            notes: [.init("the other one is here", at: decisions[rest].location)]))
      }
    }
  }

  mutating func reportUnused() {
    let isComplete =
      usedPolicies.count == policies.propagation.count && usedOverrides.count == policies.overrides.count
    let named = isComplete ? [] : templates.map { (text: $0.id.description, id: $0.id) }
    let ids = named.sorted { bytewise($0.text, $1.text) }.map(\.id)
    for (index, policy) in policies.propagation.enumerated() where !usedPolicies.contains(index) {
      let loses = losingPolicies.contains(index)
      let why = loses ? "loses every resource that it selects to other policies" : "selects no resource"
      let hint = loses ? "" : missHint(policy.selectors, of: policy.name, among: ids)
      diagnostics.append(
        .warning(unusedPolicy, "\(policy.name) \(why), so it has no effect\(hint)", at: policy.location))
    }
    for (index, policy) in policies.overrides.sorted(by: { $0.name < $1.name }).enumerated()
    where !usedOverrides.contains(index) {
      diagnostics.append(
        .warning(
          unusedPolicy,
          "\(policy.name) selects no resource that goes anywhere, so it has no effect"
            + missHint(policy.selectors, of: policy.name, among: ids), at: policy.location(nil)))
    }
    for decision in decisions where decision.outcome == .unmatched {
      diagnostics.append(
        .warning(
          unmatchedTemplate, "\(decision.object) goes to no cluster: no propagation policy selects it",
          at: decision.location))
    }
  }

  /// What a policy that selects nothing may have been meant for, as the end of a sentence; empty when nobody can tell.
  ///
  /// `ids` are those of all templates, sorted.
  private func missHint(
    _ selectors: [ResourceSelector], of policy: PolicyName, among ids: [ResourceID]
  ) -> String {
    for selector in selectors {
      let ofKind = ids.filter { same($0.kind, selector.kind) }
      if ofKind.isEmpty {
        guard let near = nearMiss(to: selector.kind, among: ids.lazy.map(\.kind)) else { continue }
        return "; did you mean the kind \(near)?"
      }
      let versioned = ofKind.filter { same($0.apiVersion, selector.apiVersion) }
      if versioned.isEmpty {
        let versions = Set(ofKind.map(\.apiVersion)).sorted(by: bytewise)
        return "; the \(selector.kind) here is \(list(versions)), not \(selector.apiVersion)"
      }
      let isClusterScoped = versioned.allSatisfy { $0.namespace.isEmpty }
      if isClusterScoped, !policy.namespace.isEmpty {
        return "; a \(selector.kind) has no namespace, so only a Cluster\(policy.kind) can select it"
      }
      let inside = versioned.filter { selector.namespace.isEmpty || same($0.namespace, selector.namespace) }
      if selector.name.isEmpty ? inside.isEmpty : !inside.contains(where: { same($0.name, selector.name) }) {
        let outside = versioned.filter { selector.name.isEmpty || same($0.name, selector.name) }
        if let other = outside.map(\.description).min(by: bytewise) {
          return "; \(other) is not in the namespace \(selector.namespace)"
        }
        let near = nearMiss(to: selector.name, among: inside.lazy.map(\.name))
        if let near { return "; did you mean \(near)?" }
      }
    }
    return ""
  }

  mutating func checkPitfalls(_ writer: ClusterWriter) {
    var check = PitfallCheck(members: members)
    for (index, template) in templates.enumerated() where template.isAutoPropagatedNamespace {
      guard let claim = claims[index], let targets = schedules[index]?.targets else { continue }
      check.check(template, policies.propagation[claim], targets: targets.map(\.member))
    }
    for (remark, objects) in writer.remarks { check.note(remark, of: objects.sorted(by: bytewise)) }
    for policy in policies.propagation { check.check(policy) }
    for (index, policy) in policies.overrides.sorted(by: { $0.name < $1.name }).enumerated() {
      check.check(policy, applied: writer.appliedPlaces, tried: writer.triedRules[index] ?? [])
    }
    diagnostics += check.diagnostics
  }
}

private let undecidable = "karmada.undecidable"
private let tieBroken = "karmada.tie"
private let withoutReplicas = "karmada.no-replicas"
private let noShare = "karmada.no-share"
private let negativeWorkers = "karmada.negative-workers"
private let sameClaim = "karmada.same-claim"
private let priorityIgnored = "karmada.priority-ignored"
private let overriddenIdentity = "karmada.overridden-identity"
private let duplicateTemplate = "karmada.duplicate-resource"
private let identityCollision = "karmada.identity-collision"
private let unusedPolicy = "karmada.unused-policy"
private let unmatchedTemplate = "karmada.unmatched-resource"

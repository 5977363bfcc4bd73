package import KubernetesModel
internal import Patching
package import SourceModel
package import YAML

/// KubeFed without a control plane.
package enum Federation {}

extension Federation {
  /// Builds what KubeFed would create in each registered cluster that has nothing yet.
  ///
  /// `documents` are those that `FederatedKinds.contains`; clusters that are not registered with KubeFed take no part.
  /// The value is complete without errors. Emits `kubefed.*`. Source: reference/kubefed.md.
  /// With `recordsClusters` decisions list every cluster with its reason, and the values that overrides changed.
  package static func federate(
    _ documents: [Document], clusters: [Cluster], recordsClusters: Bool = false
  ) -> Compiled<Distribution> {
    var federator = Federator(clusters, recordsClusters: recordsClusters)
    federator.run(documents)
    return Compiled(federator.result, federator.diagnostics)
  }
}

/// One run over all federated objects.
struct Federator {
  private let members: [FederatedMember]
  private let recordsClusters: Bool
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var result = Distribution([], decisions: [])
  private var decisions: [PlacementDecision] = []
  private var perCluster: [[Distribution.PlacedResource]]
  /// Every object that goes somewhere, as it is before overrides, with its decision.
  private(set) var built: [(object: FederatedObject, base: Document, decision: Int)] = []
  /// The FederatedNamespaces that count, by namespace.
  private(set) var namespaces: [String: FederatedObject] = [:]
  /// FederatedNamespaces in a wrong namespace, by their names.
  private var misplaced: [String: FederatedObject] = [:]

  init(_ clusters: [Cluster], recordsClusters: Bool) {
    self.recordsClusters = recordsClusters
    members = clusters.compactMap { cluster in
      cluster.kubeFed.map { FederatedMember(name: cluster.name, labels: $0.labels) }
    }.sorted { bytewise($0.name, $1.name) }
    perCluster = members.map { _ in [] }
  }

  mutating func run(_ documents: [Document]) {
    let kinds = FederatedKinds(documents)
    var objects: [FederatedObject] = []
    var preferences: [ReplicaSchedulingPreference] = []
    for original in documents {
      guard var id = ResourceID(of: original) else { continue }
      var document = original
      document.normalizeScalars(below: document.root)
      if id.namespace.isEmpty, id.kind != "FederatedTypeConfig" { id.namespace = "default" }
      switch (modernGroup(id.group), id.kind) {
      case ("scheduling.kubefed.io", "ReplicaSchedulingPreference"):
        let (preference, problems) = ReplicaSchedulingPreference.read(document, id)
        diagnostics += problems
        if let preference { preferences.append(preference) }
      case ("core.kubefed.io", _): continue
      default:
        guard let type = kinds.type(of: id) else {
          reportUnknown(id, document, kinds)
          continue
        }
        if !type.targetIsNamespaced, type.targetKind != "Namespace",
          original[original.root, ["metadata", "namespace"]] == nil
        {
          id.namespace = ""
        }
        let (object, problems) = FederatedObjectReader.read(document, id, type)
        diagnostics += problems
        if let object { objects.append(object) }
      }
    }
    collectNamespaces(objects)
    apply(preferences, to: &objects)
    for object in objects { federate(object) }
    result = Distribution(zip(members, perCluster).map { ($0.name, $1) }, decisions: decisions)
  }

  private mutating func reportUnknown(_ id: ResourceID, _ document: Document, _ kinds: FederatedKinds) {
    let near = nearMiss(to: id.kind, among: kinds.kinds).map { "; did you mean \($0)?" } ?? ""
    diagnostics.append(
      .warning(
        unknownType, "\(id) goes to no cluster: no FederatedTypeConfig federates this kind\(near)",
        at: document.location(document.root)))
  }

  // MARK: - Namespaces

  private mutating func collectNamespaces(_ objects: [FederatedObject]) {
    for object in objects where object.type.targetKind == "Namespace" {
      if same(object.id.name, object.id.namespace) {
        namespaces[object.id.name] = object
        continue
      }
      misplaced[object.id.name] = object
      let node = object.document[object.document.root, ["metadata", "namespace"]]
      diagnostics.append(
        .error(
          misplacedNamespace,
          "\(object.name): The name of a federated namespace must match the name of its containing namespace; "
            + "set metadata.namespace to \(object.id.name)", at: object.location(node)))
    }
  }

  // MARK: - Preferences

  private mutating func apply(
    _ preferences: [ReplicaSchedulingPreference], to objects: inout [FederatedObject]
  ) {
    for preference in preferences {
      let index = objects.firstIndex {
        $0.id.kind == preference.targetKind && same($0.id.namespace, preference.id.namespace)
          && same($0.id.name, preference.id.name)
      }
      guard let index else {
        diagnostics.append(
          .warning(
            unusedPreference,
            "\(preference.name) has no effect: there is no \(preference.targetKind) of its namespace and name",
            at: preference.location))
        continue
      }
      let namespace = namespaces[preference.id.namespace]?.placement
      let notes = preference.apply(to: &objects[index], namespace: namespace, members: members)
      preferenceNotes[objects[index].id] = notes
    }
  }

  private var preferenceNotes: [ResourceID: [String]] = [:]

  // MARK: - One object

  private mutating func federate(_ object: FederatedObject) {
    var decision = PlacementDecision(object: object.id, location: object.location, outcome: .placed)
    decision.notes = preferenceNotes[object.id] ?? []
    defer { decisions.append(decision) }
    if !object.type.isEnabled {
      decision.outcome = .skipped("its FederatedTypeConfig switches propagation off")
      return
    }
    if object.type.targetKind == "Namespace" {
      if misplaced[object.id.name] != nil, !same(object.id.name, object.id.namespace) {
        decision.outcome = .failed("it is not in the namespace of its name")
        return
      }
      let system = ["default", "kube-system", "kube-public", "kube-federation-system"]
      if system.contains(object.id.name) {
        decision.outcome = .skipped("system namespaces are not propagated, but count for what is in them")
        return
      }
    }
    guard let selected = targets(of: object, &decision) else { return }
    warnAboutUnknownClusters(object)
    if selected.isEmpty {
      decision.outcome = .failed("its placement selects no registered cluster")
      diagnostics.append(
        .warning(
          placedNowhere, "\(object.name) goes to no cluster: its placement selects none that is registered",
          at: object.location(object.placement.node)))
      return
    }
    guard checkOverrides(of: object) else {
      decision.outcome = .failed("its overrides are refused")
      return
    }
    let base = build(object)
    built.append((object, base, decisions.count))
    for member in selected {
      let cluster = members[member].name
      guard let (resource, applied) = override(base, object, cluster) else {
        let problem = diagnostics.last
        decision.clusters.append(
          ClusterDecision(
            cluster: cluster, reason: "an override fails: \(problem?.message ?? "")",
            location: problem?.location))
        continue
      }
      perCluster[member].append(.init(resource: resource, decision: decisions.count))
      if !recordsClusters { continue }
      decision.clusters.append(
        ClusterDecision(
          cluster: cluster, result: resource.id, reason: object.placement.reason(members[member]),
          location: object.placementLocation, overrides: applied))
    }
    if recordsClusters { addNonTargets(object, except: Set(selected), &decision) }
  }

  /// Adds why the other clusters get nothing.
  private func addNonTargets(
    _ object: FederatedObject, except selected: Set<Int>, _ decision: inout PlacementDecision
  ) {
    let own = Set(object.placement.select(members))
    for member in members.indices where !selected.contains(member) {
      var other = ClusterDecision(
        cluster: members[member].name, reason: object.placement.reason(members[member]),
        location: object.placementLocation)
      if own.contains(member), let namespace = namespaces[object.id.namespace] {
        other.reason = "\(namespace.name) is not placed there"
        other.location = namespace.location(namespace.placement.node)
      }
      decision.clusters.append(other)
    }
    decision.clusters.sort { bytewise($0.cluster, $1.cluster) }
  }

  /// The members that get the object; nil when its namespace is not federated.
  private mutating func targets(of object: FederatedObject, _ decision: inout PlacementDecision) -> [Int]? {
    let own = object.placement.select(members)
    guard object.type.targetIsNamespaced else { return own }
    guard let namespace = namespaces[object.id.namespace] else {
      var notes: [Diagnostic.Note] = []
      if let wrong = misplaced[object.id.namespace] {
        notes.append(.init("this FederatedNamespace stands in the wrong namespace", at: wrong.location))
      }
      decision.outcome = .failed(
        "NamespaceNotFederated: there is no FederatedNamespace for \(object.id.namespace)")
      diagnostics.append(
        .warning(
          namespaceNotFederated,
          "\(object.name) goes to no cluster (NamespaceNotFederated): add a FederatedNamespace "
            + "\(object.id.namespace) in the namespace \(object.id.namespace)", at: object.location,
          notes: notes))
      return nil
    }
    let outer = Set(namespace.placement.select(members))
    return own.filter { outer.contains($0) }
  }

  private mutating func warnAboutUnknownClusters(_ object: FederatedObject) {
    for name in object.placement.names ?? [] where !members.contains(where: { same($0.name, name) }) {
      let near = nearMiss(to: name, among: members.map(\.name)).map { "; did you mean \($0)?" } ?? ""
      diagnostics.append(
        .warning(
          unknownCluster,
          "\(object.name): the placement names \(name), which is no registered cluster\(near)",
          at: object.location(object.placement.node)))
    }
  }

  /// The checks that block every cluster. Source: reference/kubefed.md section 4.
  private mutating func checkOverrides(of object: FederatedObject) -> Bool {
    var isSound = true
    func refuse(_ message: String, _ location: SourceLocation) {
      isSound = false
      diagnostics.append(
        .error(
          invalidOverrides, "\(object.name): Error reading cluster overrides: \(message)", at: location))
    }
    var clusters: [String] = []
    for item in object.overrides {
      if clusters.contains(where: { same($0, item.cluster) }) {
        refuse("cluster \"\(item.cluster)\" appears more than once; join the items", item.location)
      }
      clusters.append(item.cluster)
      var paths: [String] = []
      for (index, override) in item.overrides.enumerated() {
        let identity = ["/metadata/namespace", "/metadata/name", "/metadata/generateName", "/kind"]
        if identity.contains(where: { same($0, override.path) }) {
          refuse(
            "override[\(index)] for cluster \"\(item.cluster)\" has an invalid path: \(override.path); "
              + "the identity can't be overridden", override.location)
        }
        if paths.contains(where: { same($0, override.path) }) {
          refuse(
            "path \"\(override.path)\" appears more than once for cluster \"\(item.cluster)\"; keep one",
            override.location)
        }
        paths.append(override.path)
      }
    }
    return isSound
  }

  // MARK: - Building

  /// The object before overrides. Source: reference/kubefed.md section 3.
  private mutating func build(_ object: FederatedObject) -> Document {
    let source = object.document
    var document: Document
    if let template = source[source.root, ["spec", "template"]], source.isMapping(template) {
      document = source.extract(template)
    } else {
      document = Document(path: source.path)
    }
    let author = Author(.generator, step: object.name, at: object.location)
    let root = document.root
    var metadata = document.ensure("metadata", in: root, kind: .mapping, by: author)
    if !document.isMapping(metadata) {
      document.replace(metadata, withEmpty: .mapping, by: author)
      metadata = document.ensure("metadata", in: root, kind: .mapping, by: author)
    }
    for field in ["annotations", "finalizers"] {
      guard let node = document[metadata, field] else { continue }
      diagnostics.append(
        .warning(
          droppedField,
          "\(object.name): KubeFed drops metadata.\(field) of a template; set them by an override of the whole field",
          at: document.keyLocation(node)))
      document.remove(node, from: metadata, by: author)
    }
    func place(of field: String) -> Author {
      source[source.root, ["metadata", field]].map { author.at(source.location($0)) } ?? author
    }
    document.set("name", in: metadata, to: .string(object.id.name), by: place(of: "name"))
    if object.type.targetKind != "Namespace", !object.id.namespace.isEmpty {
      document.set("namespace", in: metadata, to: .string(object.id.namespace), by: place(of: "namespace"))
    } else if object.type.targetKind != "Namespace", let node = document[metadata, "namespace"] {
      document.remove(node, from: metadata, by: author)
    }
    document.set("kind", in: root, to: .string(object.type.targetKind), by: author)
    let version = document[root, "apiVersion"].map { document.string($0) } ?? ""
    if version.isEmpty {
      document.set("apiVersion", in: root, to: .string(object.type.targetAPIVersion), by: author)
    }
    return document
  }

  private mutating func override(
    _ base: Document, _ object: FederatedObject, _ cluster: String
  ) -> (Resource, [AppliedOverride])? {
    var document = base
    let overrides = object.overrides.first { same($0.cluster, cluster) }?.overrides ?? []
    let operations = overrides.map { override in
      JSONPatch.Operation(
        override.operation.patch, path: override.path, value: override.value, at: override.location)
    }
    let patch = JSONPatch(operations, valuesOf: object.document, dialect: .kubeFed)
    let step = Origin(.override, path: object.document.path, step: object.name)
    do throws(Diagnostic) {
      let warnings = try patch.apply(to: &document, step: step, subject: "\(object.name) for \(cluster)")
      diagnostics += warnings
    } catch {
      let slash = UInt8(ascii: "/")
      let bare = overrides.first { $0.location == error.location && $0.path.utf8.first != slash }?.path
      let meant = bare.map { $0.contains("/") ? $0 : $0.replacing(".", with: "/") }
      let hint = meant.map { "; a path starts with /, so write /\($0)" } ?? ""
      diagnostics.append(
        .error(overrideFailed, error.message + hint, at: error.location, notes: error.notes))
      return nil
    }
    guard let resource = Resource(document) else {
      diagnostics.append(
        .error(
          overrideFailed, "\(object.name): the overrides for \(cluster) leave no object with a kind",
          at: overrides.first?.location ?? object.location))
      return nil
    }
    if !recordsClusters { return (resource, []) }
    // The overrides are one patch; its steps are gone through again only to tell them apart.
    var state = base
    let applied = zip(overrides, operations).map { override, operation in
      var applied = AppliedOverride(
        policy: override.preference ?? object.name, action: "\(override.operation.rawValue) \(override.path)",
        location: override.location)
      let before = state
      let single = JSONPatch([operation], valuesOf: object.document, dialect: .kubeFed)
      if (try? single.apply(to: &state, step: step, subject: "")) != nil {
        applied.changes = FieldEdit.edits(
          from: before, to: state, hidesValues: object.type.targetKind == "Secret")
      }
      return applied
    }
    return (resource, applied)
  }
}

extension FederatedOverride.Operation {
  var patch: JSONPatch.Operator {
    switch self {
    case .add: .add
    case .remove: .remove
    case .replace: .replace
    }
  }
}

private let unknownType = "kubefed.unknown-type"
private let misplacedNamespace = "kubefed.misplaced-namespace"
private let unusedPreference = "kubefed.unused-preference"
private let namespaceNotFederated = "kubefed.namespace-not-federated"
private let placedNowhere = "kubefed.placed-nowhere"
private let unknownCluster = "kubefed.unknown-cluster"
private let invalidOverrides = "kubefed.overrides"
private let droppedField = "kubefed.dropped-field"
private let overrideFailed = "kubefed.override"

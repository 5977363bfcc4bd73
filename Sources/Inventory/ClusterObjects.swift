internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What one object says about one cluster, before objects are merged by name.
struct ClusterSighting {
  enum View {
    case argoCD(Cluster.ArgoCD)
    case karmada(Cluster.Karmada)
    case kubeFed(Cluster.KubeFed)
    /// A Cluster API object: a name and labels, registered with no control plane.
    case clusterAPI(namespace: String, labels: Labels)
    case declared(DeclaredCluster)
  }

  var name: String
  var view: View
  var location: SourceLocation
}

/// Recognises the objects that register clusters.
///
/// Emits `inventory.cluster-without-name`, `inventory.cluster-without-server`, `inventory.cluster-type`,
/// `inventory.base64`.
struct ClusterObjectReader {
  private(set) var sightings: [ClusterSighting] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// How bad it is that a Secret has no name or server; where it is no error, they are taken as empty.
  let oddSecrets: Severity

  init(oddSecrets: Severity) { self.oddSecrets = oddSecrets }

  mutating func read(_ document: Document) {
    guard let id = ResourceID(of: document) else { return }
    switch (id.group, id.kind) {
    case ("", "Secret"): readSecret(document, id)
    case ("cluster.karmada.io", "Cluster"): readKarmada(document, id)
    case ("core.kubefed.io", "KubeFedCluster"): readKubeFed(document, id)
    case ("cluster.x-k8s.io", "Cluster"): readClusterAPI(document, id)
    default: break
    }
  }

  // MARK: - Argo CD

  private mutating func readSecret(_ document: Document, _ id: ResourceID) {
    let labels = Labels(document, document[document.root, ["metadata", "labels"]])
    guard labels[secretTypeLabel] == "cluster" else { return }
    let location = document.location(document.root)
    let name = secretValue("name", document) ?? ""
    let server = secretValue("server", document) ?? ""
    if name.isEmpty {
      diagnostics.append(
        Diagnostic(
          oddSecrets, clusterWithoutName,
          "the cluster Secret \(id.namespace)/\(id.name) has no `name` in its data; Argo CD needs it to address the cluster",
          at: location))
    } else if server.isEmpty {
      diagnostics.append(
        Diagnostic(
          oddSecrets, clusterWithoutServer,
          "the cluster Secret \(id.namespace)/\(id.name) has no `server` in its data; add the URL of the API server",
          at: location))
    }
    if name.isEmpty || server.isEmpty, oddSecrets == .error { return }
    let view = Cluster.ArgoCD(
      server: server, project: secretValue("project", document) ?? "", labels: labels,
      annotations: Labels(document, document[document.root, ["metadata", "annotations"]]), location: location)
    sightings.append(ClusterSighting(name: name, view: .argoCD(view), location: location))
  }

  /// One of the keys that are no secret; `config` is never asked for, so that credentials can't leak.
  private mutating func secretValue(_ key: String, _ document: Document) -> String? {
    if let node = document[document.root, ["stringData", key]], document.isScalar(node) {
      return document.string(node)
    }
    guard let node = document[document.root, ["data", key]], document.isScalar(node) else { return nil }
    guard let bytes = decodeBase64(document.string(node).utf8) else {
      diagnostics.append(
        .error(
          notBase64, "data.\(key) of a Secret must be base64; write plain text under stringData",
          at: document.location(node)))
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Karmada

  private mutating func readKarmada(_ document: Document, _ id: ResourceID) {
    guard named(document, id, "Karmada Cluster") else { return }
    let root = document.root
    let location = document.location(root)
    var zones = texts(document, document[root, ["spec", "zones"]], "spec.zones")
    let zone = text(document, document[root, ["spec", "zone"]], "spec.zone")
    if zones.isEmpty, !zone.isEmpty { zones = [zone] }
    let view = Cluster.Karmada(
      labels: Labels(document, document[root, ["metadata", "labels"]]),
      provider: text(document, document[root, ["spec", "provider"]], "spec.provider"),
      region: text(document, document[root, ["spec", "region"]], "spec.region"), zones: zones,
      taints: taints(document, document[root, ["spec", "taints"]]),
      apiEnablements: apiEnablements(document, document[root, ["status", "apiEnablements"]]),
      isBeingDeleted: document[root, ["metadata", "deletionTimestamp"]] != nil, location: location)
    sightings.append(ClusterSighting(name: id.name, view: .karmada(view), location: location))
  }

  private mutating func taints(_ document: Document, _ node: NodeID?) -> [Cluster.Taint] {
    list(document, node, "spec.taints").compactMap { item in
      guard document.isMapping(item) else {
        wrongType(document, item, "a taint must be a mapping of key, value and effect")
        return nil
      }
      return Cluster.Taint(
        key: text(document, document[item, "key"], "key"),
        value: text(document, document[item, "value"], "value"),
        effect: text(document, document[item, "effect"], "effect"), location: document.location(item))
    }
  }

  private mutating func apiEnablements(_ document: Document, _ node: NodeID?) -> [String: Set<String>]? {
    let items = list(document, node, "status.apiEnablements")
    if items.isEmpty { return nil }
    var result: [String: Set<String>] = [:]
    for item in items where document.isMapping(item) {
      let version = text(document, document[item, "groupVersion"], "groupVersion")
      for resource in list(document, document[item, "resources"], "resources") {
        result[version, default: []].insert(text(document, document[resource, "kind"], "kind"))
      }
    }
    return result
  }

  // MARK: - KubeFed and Cluster API

  private mutating func readKubeFed(_ document: Document, _ id: ResourceID) {
    guard named(document, id, "KubeFedCluster") else { return }
    let location = document.location(document.root)
    let view = Cluster.KubeFed(
      labels: Labels(document, document[document.root, ["metadata", "labels"]]), location: location)
    sightings.append(ClusterSighting(name: id.name, view: .kubeFed(view), location: location))
  }

  private mutating func readClusterAPI(_ document: Document, _ id: ResourceID) {
    guard named(document, id, "Cluster API Cluster") else { return }
    let labels = Labels(document, document[document.root, ["metadata", "labels"]])
    sightings.append(
      ClusterSighting(
        name: id.name, view: .clusterAPI(namespace: id.namespace, labels: labels),
        location: document.location(document.root)))
  }

  // MARK: - Fields

  private mutating func named(_ document: Document, _ id: ResourceID, _ what: String) -> Bool {
    if !id.name.isEmpty { return true }
    diagnostics.append(
      .error(
        clusterWithoutName, "this \(what) has no metadata.name; add one",
        at: document.location(document.root)))
    return false
  }

  private mutating func wrongType(_ document: Document, _ node: NodeID, _ message: String) {
    diagnostics.append(.error(wrongClusterType, message, at: document.location(node)))
  }

  private mutating func text(_ document: Document, _ node: NodeID?, _ field: String) -> String {
    guard let node else { return "" }
    switch document.kubernetesScalar(node) {
    case .string?: return document.string(node)
    case .null?: return ""
    default:
      let hint = document.isScalar(node) ? "; put it in quotes" : ""
      wrongType(document, node, "\(field) must be a string\(hint)")
      return ""
    }
  }

  private mutating func list(_ document: Document, _ node: NodeID?, _ field: String) -> [NodeID] {
    guard let node, document.kubernetesScalar(node) != .null else { return [] }
    guard document.isSequence(node) else {
      wrongType(document, node, "\(field) must be a list")
      return []
    }
    return Array(document.children(node))
  }

  private mutating func texts(_ document: Document, _ node: NodeID?, _ field: String) -> [String] {
    list(document, node, field).map { text(document, $0, field) }
  }
}

/// The bytes that standard base64 stands for, line breaks ignored; nil when it is none.
private func decodeBase64(_ text: String.UTF8View) -> [UInt8]? {
  var result: [UInt8] = []
  var bits: UInt32 = 0
  var count = 0
  var padding = 0
  for byte in text {
    let value: UInt8
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    case UInt8(ascii: "="):
      padding += 1
      continue
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
    default: return nil
    }
    if padding > 0 { return nil }
    bits = bits << 6 | UInt32(value)
    count += 1
    if count == 4 {
      result += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
      result.append(UInt8(truncatingIfNeeded: bits))
      (bits, count) = (0, 0)
    }
  }
  switch (count, padding) {
  case (0, 0): break
  case (2, 2): result.append(UInt8(truncatingIfNeeded: bits >> 4))
  case (3, 1): result += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
  default: return nil
  }
  return result
}

private let secretTypeLabel = "argocd.argoproj.io/secret-type"

private let clusterWithoutName = "inventory.cluster-without-name"
private let clusterWithoutServer = "inventory.cluster-without-server"
private let wrongClusterType = "inventory.cluster-type"
private let notBase64 = "inventory.base64"

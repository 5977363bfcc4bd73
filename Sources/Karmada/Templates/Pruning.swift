internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Takes out what belongs to the control plane's own object and not to the members' copies.
///
/// Source: reference/karmada.md section 11.
struct Pruning {
  private var document: Document
  private let id: ResourceID
  private let author: Author

  /// Prunes a document, bookkeeping keys included.
  static func prune(_ document: inout Document) {
    guard let id = ResourceID(of: document) else { return }
    let author = Author(.transformer, step: "Karmada pruning", at: document.location(document.root))
    var pruning = Pruning(document: document, id: id, author: author)
    pruning.run()
    document = pruning.document
  }

  private init(document: Document, id: ResourceID, author: Author) {
    self.document = document
    self.id = id
    self.author = author
  }

  private mutating func run() {
    let fields = [
      "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields",
      "resourceVersion", "selfLink", "uid", "ownerReferences", "finalizers",
    ]
    for field in fields { remove(["metadata", field]) }
    remove(["status"])
    switch id.kind {
    case "Deployment":
      removeKey("deployment.kubernetes.io/revision", at: ["metadata", "annotations"])
      removeKey("deployment.kubernetes.io/revision-history", at: ["metadata", "annotations"])
    case "Service": pruneService()
    case "Job": pruneJob()
    case "ServiceAccount": pruneServiceAccount()
    case "Secret": pruneSecret()
    case "PersistentVolumeClaim":
      removeKey("volume.kubernetes.io/selected-node", at: ["metadata", "annotations"])
    case "Namespace":
      // The conformance data keeps no empty spec.
      if let spec = document[document.root, "spec"], document.firstChild(spec) == nil { remove(["spec"]) }
    default: break
    }
    Bookkeeping.strip(&document, by: author)
  }

  private mutating func remove(_ path: [String]) {
    guard let key = path.last else { return }
    removeKey(key, at: path.dropLast())
  }

  private mutating func removeKey(_ key: String, at path: [String]) {
    let parent = path.isEmpty ? document.root : document[document.root, path]
    guard let parent, let node = document[parent, key] else { return }
    document.remove(node, from: parent, by: author)
  }

  private func text(_ path: [String]) -> String {
    guard let node = document[document.root, path], document.isScalar(node) else { return "" }
    return document.string(node)
  }

  private mutating func pruneService() {
    if same(text(["spec", "clusterIP"]), "None") { return }
    remove(["spec", "clusterIP"])
    remove(["spec", "clusterIPs"])
  }

  private mutating func pruneJob() {
    remove(["spec", "ttlSecondsAfterFinished"])
    if same(text(["spec", "manualSelector"]), "true") { return }
    for key in ["controller-uid", "batch.kubernetes.io/controller-uid"] {
      removeKey(key, at: ["spec", "selector", "matchLabels"])
    }
    for key in [
      "controller-uid", "batch.kubernetes.io/controller-uid", "job-name", "batch.kubernetes.io/job-name",
    ] {
      removeKey(key, at: ["spec", "template", "metadata", "labels"])
    }
  }

  /// Removes generated token Secrets; of two neighbours the second survives, as it does in Karmada.
  private mutating func pruneServiceAccount() {
    guard let secrets = document[document.root, "secrets"], document.isSequence(secrets) else { return }
    let prefix = "\(id.name)-token-"
    var skipsNext = false
    for item in Array(document.children(secrets)) {
      if skipsNext {
        skipsNext = false
        continue
      }
      guard let name = document[item, "name"], document.string(name).utf8.starts(with: prefix.utf8) else {
        continue
      }
      document.remove(item, from: secrets, by: author)
      skipsNext = true
    }
  }

  private mutating func pruneSecret() {
    guard same(text(["type"]), "kubernetes.io/service-account-token") else { return }
    removeKey("kubernetes.io/service-account.uid", at: ["metadata", "annotations"])
    document.set("data", in: document.root, to: .null, by: author)
  }
}

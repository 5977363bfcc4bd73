package import KubernetesModel
internal import SourceModel
internal import YAML

extension ResourceID {
  /// Whether this is an object that steers Karmada's propagation, and no template.
  package var isKarmadaPolicy: Bool {
    switch (group, kind) {
    case ("policy.karmada.io", "PropagationPolicy"), ("policy.karmada.io", "ClusterPropagationPolicy"),
      ("policy.karmada.io", "OverridePolicy"), ("policy.karmada.io", "ClusterOverridePolicy"),
      ("config.karmada.io", "ResourceInterpreterCustomization"),
      ("config.karmada.io", "ResourceInterpreterWebhookConfiguration"):
      true
    default: false
    }
  }
}

/// The policies that admission accepts, ready to be looked up.
///
/// Emits what the policies' `admit` emits, and `karmada.policy-version`, `karmada.policy-name`,
/// `karmada.duplicate-policy`, `karmada.interpreter-webhook`.
struct PolicySet {
  /// Sorted by name.
  private(set) var propagation: [PropagationPolicy] = []
  private(set) var overrides: [OverridePolicy] = []
  /// One for each kind.
  private(set) var customizations: [InterpreterCustomization] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Indices into `propagation`, by namespace, apiVersion and kind of a selector.
  private var index: [String: [Int]] = [:]
  /// Names of policies that were read, accepted or not.
  private var seen: [PolicyName: SourceLocation] = [:]

  init(_ documents: [Document]) {
    for document in documents { read(document) }
    propagation.sort { $0.name < $1.name }
    joinCustomizations()
    for (number, policy) in propagation.enumerated() where !policy.isBeingDeleted {
      var keys = Set<String>()
      for selector in policy.selectors {
        let key = Self.key(policy.name.namespace, selector.apiVersion, selector.kind)
        if keys.insert(key).inserted { index[key, default: []].append(number) }
      }
    }
  }

  /// The policies of a namespace, or the cluster-scoped ones, that have a selector for this kind; sorted by name.
  func candidates(namespace: String, for id: ResourceID) -> [Int] {
    index[Self.key(namespace, id.apiVersion, id.kind)] ?? []
  }

  func customization(of id: ResourceID) -> InterpreterCustomization? {
    customizations.first { same($0.apiVersion, id.apiVersion) && same($0.kind, id.kind) }
  }

  private static func key(_ namespace: String, _ apiVersion: String, _ kind: String) -> String {
    "\(namespace)\u{0}\(apiVersion)\u{0}\(kind)"
  }

  private mutating func read(_ original: Document) {
    guard let id = ResourceID(of: original) else { return }
    var document = original
    document.normalizeScalars(below: document.root)
    if id.group == "policy.karmada.io", id.version != "v1alpha1" {
      let place = document.location(document[document.root, "apiVersion"] ?? document.root)
      let message = "\(id): Karmada knows policies of policy.karmada.io/v1alpha1 only, not \(id.version)"
      diagnostics.append(.error(policyVersion, message, at: place))
      return
    }
    let isClusterScoped = id.kind.hasPrefix("Cluster")
    let namespace = isClusterScoped ? "" : id.namespace.isEmpty ? "default" : id.namespace
    let name = PolicyName(kind: id.kind, namespace: namespace, name: id.name)
    switch id.kind {
    case "ResourceInterpreterCustomization":
      if let customization = InterpreterCustomization(document) { customizations.append(customization) }
    case "ResourceInterpreterWebhookConfiguration":
      diagnostics.append(
        .warning(
          interpreterWebhook,
          "\(id.kind) \(id.name) names a program that this compiler can't ask; its kinds are read like unknown ones",
          at: document.location(document.root)))
    case "PropagationPolicy", "ClusterPropagationPolicy":
      guard isNew(name, document) else { return }
      let result = PropagationPolicy.admit(document, name)
      diagnostics += result.diagnostics
      if let policy = result.value { propagation.append(policy) }
    case "OverridePolicy", "ClusterOverridePolicy":
      guard isNew(name, document) else { return }
      let result = OverridePolicy.admit(document, name)
      diagnostics += result.diagnostics
      if let policy = result.value { overrides.append(policy) }
    default: return
    }
  }

  /// Several customizations of a kind count together, by their names.
  private mutating func joinCustomizations() {
    var joined: [InterpreterCustomization] = []
    for customization in customizations.sorted(by: { bytewise($0.name, $1.name) }) {
      let index = joined.firstIndex {
        same($0.apiVersion, customization.apiVersion) && same($0.kind, customization.kind)
      }
      if let index { joined[index].add(customization) } else { joined.append(customization) }
    }
    customizations = joined
  }

  private mutating func isNew(_ name: PolicyName, _ document: Document) -> Bool {
    let location = document.location(document.root)
    if name.name.isEmpty {
      diagnostics.append(.error(policyName, "this \(name.kind) has no metadata.name; add one", at: location))
      return false
    }
    if let other = seen[name] {
      diagnostics.append(
        .error(
          duplicatePolicy, "\(name) is defined twice; remove one", at: location,
          notes: [.init("the other one is here", at: other)]))
      return false
    }
    seen[name] = location
    return true
  }
}

private let policyVersion = "karmada.policy-version"
private let policyName = "karmada.policy-name"
private let duplicatePolicy = "karmada.duplicate-policy"
private let interpreterWebhook = "karmada.interpreter-webhook"

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One item of `clusterOverrides`.
struct FederatedOverride {
  enum Operation: String {
    case add
    case remove
    case replace
  }

  var path: String
  var operation: Operation
  /// A node of the object's document; nil where none is written.
  var value: NodeID?
  var location: SourceLocation
  /// The ReplicaSchedulingPreference that planned the value; nil for what the object says itself.
  var preference: String?
}

/// One item of `spec.overrides`.
struct ClusterOverrides {
  var cluster: String
  var overrides: [FederatedOverride]
  var location: SourceLocation
}

/// A federated object: template, placement and overrides. Source: reference/kubefed.md sections 2 to 4.
struct FederatedObject {
  var id: ResourceID
  /// Scalars as JSON.
  var document: Document
  var type: FederatedType
  var placement = FederatedPlacement()
  var overrides: [ClusterOverrides] = []

  var location: SourceLocation { document.location(document.root) }
  /// `FederatedDeployment app/web`, for messages.
  var name: String {
    id.namespace.isEmpty ? "\(id.kind) \(id.name)" : "\(id.kind) \(id.namespace)/\(id.name)"
  }

  /// What decides about its clusters.
  var placementLocation: SourceLocation { placement.preference?.location ?? location(placement.node) }

  /// Where the placement is written, or the object itself.
  func location(_ node: NodeID?) -> SourceLocation { document.location(node ?? document.root) }
}

/// Reads federated objects by their schema.
///
/// Emits `kubefed.field-type`, `kubefed.required-field`, `kubefed.field-value`, `kubefed.unknown-field`,
/// `kubefed.selector`.
struct FederatedObjectReader {
  private var object: FederatedObject
  private(set) var diagnostics: [Diagnostic] = []
  private var document: Document { object.document }

  /// The object, and what is wrong with it; nil when the API server would refuse it.
  static func read(_ document: Document, _ id: ResourceID, _ type: FederatedType) -> (
    FederatedObject?, [Diagnostic]
  ) {
    var reader = FederatedObjectReader(object: FederatedObject(id: id, document: document, type: type))
    reader.read()
    return (reader.diagnostics.hasErrors ? nil : reader.object, reader.diagnostics)
  }

  private init(object: FederatedObject) { self.object = object }

  private mutating func read() {
    guard let spec = document[document.root, "spec"], document.kubernetesScalar(spec) != .null else { return }
    checkFields(of: spec, "spec", ["template", "placement", "overrides", "retainReplicas"])
    if let template = document[spec, "template"], document.isScalar(template),
      document.kubernetesScalar(template) != .null
    {
      wrongType(template, "spec.template", "a mapping")
    }
    readPlacement(spec)
    for (index, item) in items(spec, "overrides", "spec").enumerated() {
      let path = "spec.overrides[\(index)]"
      checkFields(of: item, path, ["clusterName", "clusterOverrides"])
      let overrides = items(item, "clusterOverrides", path).enumerated().compactMap { inner, node in
        override(node, "\(path).clusterOverrides[\(inner)]")
      }
      object.overrides.append(
        ClusterOverrides(
          cluster: text(item, "clusterName", path), overrides: overrides, location: document.location(item)))
    }
  }

  // MARK: - Placement

  private mutating func readPlacement(_ spec: NodeID) {
    guard let placement = document[spec, "placement"], document.kubernetesScalar(placement) != .null else {
      return
    }
    let path = "spec.placement"
    checkFields(of: placement, path, ["clusters", "clusterSelector"])
    object.placement.node = placement
    if let clusters = document[placement, "clusters"], document.kubernetesScalar(clusters) != .null {
      object.placement.names = items(placement, "clusters", path).enumerated().map { index, item in
        checkFields(of: item, "\(path).clusters[\(index)]", ["name"])
        return text(item, "name", "\(path).clusters[\(index)]", isRequired: true)
      }
    }
    guard let selector = document[placement, "clusterSelector"], document.kubernetesScalar(selector) != .null
    else { return }
    readSelector(selector, "\(path).clusterSelector", isUsed: object.placement.names == nil)
  }

  private mutating func readSelector(_ node: NodeID, _ path: String, isUsed: Bool) {
    checkFields(of: node, path, ["matchLabels", "matchExpressions"])
    var requirements: [LabelSelector.Requirement] = []
    if let labels = document[node, "matchLabels"] {
      for pair in Labels(document, labels).pairs {
        if let problem = LabelSelector.problem(key: pair.key, values: [pair.value]) {
          refuse(labels, "\(path).matchLabels: \(problem)", isUsed: isUsed)
        }
        requirements.append(.init(key: pair.key, operator: .in, values: [pair.value]))
      }
    }
    for (index, item) in items(node, "matchExpressions", path).enumerated() {
      let path = "\(path).matchExpressions[\(index)]"
      checkFields(of: item, path, ["key", "operator", "values"])
      let word = text(item, "operator", path)
      let values = items(item, "values", path).map { document.string($0) }
      let operation = LabelSelector.Operator(rawValue: word)
      let needsValues = operation == .in || operation == .notIn
      guard let operation, values.isEmpty != needsValues else {
        let problem =
          operation == nil
          ? "\"\(word)\" is not a valid label selector operator; use In, NotIn, Exists or DoesNotExist"
          : "\(word) takes \(needsValues ? "at least one value" : "no values")"
        refuse(item, "\(path): \(problem)", isUsed: isUsed)
        continue
      }
      let key = text(item, "key", path)
      if let problem = LabelSelector.problem(key: key, values: values) {
        refuse(item, "\(path): \(problem)", isUsed: isUsed)
      }
      requirements.append(.init(key: key, operator: operation, values: values))
    }
    object.placement.selector = LabelSelector(requirements: requirements)
  }

  /// Reports a selector that can't be used; that matters only where it is used.
  private mutating func refuse(_ node: NodeID, _ message: String, isUsed: Bool) {
    object.placement.hasInvalidSelector = true
    diagnostics.append(
      Diagnostic(
        isUsed ? .error : .warning, invalidSelector, "\(object.name): \(message)",
        at: document.location(node)))
  }

  // MARK: - Overrides

  private mutating func override(_ node: NodeID, _ path: String) -> FederatedOverride? {
    checkFields(of: node, path, ["path", "op", "value"])
    let pointer = text(node, "path", path, isRequired: true)
    let word = text(node, "op", path)
    guard let operation = FederatedOverride.Operation(rawValue: word.isEmpty ? "replace" : word) else {
      diagnostics.append(
        .error(
          fieldValue, "\(object.name): \(path).op can't be \"\(word)\"; it is add, remove or replace",
          at: document.location(document[node, "op"] ?? node)))
      return nil
    }
    return FederatedOverride(
      path: pointer, operation: operation, value: document[node, "value"], location: document.location(node))
  }

  // MARK: - Fields

  private mutating func checkFields(of node: NodeID, _ path: String, _ known: [String]) {
    guard document.isMapping(node) else {
      wrongType(node, path, "a mapping")
      return
    }
    for child in document.children(node) {
      let key = document.key(child)
      if known.contains(where: { same($0, key) }) { continue }
      let hint = nearMiss(to: key, among: known).map { "; did you mean \($0)?" } ?? "; remove it"
      diagnostics.append(
        .warning(
          unknownField, "\(object.name): KubeFed has no field \(path).\(key) and drops it\(hint)",
          at: document.keyLocation(child)))
    }
  }

  private mutating func items(_ node: NodeID, _ key: String, _ path: String) -> [NodeID] {
    guard let value = document[node, key], document.kubernetesScalar(value) != .null else { return [] }
    guard document.isSequence(value) else {
      wrongType(value, "\(path).\(key)", "a list")
      return []
    }
    return Array(document.children(value))
  }

  private mutating func text(_ node: NodeID, _ key: String, _ path: String, isRequired: Bool = false)
    -> String
  {
    guard let value = document[node, key], document.kubernetesScalar(value) != .null else {
      if isRequired {
        diagnostics.append(
          .error(
            requiredField, "\(object.name): \(path).\(key) is required", at: document.location(node)))
      }
      return ""
    }
    if document.kubernetesScalar(value) == .string { return document.string(value) }
    wrongType(value, "\(path).\(key)", "a string\(document.isScalar(value) ? "; put it in quotes" : "")")
    return ""
  }

  private mutating func wrongType(_ node: NodeID, _ path: String, _ wanted: String) {
    diagnostics.append(
      .error(fieldType, "\(object.name): \(path) must be \(wanted)", at: document.location(node)))
  }
}

private let fieldType = "kubefed.field-type"
private let requiredField = "kubefed.required-field"
private let fieldValue = "kubefed.field-value"
private let unknownField = "kubefed.unknown-field"
private let invalidSelector = "kubefed.selector"

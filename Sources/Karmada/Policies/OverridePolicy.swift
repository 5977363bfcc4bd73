internal import KubernetesModel
internal import SourceModel
internal import YAML

/// An OverridePolicy or ClusterOverridePolicy that admission accepts. Source: reference/karmada.md section 10.
struct OverridePolicy {
  var name: PolicyName
  var document: Document
  /// Empty: every object (of the namespace).
  var selectors: [ResourceSelector] = []
  var rules: [OverrideRule] = []

  func location(_ node: NodeID?) -> SourceLocation { document.location(node ?? document.root) }

  /// How it selects an object; nil when it does not.
  func rank(of id: ResourceID, labels: Labels) -> SelectorRank? {
    selectors.isEmpty ? .all : selectors.best(for: id, labels: labels)?.rank
  }
}

/// One item of `overrideRules`, or the implicit rule of the deprecated fields.
struct OverrideRule {
  var target: ClusterAffinity?
  var images: [ImageOverrider] = []
  var commands: [ListOverrider] = []
  var arguments: [ListOverrider] = []
  var labels: [MapOverrider] = []
  var annotations: [MapOverrider] = []
  var fields: [FieldOverrider] = []
  var plaintext: [PatchOperation] = []
  var node: NodeID
}

enum OverrideOperator: String {
  case add
  case remove
  case replace
}

struct ImageOverrider {
  enum Component: String {
    case registry = "Registry"
    case repository = "Repository"
    case tag = "Tag"
  }

  var component: Component
  var operation: OverrideOperator
  var value: String
  var predicatePath: String?
  var node: NodeID
}

/// One item of `commandOverrider` or `argsOverrider`.
struct ListOverrider {
  var containerName: String
  var operation: OverrideOperator
  var values: [String]
  var node: NodeID
}

/// One item of `labelsOverrider` or `annotationsOverrider`.
struct MapOverrider {
  var operation: OverrideOperator
  var pairs: [(key: String, value: String, node: NodeID)]
  var node: NodeID
}

/// One item of `fieldOverrider`.
struct FieldOverrider {
  var fieldPath: String
  var json: [PatchOperation]
  var yaml: [PatchOperation]
  var node: NodeID
}

/// One item of `plaintext`, or of `json` and `yaml` of a field overrider.
struct PatchOperation {
  var operation: OverrideOperator
  var path: String
  /// Nil where no value is written, which means null.
  var value: NodeID?
  var node: NodeID
}

extension OverridePolicy {
  private static let overriderFields = [
    "plaintext", "imageOverrider", "commandOverrider", "argsOverrider", "labelsOverrider",
    "annotationsOverrider", "fieldOverrider",
  ]

  /// Reads a policy and applies what admission does; no value when it is rejected.
  ///
  /// Emits what `PolicyReader` emits and `karmada.deprecated-fields-ignored`. Source: reference/karmada.md section 2.
  static func admit(_ document: Document, _ name: PolicyName) -> Compiled<OverridePolicy> {
    var reader = PolicyReader(document, subject: name.description)
    var policy = OverridePolicy(name: name, document: document)
    _ = reader.checkFields(of: document.root, "", ["apiVersion", "kind", "metadata", "spec", "status"])
    let fields = ["resourceSelectors", "overrideRules", "targetCluster", "overriders"]
    if let spec = reader.mapping(document.root, "spec", "", fields, required: true) {
      policy.selectors = reader.resourceSelectors(
        spec, policyNamespace: name.namespace.isEmpty ? nil : name.namespace, required: false)
      policy.readRules(spec, &reader)
    }
    let diagnostics = reader.diagnostics
    return Compiled(diagnostics.hasErrors ? nil : policy, diagnostics)
  }

  private mutating func readRules(_ spec: NodeID, _ reader: inout PolicyReader) {
    let hasRules = reader.value(spec, "overrideRules", "spec") != nil
    let items = reader.items(spec, "overrideRules", "spec")
    for (index, item) in items.enumerated() {
      let path = "spec.overrideRules[\(index)]"
      guard reader.checkFields(of: item, path, ["targetCluster", "overriders"]) else { continue }
      var rule = OverrideRule(target: reader.clusterAffinity(item, "targetCluster", path), node: item)
      if let overriders = reader.mapping(
        item, "overriders", path, Self.overriderFields, required: true)
      {
        reader.overriders(overriders, "\(path).overriders", into: &rule)
      }
      reader.validateFieldSelector(of: rule.target, "\(path).targetCluster")
      reader.validate(rule, "\(path).overriders")
      rules.append(rule)
    }
    let target = reader.clusterAffinity(spec, "targetCluster", "spec")
    let overriders = reader.mapping(spec, "overriders", "spec", Self.overriderFields)
    guard let node = overriders ?? target?.node else { return }
    var rule = OverrideRule(target: target, node: node)
    if let overriders { reader.overriders(overriders, "spec.overriders", into: &rule) }
    if items.isEmpty { rules.append(rule) }
    if !hasRules { return }
    if let node = target?.node {
      reader.refuse(node, "spec.targetCluster can't stand beside spec.overrideRules; move it into a rule")
    }
    if rule.hasMoreThanFields {
      reader.refuse(node, "spec.overriders can't stand beside spec.overrideRules; move them into a rule")
    } else if overriders != nil, !items.isEmpty {
      reader.warn(
        node, deprecatedIgnored, "spec.overriders is ignored beside spec.overrideRules; move it into a rule")
    }
  }
}

extension OverrideRule {
  /// The test that admission makes; it forgets field overriders.
  fileprivate var hasMoreThanFields: Bool {
    !images.isEmpty || !commands.isEmpty || !arguments.isEmpty || !labels.isEmpty || !annotations.isEmpty
      || !plaintext.isEmpty
  }
}

// MARK: - Overriders

extension PolicyReader {
  private static let allOperators = ["add", "remove", "replace"]

  mutating func overriders(_ node: NodeID, _ path: String, into rule: inout OverrideRule) {
    rule.plaintext = each(node, "plaintext", path, ["path", "operator", "value"]) { reader, item, path in
      reader.patchOperation(item, path, pathField: "path")
    }
    rule.images = each(node, "imageOverrider", path, ["predicate", "component", "operator", "value"]) {
      reader, item, path in reader.imageOverrider(item, path)
    }
    let listFields = ["containerName", "operator", "value"]
    rule.commands = each(node, "commandOverrider", path, listFields) { $0.listOverrider($1, $2) }
    rule.arguments = each(node, "argsOverrider", path, listFields) { $0.listOverrider($1, $2) }
    rule.labels = each(node, "labelsOverrider", path, ["operator", "value"]) { $0.mapOverrider($1, $2) }
    rule.annotations = each(node, "annotationsOverrider", path, ["operator", "value"]) {
      $0.mapOverrider($1, $2)
    }
    rule.fields = each(node, "fieldOverrider", path, ["fieldPath", "json", "yaml"]) { reader, item, path in
      let fieldPath = reader.text(item, "fieldPath", path, required: true)
      let subFields = ["subPath", "operator", "value"]
      func operations(_ key: String, _ reader: inout PolicyReader) -> [PatchOperation] {
        reader.each(item, key, path, subFields) { $0.patchOperation($1, $2, pathField: "subPath") }
      }
      let json = operations("json", &reader)
      return FieldOverrider(
        fieldPath: fieldPath, json: json, yaml: operations("yaml", &reader), node: item)
    }
  }

  private mutating func each<Item>(
    _ node: NodeID, _ key: String, _ path: String, _ fields: [String],
    _ read: (inout PolicyReader, NodeID, String) -> Item?
  ) -> [Item] {
    var result: [Item] = []
    for (index, item) in items(node, key, path).enumerated() {
      let path = "\(path).\(key)[\(index)]"
      guard checkFields(of: item, path, fields), let value = read(&self, item, path) else { continue }
      result.append(value)
    }
    return result
  }

  private mutating func operation(
    _ item: NodeID, _ path: String, oneOf allowed: [String] = allOperators
  ) -> OverrideOperator? {
    OverrideOperator(rawValue: text(item, "operator", path, required: true, oneOf: allowed))
  }

  private mutating func patchOperation(
    _ item: NodeID, _ path: String, pathField: String
  ) -> PatchOperation? {
    let pointer = text(item, pathField, path, required: true)
    guard let operation = operation(item, path) else { return nil }
    return PatchOperation(operation: operation, path: pointer, value: document[item, "value"], node: item)
  }

  private mutating func imageOverrider(_ item: NodeID, _ path: String) -> ImageOverrider? {
    let components = ["Registry", "Repository", "Tag"]
    let component = text(item, "component", path, required: true, oneOf: components)
    let operation = operation(item, path)
    let value = text(item, "value", path)
    var predicatePath: String?
    if let predicate = mapping(item, "predicate", path, ["path"]) {
      predicatePath = text(predicate, "path", "\(path).predicate", required: true)
    }
    guard let component = ImageOverrider.Component(rawValue: component), let operation else { return nil }
    return ImageOverrider(
      component: component, operation: operation, value: value, predicatePath: predicatePath, node: item)
  }

  private mutating func listOverrider(_ item: NodeID, _ path: String) -> ListOverrider? {
    let container = text(item, "containerName", path, required: true)
    let values = texts(item, "value", path)
    guard let operation = operation(item, path, oneOf: ["add", "remove"]) else { return nil }
    return ListOverrider(containerName: container, operation: operation, values: values, node: item)
  }

  private mutating func mapOverrider(_ item: NodeID, _ path: String) -> MapOverrider? {
    let pairs = pairs(item, "value", path, required: true)
    guard let operation = operation(item, path) else { return nil }
    return MapOverrider(operation: operation, pairs: pairs, node: item)
  }

  // MARK: - Admission

  /// The rules for `overrideRules`; the deprecated form is not checked. Source: reference/karmada.md section 2.5.
  fileprivate mutating func validate(_ rule: OverrideRule, _ path: String) {
    for (index, overrider) in rule.labels.enumerated() {
      for pair in overrider.pairs {
        let path = "\(path).labelsOverrider[\(index)].value"
        if let problem = labelKeyProblem(pair.key) {
          refuse(pair.node, "\(path): \"\(pair.key)\" is no label key: \(problem)")
        }
        if let problem = labelValueProblem(pair.value) {
          refuse(pair.node, "\(path): \"\(pair.value)\" is no label value: \(problem)")
        }
      }
    }
    for (index, overrider) in rule.annotations.enumerated() {
      for pair in overrider.pairs {
        // Unlike those of labels, the letters of annotation keys may be upper-case everywhere.
        guard let problem = labelKeyProblem(pair.key.lowercased()) else { continue }
        refuse(
          pair.node,
          "\(path).annotationsOverrider[\(index)].value: \"\(pair.key)\" is no annotation key: \(problem)")
      }
    }
    for (index, overrider) in rule.images.enumerated() {
      guard let pointer = overrider.predicatePath else { continue }
      checkPointer(pointer, "\(path).imageOverrider[\(index)].predicate.path", overrider.node)
    }
    for (index, overrider) in rule.fields.enumerated() {
      validate(overrider, "\(path).fieldOverrider[\(index)]")
    }
  }

  private mutating func validate(_ overrider: FieldOverrider, _ path: String) {
    if overrider.json.isEmpty == overrider.yaml.isEmpty {
      let count = overrider.json.isEmpty ? "neither json nor yaml" : "both json and yaml"
      refuse(overrider.node, "\(path) has \(count); it needs exactly one")
    }
    checkPointer(
      overrider.fieldPath, "\(path).fieldPath", document[overrider.node, "fieldPath"] ?? overrider.node)
    for (kind, operations) in [("json", overrider.json), ("yaml", overrider.yaml)] {
      for (index, operation) in operations.enumerated() {
        let path = "\(path).\(kind)[\(index)]"
        checkPointer(operation.path, "\(path).subPath", document[operation.node, "subPath"] ?? operation.node)
        let hasValue = operation.value.map { document.kubernetesScalar($0) != .null } ?? false
        if operation.operation == .remove, hasValue, let value = operation.value {
          refuse(value, "\(path).value is not allowed for remove; delete it")
        } else if operation.operation != .remove, !hasValue {
          refuse(operation.node, "\(path).value is required for \(operation.operation.rawValue)")
        }
      }
    }
  }

  private mutating func checkPointer(_ pointer: String, _ path: String, _ node: NodeID) {
    if pointer.utf8.isEmpty || pointer.utf8.first == UInt8(ascii: "/") { return }
    refuse(node, "\(path) \"\(pointer)\" must be empty or start with /")
  }
}

private let deprecatedIgnored = "karmada.deprecated-fields-ignored"

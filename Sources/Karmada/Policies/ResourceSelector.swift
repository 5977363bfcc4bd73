internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A label selector as Karmada evaluates it: one that can't be parsed matches nothing.
struct LenientSelector {
  /// Nil when the selector can't be parsed.
  var selector: LabelSelector?

  func matches(_ labels: Labels) -> Bool { selector?.matches(labels) ?? false }
}

/// How precisely a selector names an object; the higher wins. Source: reference/karmada.md section 4.1.
enum SelectorRank: Int, Comparable {
  case all = 1
  case label = 2
  case name = 3

  static func < (a: SelectorRank, b: SelectorRank) -> Bool { a.rawValue < b.rawValue }
}

/// One item of `resourceSelectors`.
struct ResourceSelector {
  var apiVersion: String
  var kind: String
  /// Empty for any namespace.
  var namespace: String
  /// Empty for any name.
  var name: String
  var labelSelector: LenientSelector?
  var node: NodeID

  /// How this selects an object; nil when it does not.
  func rank(of id: ResourceID, labels: Labels) -> SelectorRank? {
    guard same(kind, id.kind), same(apiVersion, id.apiVersion) else { return nil }
    if !namespace.isEmpty, !same(namespace, id.namespace) { return nil }
    if !name.isEmpty { return same(name, id.name) ? .name : nil }
    guard let labelSelector else { return .all }
    return labelSelector.matches(labels) ? .label : nil
  }
}

extension [ResourceSelector] {
  /// The best rank of all selectors, and the one that has it; nil when none selects the object.
  func best(for id: ResourceID, labels: Labels) -> (rank: SelectorRank, selector: ResourceSelector)? {
    var best: (rank: SelectorRank, selector: ResourceSelector)?
    for selector in self {
      guard let rank = selector.rank(of: id, labels: labels) else { continue }
      if best.map({ rank > $0.rank }) ?? true { best = (rank, selector) }
    }
    return best
  }
}

extension PolicyReader {
  /// Reads `resourceSelectors`; in a namespaced policy a selector without namespace means the policy's own.
  mutating func resourceSelectors(
    _ spec: NodeID, policyNamespace: String?, required: Bool
  ) -> [ResourceSelector] {
    let items = items(spec, "resourceSelectors", "spec", required: required)
    if required, items.isEmpty, let list = document[spec, "resourceSelectors"], document.isSequence(list) {
      refuse(list, "spec.resourceSelectors must have at least one item")
    }
    return items.enumerated().compactMap { index, item in
      let path = "spec.resourceSelectors[\(index)]"
      let fields = ["apiVersion", "kind", "namespace", "name", "labelSelector"]
      guard checkFields(of: item, path, fields) else { return nil }
      var selector = ResourceSelector(
        apiVersion: text(item, "apiVersion", path, required: true),
        kind: text(item, "kind", path, required: true), namespace: text(item, "namespace", path),
        name: text(item, "name", path), labelSelector: labelSelector(item, path), node: item)
      if let policyNamespace {
        if selector.namespace.isEmpty { selector.namespace = policyNamespace }
        if !same(selector.namespace, policyNamespace), let node = document[item, "namespace"] {
          refuse(
            node,
            "\(path).namespace is \(selector.namespace), but a policy selects only in its own namespace, \(policyNamespace); use a cluster-scoped policy"
          )
        }
      }
      return selector
    }
  }

  /// Reads `labelSelector` of `node`. A selector that can't be parsed is legal, matches nothing and gets a warning.
  mutating func labelSelector(_ node: NodeID, _ parent: String) -> LenientSelector? {
    let path = "\(parent).labelSelector"
    guard
      let selector = mapping(node, "labelSelector", parent, ["matchLabels", "matchExpressions"])
    else { return nil }
    let labels = pairs(selector, "matchLabels", path).map {
      SelectorExpression(key: $0.key, operation: "In", values: [$0.value], node: $0.node)
    }
    var requirements: [LabelSelector.Requirement] = []
    var isSound = true
    for requirement in labels + expressions(selector, path) {
      guard let parsed = requirement.parsed else {
        warn(
          requirement.node, invalidSelector,
          "\(path) can't be evaluated (\(requirement.problem)), so it selects nothing")
        isSound = false
        continue
      }
      requirements.append(parsed)
    }
    return LenientSelector(selector: isSound ? LabelSelector(requirements: requirements) : nil)
  }

  /// Reads `matchExpressions` of a label or field selector without judging operators and values.
  mutating func expressions(_ selector: NodeID, _ path: String) -> [SelectorExpression] {
    items(selector, "matchExpressions", path).enumerated().compactMap { index, item in
      let path = "\(path).matchExpressions[\(index)]"
      guard checkFields(of: item, path, ["key", "operator", "values"]) else { return nil }
      return SelectorExpression(
        key: text(item, "key", path, required: true), operation: text(item, "operator", path, required: true),
        values: texts(item, "values", path), node: item)
    }
  }
}

/// An expression of a selector as it is written.
struct SelectorExpression {
  var key: String
  var operation: String
  var values: [String]
  var node: NodeID

  /// `region In (west,east)`.
  var text: String { "\(key) \(operation) (\(values.joined(separator: ",")))" }

  /// The requirement that Kubernetes makes of it; nil when it can't.
  var parsed: LabelSelector.Requirement? {
    guard let operation = LabelSelector.Operator(rawValue: operation), problem.isEmpty else { return nil }
    return LabelSelector.Requirement(key: key, operator: operation, values: values)
  }

  /// Why it can't be parsed; empty when it can.
  var problem: String {
    switch LabelSelector.Operator(rawValue: operation) {
    case nil: return "\"\(operation)\" is no operator; use In, NotIn, Exists or DoesNotExist"
    case .in? where values.isEmpty, .notIn? where values.isEmpty: return "\(operation) needs values"
    case .exists? where !values.isEmpty, .doesNotExist? where !values.isEmpty:
      return "\(operation) takes no values"
    default: return LabelSelector.problem(key: key, values: values) ?? ""
    }
  }
}

/// Equality of bytes: Swift's `==` also holds for different encodings of one character.
func same(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

private let invalidSelector = "karmada.invalid-selector"

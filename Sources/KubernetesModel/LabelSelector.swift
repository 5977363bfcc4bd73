package import YAML

/// A Kubernetes label selector: `matchLabels` and `matchExpressions`, all of which must hold.
package struct LabelSelector: Sendable, Hashable {
  package enum Operator: String, Sendable {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
  }

  package struct Requirement: Sendable, Hashable {
    package var key: String
    package var `operator`: Operator
    package var values: [String]

    package init(key: String, operator: Operator, values: [String]) {
      self.key = key
      self.operator = `operator`
      self.values = values
    }

    /// Whether labels hold; `NotIn` and `DoesNotExist` hold for an absent key.
    package func matches(_ labels: Labels) -> Bool {
      let value = labels[key]
      switch self.operator {
      case .in: return value.map { value in values.contains { $0.utf8.elementsEqual(value.utf8) } } ?? false
      case .notIn:
        return value.map { value in !values.contains { $0.utf8.elementsEqual(value.utf8) } } ?? true
      case .exists: return value != nil
      case .doesNotExist: return value == nil
      }
    }
  }

  package var requirements: [Requirement]

  package init(requirements: [Requirement]) { self.requirements = requirements }

  /// An empty selector matches everything.
  package var isEmpty: Bool { requirements.isEmpty }

  package func matches(_ labels: Labels) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

  /// The first requirement that the labels do not meet; nil when all are met.
  package func failure(for labels: Labels) -> Requirement? { requirements.first { !$0.matches(labels) } }
}

extension LabelSelector.Requirement: CustomStringConvertible {
  /// As `kubectl` writes it: `a in (b,c)`, `!a`, `a`.
  package var description: String {
    switch self.operator {
    case .in: "\(key) in (\(values.joined(separator: ",")))"
    case .notIn: "\(key) notin (\(values.joined(separator: ",")))"
    case .exists: key
    case .doesNotExist: "!\(key)"
    }
  }
}

/// Labels or annotations, sorted by the bytes of their keys.
package struct Labels: Sendable, Hashable {
  package private(set) var pairs: [(key: String, value: String)]

  package init() { pairs = [] }

  package init(_ pairs: [(key: String, value: String)]) {
    self.pairs = []
    for pair in pairs { self[pair.key] = pair.value }
  }

  /// The string entries of a mapping node; other values are left out.
  package init(_ document: Document, _ node: NodeID?) {
    pairs = []
    guard let node, document.isMapping(node) else { return }
    for child in document.children(node) where document.isScalar(child) {
      self[document.key(child)] = document.string(child)
    }
  }

  package var isEmpty: Bool { pairs.isEmpty }

  package subscript(key: String) -> String? {
    get {
      let index = position(of: key)
      guard index < pairs.count, pairs[index].key.utf8.elementsEqual(key.utf8) else { return nil }
      return pairs[index].value
    }
    set {
      let index = position(of: key)
      let isPresent = index < pairs.count && pairs[index].key.utf8.elementsEqual(key.utf8)
      switch (newValue, isPresent) {
      case (let value?, true): pairs[index].value = value
      case (let value?, false): pairs.insert((key, value), at: index)
      case (nil, true): pairs.remove(at: index)
      case (nil, false): break
      }
    }
  }

  private func position(of key: String) -> Int {
    var low = 0
    var high = pairs.count
    while low < high {
      let middle = (low + high) / 2
      if pairs[middle].key.utf8.lexicographicallyPrecedes(key.utf8) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  package static func == (a: Labels, b: Labels) -> Bool {
    a.pairs.count == b.pairs.count
      && zip(a.pairs, b.pairs).allSatisfy {
        $0.key.utf8.elementsEqual($1.key.utf8) && $0.value.utf8.elementsEqual($1.value.utf8)
      }
  }

  package func hash(into hasher: inout Hasher) {
    for pair in pairs {
      hasher.combine(pair.key)
      hasher.combine(pair.value)
    }
  }
}

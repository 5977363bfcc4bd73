internal import KubernetesModel
internal import SourceModel
internal import YAML

/// One term of a label selector as written, before anything is checked.
struct SelectorTerm {
  var key: String
  var `operator`: String
  var values: [String]
  var location: SourceLocation

  /// The terms of `matchLabels` and `matchExpressions`.
  static func read(_ document: Document, _ node: NodeID) -> [SelectorTerm] {
    var terms: [SelectorTerm] = []
    if let labels = document[node, "matchLabels"] {
      for child in document.children(labels) {
        terms.append(
          SelectorTerm(
            key: document.jsonKey(child), operator: "In", values: [document.string(child)],
            location: document.keyLocation(child)))
      }
    }
    if let expressions = document[node, "matchExpressions"] {
      for child in document.children(expressions) {
        let values = document[child, "values"].map { document.children($0).map { document.string($0) } }
        terms.append(
          SelectorTerm(
            key: document[child, "key"].map { document.string($0) } ?? "",
            operator: document[child, "operator"].map { document.string($0) } ?? "", values: values ?? [],
            location: document.location(child)))
      }
    }
    return terms
  }

  /// What is wrong with the term; nil when nothing is.
  func problem(checksValues: Bool) -> String? {
    guard let known = LabelSelector.Operator(rawValue: self.operator) else {
      return "\"\(self.operator)\" is no selector operator; use In, NotIn, Exists or DoesNotExist"
    }
    let needsValues = known == .in || known == .notIn
    if needsValues == values.isEmpty {
      return "\(self.operator) takes \(needsValues ? "at least one value" : "no values")"
    }
    guard labelKeyProblem(key) == nil else {
      return
        "\"\(key)\" is no label key: letters, digits, \"-\", \"_\", \".\", with an optional domain and \"/\""
    }
    if checksValues, let bad = values.first(where: { labelValueProblem($0) != nil }) {
      return "\"\(bad)\" is no label value: at most 63 letters, digits, \"-\", \"_\" or \".\""
    }
    return nil
  }
}

extension SelectorTerm: CustomStringConvertible {
  /// As `kubectl` writes it; a term that is wrong in itself is left as it is.
  var description: String {
    guard let known = LabelSelector.Operator(rawValue: self.operator) else {
      return "\(key) \(self.operator)"
    }
    return LabelSelector.Requirement(key: key, operator: known, values: values).description
  }
}

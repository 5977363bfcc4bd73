package import SourceModel
package import YAML

extension LabelSelector {
  /// Reads `matchLabels` and `matchExpressions`; every mistake is reported and its term left out.
  ///
  /// Emits `<prefix>.unknown-field`, `<prefix>.field-type`, `<prefix>.missing-field`, `<prefix>.selector-operator` and
  /// `<prefix>.selector-values`.
  package static func read(_ document: Document, _ node: NodeID, prefix: String) -> (
    LabelSelector, [Diagnostic]
  ) {
    var reader = MappingReader(document, node, subject: "the selector", prefix: prefix)
    var requirements = reader.takeLabels("matchLabels").pairs.map {
      Requirement(key: $0.key, operator: .in, values: [$0.value])
    }
    let expressions = reader.takeSequence("matchExpressions")
    var diagnostics = reader.finish()
    for expression in expressions {
      let (requirement, problems) = Requirement.read(document, expression, prefix: prefix)
      diagnostics += problems
      if let requirement { requirements.append(requirement) }
    }
    return (LabelSelector(requirements: requirements), diagnostics)
  }
}

extension LabelSelector.Requirement {
  fileprivate static func read(
    _ document: Document, _ node: NodeID, prefix: String
  ) -> (LabelSelector.Requirement?, [Diagnostic]) {
    var reader = MappingReader(document, node, subject: "the selector expression", prefix: prefix)
    let key = reader.requireString("key")
    let word = reader.requireString("operator")
    let values = reader.takeStrings("values").map(\.text)
    guard let key, let word else { return (nil, reader.finish()) }
    guard let parsed = LabelSelector.Operator(rawValue: word) else {
      let message = "\"\(word)\" is no selector operator; use In, NotIn, Exists or DoesNotExist"
      reader.report("selector-operator", message, at: document[node, "operator"] ?? node)
      return (nil, reader.finish())
    }
    let needsValues = parsed == .in || parsed == .notIn
    if needsValues == values.isEmpty {
      reader.report(
        "selector-values", "\(word) takes \(needsValues ? "at least one value" : "no values")",
        at: document[node, "values"] ?? node)
      return (nil, reader.finish())
    }
    return (LabelSelector.Requirement(key: key, operator: parsed, values: values), reader.finish())
  }
}

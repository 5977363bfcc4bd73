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
    guard isQualifiedName(key) else {
      return
        "\"\(key)\" is no label key: letters, digits, \"-\", \"_\", \".\", with an optional domain and \"/\""
    }
    if checksValues, let bad = values.first(where: { !isLabelValue($0) }) {
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

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}

private func isNamePart(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
  guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
  return isAlphanumeric(first) && isAlphanumeric(last)
    && bytes.allSatisfy {
      isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
    }
}

private func isLabelValue(_ text: String) -> Bool { text.utf8.isEmpty || isNamePart(text.utf8) }

private func isQualifiedName(_ text: String) -> Bool {
  let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  switch parts.count {
  case 1: return isNamePart(parts[0])
  case 2:
    guard parts[0].count <= 253, !parts[0].isEmpty else { return false }
    return isNamePart(parts[1])
      && parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        func isLower(_ byte: UInt8) -> Bool { isAlphanumeric(byte) && !(65...90).contains(byte) }
        return isLower(first) && isLower(last)
          && label.allSatisfy { isLower($0) || $0 == UInt8(ascii: "-") }
      }
  default: return false
  }
}

package import YAML

/// Where two subtrees differ as data: numbers by value, mappings without order, sequences in order; nil when nowhere.
///
/// Scalars are read as YAML 1.1. Texts at the JSON pointers of `yamlStrings` hold YAML and are compared parsed.
package func difference(
  _ wanted: Document, _ left: NodeID, _ got: Document, _ right: NodeID, at path: String = "",
  yamlStrings: [String] = []
) -> String? {
  guard wanted.kind(left) == got.kind(right) else {
    return "\(path): wanted a \(wanted.kind(left)), got a \(got.kind(right))"
  }
  switch wanted.kind(left) {
  case .scalar:
    if yamlStrings.contains(path) {
      return differenceOfTexts(wanted.string(left), got.string(right), at: path, wanted)
    }
    let (a, b) = (wanted.resolved(left, as: .yaml11), got.resolved(right, as: .yaml11))
    if a == b, a != .string || wanted.valueEquals(left, right, in: got) { return nil }
    if let a = number(a), let b = number(b), a == b { return nil }
    return "\(path): wanted \(wanted.string(left)), got \(got.string(right))"
  case .sequence:
    let (a, b) = (Array(wanted.children(left)), Array(got.children(right)))
    if a.count != b.count { return "\(path): wanted \(a.count) items, got \(b.count)" }
    for (index, pair) in zip(a, b).enumerated() {
      let place = "\(path)/\(index)"
      if let found = difference(wanted, pair.0, got, pair.1, at: place, yamlStrings: yamlStrings) {
        return found
      }
    }
  case .mapping:
    for child in wanted.children(left) {
      let place = "\(path)/\(wanted.key(child))"
      guard let other = got.child(right, matchingKeyOf: child, in: wanted) else {
        return "\(place) is missing"
      }
      if let found = difference(wanted, child, got, other, at: place, yamlStrings: yamlStrings) {
        return found
      }
    }
    for child in got.children(right) where wanted.child(left, matchingKeyOf: child, in: got) == nil {
      return "\(path)/\(got.key(child)) is too much"
    }
  }
  return nil
}

private func number(_ scalar: ResolvedScalar) -> Double? {
  switch scalar {
  case .integer(let value): Double(value)
  case .unsigned(let value): Double(value)
  case .float(let value): value
  default: nil
  }
}

private func differenceOfTexts(_ wanted: String, _ got: String, at path: String, _ document: Document)
  -> String?
{
  let left = YAMLStream.parseAll11(Array(wanted.utf8), path: document.path).documents
  let right = YAMLStream.parseAll11(Array(got.utf8), path: document.path).documents
  if left.count != right.count { return "\(path): another number of documents in the text" }
  for (a, b) in zip(left, right) {
    if let found = difference(a, a.root, b, b.root, at: "\(path)!") { return found }
  }
  return nil
}

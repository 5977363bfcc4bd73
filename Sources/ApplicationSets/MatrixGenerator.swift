internal import GoTemplate
internal import SourceModel
internal import YAML

/// The matrix generator: every set of its first child with every set of its second.
///
/// Source: reference/applicationset.md section 7.1. Emits `applicationset.matrix-children`,
/// `applicationset.matrix-conflict`, `applicationset.string-map`, `applicationset.too-many-sets`.
struct MatrixGenerator {
  let generators: Generators

  private var context: ExpansionContext { generators.context }

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    let location = document.keyLocation(node)
    let children = generators.children(document, node)
    if children.count != 2 {
      let found = children.count < 2 ? "fewer" : "more"
      throw ExpansionFailure(
        matrixChildren, "a matrix takes exactly two generators; here are \(found)", at: location)
    }
    let first = try generators.child(0, document, children[0])
    let interpolates = Interpolation.isNeeded(document, children[1])
    // Argo CD runs the second child once for each set of the first, and so not at all without any.
    if first.isEmpty { return [] }
    let shared = interpolates ? [] : try generators.child(1, document, children[1])
    if !interpolates {
      let (count, overflow) = first.count.multipliedReportingOverflow(by: shared.count)
      try context.checkCount(overflow ? .max : count, at: location)
    }
    var result: [ParameterSet] = []
    for left in first {
      var second = shared
      if interpolates {
        let interpolated = try Interpolation(engine: context.engine).apply(
          left.values, to: document, children[1])
        second = try generators.child(1, interpolated, interpolated.root, outer: left)
      }
      try context.checkCount(result.count + second.count, at: location)
      for right in second {
        let values = try context.isGoTemplate ? merged(left, right, location) : united(left, right, location)
        result.append(ParameterSet(values: values, sources: left.sources + right.sources))
      }
    }
    return result
  }

  private func merged(
    _ left: ParameterSet, _ right: ParameterSet, _ location: SourceLocation
  ) throws(ExpansionFailure) -> MapValue {
    let values = right.values.detached()
    do {
      try values.overlay(left.values.detached())
    } catch {
      throw ExpansionFailure.stringMap(error, at: location)
    }
    return values
  }

  private func united(
    _ left: ParameterSet, _ right: ParameterSet, _ location: SourceLocation
  ) throws(ExpansionFailure) -> MapValue {
    let values = MapValue()
    for entry in left.values.sorted { values[entry.key] = .string(entry.value.text) }
    for entry in right.values.sorted {
      let text = entry.value.text
      if case .string(let other)? = values[entry.key], !other.utf8.elementsEqual(text.utf8) {
        let notes = [left, right].compactMap { set in
          set.sources.last.map { Diagnostic.Note("a value comes from \($0)", at: $0.location) }
        }
        throw ExpansionFailure(
          matrixConflict,
          "both generators of the matrix give \"\(entry.key)\", with different values; rename one, or set "
            + "pathParamPrefix on a git generator",
          at: location, notes: notes)
      }
      values[entry.key] = .string(text)
    }
    return values
  }
}

extension ExpansionFailure {
  static func stringMap(_ conflict: StringMapConflict, at location: SourceLocation) -> ExpansionFailure {
    ExpansionFailure(
      stringMapMix,
      "\"\(conflict.key)\" is a mapping of strings in one generator and a free mapping in the other; Argo CD fails "
        + "here, name one of them differently",
      at: location)
  }
}

private let matrixChildren = "applicationset.matrix-children"
private let matrixConflict = "applicationset.matrix-conflict"
private let stringMapMix = "applicationset.string-map"

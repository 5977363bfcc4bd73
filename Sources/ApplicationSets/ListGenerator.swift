internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The list generator: its elements in order, then those of `elementsYaml`.
///
/// Source: reference/applicationset.md section 5. Emits `applicationset.element-type`,
/// `applicationset.element-value`, `applicationset.elements-yaml`.
struct ListGenerator {
  let context: ExpansionContext

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    var sets: [ParameterSet] = []
    if let elements = document[node, "elements"], document.isSequence(elements) {
      for element in document.children(elements) {
        let source = ParameterSource(kind: .element(sets.count), location: document.location(element))
        sets.append(ParameterSet(values: try values(document, element), sources: [source]))
      }
    }
    if let text = document[node, "elementsYaml"], document[text].value.length > 0 {
      try appendElements(of: document, text, to: &sets)
    }
    return sets
  }

  private func values(_ document: Document, _ element: NodeID) throws(ExpansionFailure) -> MapValue {
    guard document.isMapping(element) else {
      throw ExpansionFailure(
        elementType, "a list element must be a mapping of parameters, not \(document.jsonTypeName(element))",
        at: document.location(element))
    }
    if context.isGoTemplate, case .map(let map) = document.jsonValue(element) { return map }
    let map = MapValue()
    for child in document.children(element) {
      let key = document.jsonKey(child)
      if key.utf8.elementsEqual("values".utf8) {
        guard document.isMapping(child) else {
          throw ExpansionFailure(
            elementValue, "the parameter \"values\" must be a mapping of strings",
            at: document.location(child))
        }
        for value in document.children(child) {
          map["values." + document.jsonKey(value)] = .string(try text(document, value))
        }
      } else {
        map[key] = .string(try text(document, child))
      }
    }
    return map
  }

  private func text(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> String {
    if case .string? = document.kubernetesScalar(node) { return document.string(node) }
    let hint = document.isScalar(node) ? "put it in quotes" : "set goTemplate: true to use other values"
    throw ExpansionFailure(
      elementValue,
      "the parameter \"\(document.jsonKey(node))\" must be a string, not \(document.jsonTypeName(node)); \(hint)",
      at: document.location(node))
  }

  private func appendElements(
    of document: Document, _ node: NodeID, to sets: inout [ParameterSet]
  ) throws(ExpansionFailure) {
    let location = document.location(node)
    let parsed = context.parseEmbedded(document.string(node), path: location.path)
    guard let list = parsed.document else {
      throw ExpansionFailure(elementsYaml, "elementsYaml can't be read: \(parsed.problem)", at: location)
    }
    if list.kubernetesScalar(list.root) == .null { return }
    guard list.isSequence(list.root) else {
      throw ExpansionFailure(elementsYaml, "elementsYaml must hold a list of mappings", at: location)
    }
    for element in list.children(list.root) {
      let source = ParameterSource(kind: .element(sets.count), location: location)
      if list.kubernetesScalar(element) == .null {
        sets.append(ParameterSet(values: MapValue(), sources: [source]))
        continue
      }
      guard case .map(let map) = list.jsonValue(element) else {
        throw ExpansionFailure(
          elementsYaml, "every element of elementsYaml must be a mapping, not \(list.jsonTypeName(element))",
          at: location)
      }
      sets.append(ParameterSet(values: map, sources: [source]))
    }
  }
}

private let elementType = "applicationset.element-type"
private let elementValue = "applicationset.element-value"
private let elementsYaml = "applicationset.elements-yaml"

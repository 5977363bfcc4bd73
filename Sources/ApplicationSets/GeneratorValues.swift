internal import GoTemplate
internal import SourceModel
internal import YAML

/// The `values` of a generator: each is rendered with the parameters of the set, not with the other values.
///
/// Source: reference/applicationset.md section 6.3. Emits `applicationset.template`.
struct GeneratorValues {
  let context: ExpansionContext

  func add(_ document: Document, _ node: NodeID, to map: MapValue) throws(ExpansionFailure) {
    guard let values = document[node, "values"], document.isMapping(values),
      document.firstChild(values) != nil
    else { return }
    var rendered: [(String, Value)] = []
    for child in document.children(values) {
      do {
        let text = try context.engine.render(document.string(child), map)
        rendered.append((document.jsonKey(child), .string(text)))
      } catch {
        throw ExpansionFailure(badTemplate, error.message, at: document.location(child))
      }
    }
    if context.isGoTemplate {
      map["values"] = .map(MapValue(rendered, element: .string))
    } else {
      for pair in rendered { map["values." + pair.0] = pair.1 }
    }
  }
}

private let badTemplate = "applicationset.template"

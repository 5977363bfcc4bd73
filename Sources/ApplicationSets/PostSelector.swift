internal import GoTemplate
internal import SourceModel
internal import YAML

/// The `selector` beside a generator: keeps the sets whose parameters, flattened with dots, meet its terms.
///
/// Source: reference/applicationset.md section 8.1. Emits `applicationset.post-selector`.
struct PostSelector {
  private var terms: [SelectorTerm]

  init(_ document: Document, _ node: NodeID) throws(ExpansionFailure) {
    terms = document.isMapping(node) ? SelectorTerm.read(document, node) : []
    let problems = terms.compactMap { term in
      term.problem(checksValues: false).map { Diagnostic.error(badSelector, $0, at: term.location) }
    }
    if !problems.isEmpty { throw ExpansionFailure(problems) }
  }

  /// The sets that meet all terms; `trace` is told which term keeps its cluster out.
  func filter(_ sets: [ParameterSet], of generator: String, _ trace: ExclusionTrace?) -> [ParameterSet] {
    sets.filter { set in
      guard let term = failure(for: set) else { return true }
      if let trace, trace.isMeant(by: set) {
        let value = flattened(.map(set.values))[MapKey(term.key)]
        let own = value.map { "it is \"\($0)\"" } ?? "there is no such parameter"
        trace.note(generator, "the selector asks for \(term), but \(own)", at: term.location)
      }
      return false
    }
  }

  /// The first term that a set does not meet.
  private func failure(for set: ParameterSet) -> SelectorTerm? {
    if terms.isEmpty { return nil }
    let leaves = flattened(.map(set.values))
    return terms.first { !holds($0, leaves) }
  }

  private func holds(_ term: SelectorTerm, _ leaves: [MapKey: String]) -> Bool {
    let value = leaves[MapKey(term.key)]
    let isListed = value.map { value in term.values.contains { $0.utf8.elementsEqual(value.utf8) } }
    switch term.operator {
    case "In": return isListed ?? false
    case "NotIn": return !(isListed ?? false)
    case "Exists": return value != nil
    default: return value == nil
    }
  }
}

/// The leaves of JSON data by their dotted names, as `%v` text; empty lists and mappings have none.
///
/// Lists of strings that no file gave (`path.segments`) stay whole.
func flattened(_ value: Value) -> [MapKey: String] {
  var result: [MapKey: String] = [:]
  func add(_ value: Value, _ name: String) {
    let prefix = name.utf8.isEmpty ? "" : name + "."
    switch value {
    case .map(let map):
      for entry in map.sorted { add(entry.value, prefix + entry.key) }
    case .list(let items, .any):
      for (index, item) in items.enumerated() { add(item, prefix + String(index)) }
    default: result[MapKey(name)] = value.text
    }
  }
  add(value, "")
  return result
}

private let badSelector = "applicationset.post-selector"

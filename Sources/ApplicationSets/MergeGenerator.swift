internal import GoTemplate
internal import SourceModel
internal import YAML

/// The merge generator: the sets of its first child, with what later children say about the same keys.
///
/// Source: reference/applicationset.md section 7.2. Emits `applicationset.merge-children`,
/// `applicationset.merge-keys`, `applicationset.merge-duplicate`, `applicationset.string-map`.
struct MergeGenerator {
  let generators: Generators

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    let location = document.keyLocation(node)
    let children = generators.children(document, node)
    if children.count < 2 {
      throw ExpansionFailure(mergeChildren, "a merge takes two generators or more", at: location)
    }
    let keys =
      document[node, "mergeKeys"].map { list in document.children(list).map { document.string($0) } } ?? []
    if keys.isEmpty {
      throw ExpansionFailure(mergeKeys, "a merge needs at least one merge key", at: location)
    }
    var base = try generators.child(0, document, children[0])
    let index = try self.index(base, keys, document.location(children[0]))
    for set in base.indices { base[set].values = base[set].values.detached() }
    for (number, child) in children.enumerated().dropFirst() {
      let sets = try generators.child(number, document, child)
      let own = try self.index(sets, keys, document.location(child))
      for (position, set) in sets.enumerated() {
        guard let target = index[own.keys[position]] else {
          explain(set, own.keys[position], document.location(child))
          continue
        }
        try combine(&base[target], set, location)
      }
    }
    return base
  }

  /// Tells the trace that its cluster is in a later generator only.
  private func explain(_ set: ParameterSet, _ key: String, _ location: SourceLocation) {
    guard let trace = generators.context.trace, trace.isMeant(by: set) else { return }
    trace.note(generators.path, "the first generator of the merge has no set with \(key)", at: location)
  }

  private struct Index {
    var places: [MapKey: Int] = [:]
    var keys: [String] = []

    subscript(key: String) -> Int? { places[MapKey(key)] }
  }

  private func index(
    _ sets: [ParameterSet], _ keys: [String], _ location: SourceLocation
  ) throws(ExpansionFailure) -> Index {
    var index = Index()
    for (position, set) in sets.enumerated() {
      let chosen = MapValue(keys.map { ($0, set.values[$0] ?? .null) })
      let text = (try? Value.map(chosen).jsonText()) ?? ""
      if let earlier = index[text] {
        let notes = [sets[earlier], set].compactMap { set in
          set.sources.last.map { Diagnostic.Note("made from \($0)", at: $0.location) }
        }
        throw ExpansionFailure(
          mergeDuplicate, "two sets of parameters of one generator have the same merge keys: \(text)",
          at: location, notes: notes)
      }
      index.places[MapKey(text)] = position
      index.keys.append(text)
    }
    return index
  }

  private func combine(
    _ base: inout ParameterSet, _ set: ParameterSet, _ location: SourceLocation
  ) throws(ExpansionFailure) {
    if generators.context.isGoTemplate {
      do {
        try base.values.overlay(set.values.detached())
      } catch {
        throw ExpansionFailure.stringMap(error, at: location)
      }
    } else {
      for entry in set.values.sorted { base.values[entry.key] = entry.value }
    }
    base.sources += set.sources
  }
}

private let mergeChildren = "applicationset.merge-children"
private let mergeKeys = "applicationset.merge-keys"
private let mergeDuplicate = "applicationset.merge-duplicate"

internal import SourceModel
internal import YAML

/// Values that kustomize keeps once and shows in several places of a resource.
///
/// A label or annotation that a transformer adds is one node of its syntax tree, hung under labels, selectors and
/// templates. Whoever overwrites it in one place overwrites it in all: a patch, a replacement, `labels` of an overlay.
/// A JSON patch ends that, because the resource is read anew. Source: kubectl kustomize 5.5.
struct SharedScalars: Sendable {
  private struct Group {
    var members: [NodeID]
    var state: State
  }

  /// What a member looks like; text is told apart by its place in the arena, so an equal text counts as written.
  private struct State: Equatable {
    var value: TextSlice
    var style: ScalarStyle
    var tag: NodeTag

    init(_ record: NodeRecord) {
      value = record.value
      style = record.style
      tag = record.tag
    }
  }

  private var groups: [Group] = []
  var isEmpty: Bool { groups.isEmpty }

  /// Adds the places of one value, in the order in which a merge comes to them.
  mutating func add(_ members: [NodeID], in document: Document) {
    guard members.count > 1, let last = members.last else { return }
    groups.append(Group(members: members, state: State(document[last])))
  }

  /// Makes values of their own of all that stand in `mapping`.
  mutating func release(from mapping: NodeID, of document: Document) {
    let own = Set(document.children(mapping))
    for index in groups.indices { groups[index].members.removeAll(where: own.contains) }
    groups.removeAll { $0.members.count < 2 }
  }

  /// Brings what was written to one place to the others; of several writes the last place's counts.
  mutating func synchronise(_ document: inout Document) {
    for index in groups.indices {
      let group = groups[index]
      guard let changed = group.members.last(where: { State(document[$0]) != group.state }),
        document.isScalar(changed)
      else { continue }
      let record = document[changed]
      let value = ScalarValue(document.string(changed), style: record.style, tag: record.tag)
      let place = document.location(changed)
      let author = Author(document.origin(changed), line: place.line, column: place.column)
      for member in group.members where member != changed {
        let other = document[member]
        // What was written in both places has an author of its own.
        let isEqual = other.style == value.style && other.tag == value.tag
        if isEqual, document.valueEquals(member, value.text) { continue }
        document.replace(member, with: value, by: author)
      }
      // All places have one text from now on, so that the next comparison means something.
      document.shareText(of: changed, with: group.members)
      groups[index].state = State(document[changed])
    }
  }
}

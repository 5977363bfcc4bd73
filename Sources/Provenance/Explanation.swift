package import SourceModel
package import YAML

/// Where one field of a resource comes from: what it was after each step that wrote it, oldest first.
package struct Explanation: Sendable {
  package struct Step: Sendable, Equatable {
    /// The text of a scalar; nil for a mapping or a list.
    package var value: String?
    package var origin: Origin
    package var location: SourceLocation
    /// Whether this step took the field out.
    package var isRemoval = false
  }

  package var steps: [Step]

  /// The chain of a node of the tree.
  package init(of node: NodeID, in document: Document) {
    var steps: [Step] = []
    var current: NodeID? = node
    while let node = current {
      steps.append(Explanation.step(node, in: document))
      current = document.previous(node)
    }
    self.steps = steps.reversed()
  }

  /// The chain of a field that a step removed: its values, then its removal; nil where no such field was ever there.
  package init?(removed query: FieldQuery, in document: Document) {
    guard let last = query.steps.last else { return nil }
    let parentQuery = FieldQuery(steps: query.steps.dropLast())
    guard let parent = parentQuery.node(in: document) else { return nil }
    for removal in document.removals.reversed() where removal.parent == parent {
      guard case .key(let key) = last, document.key(removal.node).utf8.elementsEqual(key.utf8) else {
        continue
      }
      var explanation = Explanation(of: removal.node, in: document)
      explanation.steps.append(
        Step(value: nil, origin: removal.author.origin, location: removal.author.location, isRemoval: true))
      self = explanation
      return
    }
    return nil
  }

  private static func step(_ node: NodeID, in document: Document) -> Step {
    Step(
      value: document.isScalar(node) ? document.string(node) : nil, origin: document.origin(node),
      location: document.location(node))
  }
}

extension FieldQuery {
  package init(steps: some Sequence<Step>) { self.steps = Array(steps) }
}

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
    /// What this step made the value of, oldest first: a template and its parameters, the name of another resource.
    package var causes: [Step] = []
    /// The entry of a kustomization that lists the file of this step.
    package var listed: SourceLocation?

    package init(value: String?, origin: Origin, location: SourceLocation, isRemoval: Bool = false) {
      self.value = value
      self.origin = origin
      self.location = location
      self.isRemoval = isRemoval
    }
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
    // A field that a step made to write it at once was nothing before.
    if let made = steps.last, steps.count > 1, made.value?.utf8.isEmpty ?? false {
      let first = steps[steps.count - 2]
      if first.origin == made.origin, first.location == made.location { steps.removeLast() }
    }
    self.steps = steps.reversed()
  }

  /// The chain of a field that is not there any more: its values, then what took it out; nil where no such field was
  /// ever there.
  ///
  /// It may have gone by itself, with what it was in, or because that was replaced as a whole.
  package init?(removed query: FieldQuery, in document: Document) {
    var places = [Place(node: document.root, removal: nil)]
    for step in query.steps {
      places = places.flatMap { $0.children(step, in: document) }
      if places.isEmpty { return nil }
    }
    guard let place = places.first(where: { $0.removal != nil }), let removal = place.removal else {
      return nil
    }
    self.init(of: place.node, in: document)
    steps.append(removal)
  }

  fileprivate static func step(_ node: NodeID, in document: Document) -> Step {
    Step(
      value: document.isScalar(node) ? document.string(node) : nil, origin: document.origin(node),
      location: document.location(node))
  }
}

/// A node that is or was in the tree, and what took it out of it, or took out what it was in.
private struct Place {
  var node: NodeID
  var removal: Explanation.Step?

  /// What a step leads to: what is there now, what was removed, what was there before the node was replaced; the
  /// latest first.
  func children(_ step: FieldQuery.Step, in document: Document) -> [Place] {
    var result: [Place] = []
    var current: NodeID? = node
    var cause = removal
    while let node = current {
      if let child = FieldQuery.child(of: node, step, in: document) {
        result.append(Place(node: child, removal: cause))
      }
      // Removals name the node under the id that it keeps when it is replaced.
      if node == self.node {
        for removal in document.removals.reversed()
        where removal.parent == node && step.isMet(by: removal.node, in: document) {
          result.append(Place(node: removal.node, removal: cause ?? Explanation.Step(removal)))
        }
      }
      if cause == nil {
        var step = Explanation.step(node, in: document)
        step.value = nil
        step.isRemoval = true
        cause = step
      }
      current = document.previous(node)
    }
    return result
  }
}

extension Explanation.Step {
  fileprivate init(_ removal: Document.Removal) {
    self.init(
      value: nil, origin: removal.author.origin, location: removal.author.location, isRemoval: true)
  }
}

extension FieldQuery.Step {
  /// Whether a node that was taken out of its collection is what the step means.
  fileprivate func isMet(by node: NodeID, in document: Document) -> Bool {
    switch self {
    case .key(let key): document.key(node).utf8.elementsEqual(key.utf8)
    case .index: false
    case .item(let key, let value):
      document[node, key].map { document.isScalar($0) && document.valueEquals($0, value) }
        ?? (key.isEmpty && document.isScalar(node) && document.valueEquals(node, value))
    }
  }
}

extension FieldQuery {
  package init(steps: some Sequence<Step>) { self.steps = Array(steps) }
}

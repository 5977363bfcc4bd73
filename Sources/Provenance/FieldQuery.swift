internal import SourceModel
package import YAML

/// A field as a person names it: `.spec.template.spec.containers[name=web].image`, `data["app.conf"]`, `args[0]`.
package struct FieldQuery: Sendable, Equatable {
  package enum Step: Sendable, Equatable {
    case key(String)
    case index(Int)
    /// The list item whose field `key` has this value.
    case item(key: String, value: String)
  }

  package var steps: [Step]

  /// Nil when brackets or quotes are left open, or a step is empty. A leading dot is allowed.
  package init?(_ text: String) {
    var steps: [Step] = []
    var rest = Substring(text)
    if rest.first == "." { rest = rest.dropFirst() }
    while let first = rest.first {
      if first == "[" {
        guard let (step, remainder) = FieldQuery.bracket(rest.dropFirst()) else { return nil }
        steps.append(step)
        rest = remainder
      } else {
        let key = rest.prefix { $0 != "." && $0 != "[" }
        if key.isEmpty { return nil }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count)
      }
      if rest.first == "." {
        rest = rest.dropFirst()
        if rest.isEmpty { return nil }
      }
    }
    self.steps = steps
  }

  /// What stands between brackets, and what follows them.
  private static func bracket(_ text: Substring) -> (Step, Substring)? {
    if text.first == "\"" {
      guard let close = text.dropFirst().firstIndex(of: "\"") else { return nil }
      let after = text[text.index(after: close)...]
      guard after.first == "]" else { return nil }
      return (.key(String(text[text.index(after: text.startIndex)..<close])), after.dropFirst())
    }
    guard let close = text.firstIndex(of: "]") else { return nil }
    let inside = text[..<close]
    let rest = text[text.index(after: close)...]
    if let equals = inside.firstIndex(of: "=") {
      return (
        .item(key: String(inside[..<equals]), value: String(inside[inside.index(after: equals)...])), rest
      )
    }
    return Int(inside).map { (.index($0), rest) }
  }

  /// What a person may have meant; nil when the field is there, or nothing is near.
  package func hint(in document: Document) -> String? {
    var node = document.root
    for (index, step) in steps.enumerated() {
      if let next = FieldQuery.child(of: node, step, in: document) {
        node = next
        continue
      }
      let here = FieldQuery(steps: steps[..<index]).description
      switch step {
      case .key(let key):
        let near = nearMiss(to: key, among: document.children(node).map { document.key($0) })
        return near.map { FieldQuery(steps: steps[..<index] + [.key($0)]).description }
      case .item(let key, let value):
        let values = document.children(node).compactMap { document[$0, key] }.map { document.string($0) }
        return nearMiss(to: value, among: values).map { "\(here)[\(key)=\($0)]" }
      case .index: return document.isSequence(node) ? "\(here)[\(document.childCount(node) - 1)]" : nil
      }
    }
    return nil
  }

  /// The node that the query names below the root; nil where a step leads nowhere.
  package func node(in document: Document) -> NodeID? {
    var node = document.root
    for step in steps {
      guard let next = FieldQuery.child(of: node, step, in: document) else { return nil }
      node = next
    }
    return node
  }

  static func child(of node: NodeID, _ step: Step, in document: Document) -> NodeID? {
    switch step {
    case .key(let key): return document[node, key]
    case .index(let index): return document.isSequence(node) ? document.child(node, at: index) : nil
    case .item(let key, let value):
      guard document.isSequence(node) else { return nil }
      return document.children(node).first { item in
        document[item, key].map { document.isScalar($0) && document.valueEquals($0, value) } ?? false
      }
    }
  }
}

extension FieldQuery: CustomStringConvertible {
  /// As it is read, without a leading dot.
  package var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text = FieldListing.step(key, after: text)
      case .index(let index): text += "[\(index)]"
      case .item(let key, let value): text += "[\(key)=\(value)]"
      }
    }
    return text
  }
}

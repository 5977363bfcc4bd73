internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Renders the second child of a matrix with a set of the first.
///
/// Source: reference/applicationset.md section 7.3. Emits `applicationset.template`.
struct Interpolation {
  let engine: TextEngine

  /// Whether any set changes the child; otherwise it can be run once for all of them.
  static func isNeeded(_ document: Document, _ entry: NodeID) -> Bool {
    var pending = document.children(entry).filter { document.key($0) != "selector" }
    while let node = pending.popLast() {
      if document[node].key.length > 1, document.key(node).contains("{{") { return true }
      if document.isScalar(node) {
        if document.kubernetesScalar(node) == .null || document.string(node).contains("{{") { return true }
      } else {
        pending.append(contentsOf: document.children(node))
      }
    }
    return false
  }

  /// A document whose root is the child with every text rendered, but for its own `selector`.
  func apply(
    _ values: MapValue, to document: Document, _ entry: NodeID
  ) throws(ExpansionFailure) -> Document {
    var copy = document.extract(entry)
    if values.isEmpty { return copy }
    for child in copy.children(copy.root) where copy.key(child) != "selector" {
      if copy.isMapping(child), let own = copy[child, "values"], engine.isGoTemplate, copy.isMapping(own) {
        for value in copy.children(own) { try renderLeniently(value, values, &copy) }
        try render(child, values, &copy, except: own)
      } else {
        try render(child, values, &copy, except: nil)
      }
    }
    return copy
  }

  private func render(
    _ top: NodeID, _ values: MapValue, _ document: inout Document, except skipped: NodeID?
  ) throws(ExpansionFailure) {
    var pending = [top]
    while let node = pending.popLast() {
      if node == skipped { continue }
      if document.isScalar(node) {
        try replace(node, values, &document)
        continue
      }
      if document.isMapping(node) {
        let children = Array(document.children(node))
        let kept = children.filter { document.kubernetesScalar($0) != .null }
        if kept.count < children.count { document.setChildren(node, kept) }
        for child in kept where document.key(child).contains("{{") {
          let key = try text(document.key(child), values, at: document.keyLocation(child))
          document.rename(child, to: key)
        }
      }
      pending.append(contentsOf: document.children(node))
    }
  }

  private func replace(
    _ node: NodeID, _ values: MapValue, _ document: inout Document
  ) throws(ExpansionFailure) {
    guard document.kubernetesScalar(node) == .string else { return }
    let original = document.string(node)
    guard original.contains("{{") else { return }
    let rendered = try text(original, values, at: document.location(node))
    write(rendered, node, &document)
  }

  private func write(_ text: String, _ node: NodeID, _ document: inout Document) {
    let author = Author(.templateParameter, step: "matrix", at: document.location(node))
    document.replace(node, with: .string(text), by: author)
  }

  /// Values keep their text where they need what only the child's own set has.
  private func renderLeniently(
    _ node: NodeID, _ values: MapValue, _ document: inout Document
  ) throws(ExpansionFailure) {
    guard document.isScalar(node), document.string(node).contains("{{") else { return }
    let strict = TextEngine(isGoTemplate: true, options: ["missingkey=error"])
    do {
      write(try strict.render(document.string(node), values), node, &document)
    } catch {
      if error.isMissingKey { return }
      throw ExpansionFailure(badTemplate, error.message, at: document.location(node))
    }
  }

  private func text(
    _ text: String, _ values: MapValue, at location: SourceLocation
  ) throws(ExpansionFailure) -> String {
    do {
      return try engine.render(text, values)
    } catch {
      throw ExpansionFailure(badTemplate, error.message, at: location)
    }
  }
}

private let badTemplate = "applicationset.template"

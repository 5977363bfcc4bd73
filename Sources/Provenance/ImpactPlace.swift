internal import SourceModel
internal import YAML

/// A file, or one line of it, as something that others may come from.
struct ImpactPlace {
  let path: SourcePath
  let line: Int?
  let documents: [Document]
  /// The document that holds the line.
  let document: Document?
  /// The keys from the root of its document to what stands on the line.
  let keys: [String]
  /// The list entry or field of the top level that the line is in, as steps are named: `patches[2]`, `namePrefix`.
  let field: String?

  init(path: SourcePath, line: Int?, _ sources: SourceDocuments) {
    self.path = path
    self.line = line
    let documents = sources.documents(of: path)
    self.documents = documents
    let own = line.flatMap { line in documents.first { $0.lines(of: $0.root).contains(line) } }
    document = own
    keys = line.flatMap { own?.path(at: $0)?.keys } ?? []
    field = line.flatMap { own?.topField(at: $0) }
  }

  func isHere(_ location: SourceLocation) -> Bool {
    location.path == path && (line.map { $0 == location.line } ?? true)
  }

  /// Whether a node is written here. A text of several lines is on all of them.
  func isHere(_ node: NodeID, in document: Document) -> Bool {
    let location = document.location(node)
    guard location.path == path else { return false }
    guard let line else { return true }
    if location.line == line { return true }
    return document.isScalar(node) && location.line < line
      && line <= location.line + document.breaks(in: node)
  }

  /// Whether a node is the content of a file that a generator put into it.
  private func isContent(_ node: NodeID, in document: Document) -> Bool {
    document.isScalar(node) && document.origin(node).kind == .generator
      && document.location(node) == SourceLocation(path: path, line: 1, column: 1)
  }

  /// Whether anything of a document, or of its history, is written here.
  func isWritten(in document: Document) -> Bool {
    guard document.origins.contains(where: { $0.path == path }) else { return false }
    return FieldListing(document).fields.contains { isTouched($0.node, in: document, ImpactMarks()) }
      || document.removals.contains { isHere($0.author.location) }
  }

  /// The scalars of a document that have a step here, those that were taken out included.
  func fields(of document: Document, _ marks: ImpactMarks) -> [String] {
    guard
      document.origins.contains(where: { $0.path == path }) || !marks.isEmpty
        || document.removals.contains(where: { $0.author.origin.path == path })
    else { return [] }
    var fields: [String] = []
    for field in FieldListing(document).fields where isTouched(field.node, in: document, marks) {
      fields.append(field.address)
    }
    for removal in document.removals
    where isHere(removal.author.location) || marks.hold(removal.author.origin, removal.author.location) {
      guard let parent = document.address(of: removal.parent), document[removal.node].key.length > 0 else {
        continue
      }
      let address = FieldListing.step(document.key(removal.node), after: parent)
      if !fields.contains(address) { fields.append(address) }
    }
    return fields
  }

  private func isTouched(_ node: NodeID, in document: Document, _ marks: ImpactMarks) -> Bool {
    var current: NodeID? = node
    while let node = current {
      if isHere(node, in: document) || isContent(node, in: document) { return true }
      if !marks.isEmpty, marks.hold(document.origin(node), document.location(node)) { return true }
      current = document.previous(node)
    }
    return false
  }
}

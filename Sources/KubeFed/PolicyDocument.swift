internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A Kubernetes object that is written field by field.
struct PolicyDocument {
  var document: Document
  let metadata: NodeID
  let spec: NodeID
  private let author: Author

  /// An object with its identity and an empty `spec`; no namespace when that is empty.
  init(_ apiVersion: String, _ kind: String, _ name: String, _ namespace: String, by author: Author) {
    var document = Document(by: author)
    document.set("apiVersion", in: document.root, to: .string(apiVersion), by: author)
    document.set("kind", in: document.root, to: .string(kind), by: author)
    metadata = document.ensure("metadata", in: document.root, kind: .mapping, by: author)
    document.set("name", in: metadata, to: .string(name), by: author)
    if !namespace.isEmpty { document.set("namespace", in: metadata, to: .string(namespace), by: author) }
    spec = document.ensure("spec", in: document.root, kind: .mapping, by: author)
    self.document = document
    self.author = author
  }

  mutating func text(_ key: String, in mapping: NodeID, _ text: String) {
    document.set(key, in: mapping, to: .string(text), by: author)
  }

  mutating func texts(_ key: String, in mapping: NodeID, _ texts: [String]) {
    let list = sequence(key, in: mapping)
    for text in texts { document.append(document.makeScalar(.string(text), by: author), to: list) }
  }

  mutating func mapping(_ key: String, in mapping: NodeID) -> NodeID {
    document.ensure(key, in: mapping, kind: .mapping, by: author)
  }

  mutating func sequence(_ key: String, in mapping: NodeID) -> NodeID {
    document.ensure(key, in: mapping, kind: .sequence, by: author)
  }

  /// A new mapping at the end of a list.
  mutating func item(of list: NodeID) -> NodeID {
    let item = document.makeEmpty(.mapping, by: author)
    document.append(item, to: list)
    return item
  }

  /// Adds the resource selector that names just this object.
  mutating func addSelector(of object: Document) {
    let id = ResourceID(of: object)
    let selector = item(of: sequence("resourceSelectors", in: spec))
    text("apiVersion", in: selector, id?.apiVersion ?? "")
    text("kind", in: selector, id?.kind ?? "")
    text("name", in: selector, id?.name ?? "")
  }

  /// Writes the requirements of a label selector, those for one value as `matchLabels` where each key has one.
  mutating func add(_ requirements: [LabelSelector.Requirement], to selector: NodeID) {
    for requirement in requirements {
      let isAlone = requirements.count { $0.key.utf8.elementsEqual(requirement.key.utf8) } == 1
      if isAlone, requirement.operator == .in, requirement.values.count == 1 {
        text(requirement.key, in: mapping("matchLabels", in: selector), requirement.values[0])
        continue
      }
      let expression = item(of: sequence("matchExpressions", in: selector))
      text("key", in: expression, requirement.key)
      text("operator", in: expression, requirement.operator.rawValue)
      if !requirement.values.isEmpty { texts("values", in: expression, requirement.values) }
    }
  }
}

internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The template of Applications, prepared once: the finished document and the places that parameters fill.
///
/// Source: reference/applicationset.md section 10. Emits `applicationset.template`.
struct ApplicationTemplate {
  /// A text of the template that has tags.
  private struct Slot {
    var node: NodeID
    var compiled: TextEngine.Compiled
    var isKey: Bool
    /// The object to take the field out of when it renders to nothing.
    var parent: NodeID?
  }

  let engine: TextEngine
  private var prepared: Document
  /// What an empty set of parameters gives: the template as it stands.
  private var verbatim: Document
  private var slots: [Slot] = []
  /// What can't be parsed; it matters only when a set is rendered, so not for a template that nothing uses.
  private var problems: [Diagnostic] = []
  private let schema = Schema.argoCD

  /// Prepares `template`, whose root is the mapping of metadata and spec.
  init(
    _ template: Document, engine: TextEngine, namespace: String, preservesResources: Bool, author: Author
  ) {
    self.engine = engine
    var document = ApplicationTemplate.application(of: template, namespace, author, keepsJSON: false)
    let type = Schema.argoCD.named("Application")
    prepared = document
    verbatim = ApplicationTemplate.application(of: template, namespace, author, keepsJSON: true)
    collect(document, document.root, type, parent: nil)
    ObjectShape().finish(&document, document.root, type, by: author)
    let metadata = document.ensure("metadata", in: document.root, kind: .mapping, by: author)
    if document[metadata, "finalizers"] == nil, !preservesResources {
      let list = document.ensure("finalizers", in: metadata, kind: .sequence, by: author)
      let finalizer = document.makeScalar(.string("resources-finalizer.argocd.argoproj.io"), by: author)
      document.append(finalizer, to: list)
    }
    prepared = document
    ObjectShape().finish(&verbatim, verbatim.root, type, by: author)
  }

  private static func application(
    of template: Document, _ namespace: String, _ author: Author, keepsJSON: Bool
  ) -> Document {
    var document = Document(path: template.path)
    let root = document.root
    document.replace(root, with: template.root, of: template)
    ObjectShape(keepsJSON: keepsJSON).prune(&document, root, Schema.argoCD.named("Application"))
    document.set("apiVersion", in: root, to: .string("argoproj.io/v1alpha1"), by: author)
    document.set("kind", in: root, to: .string("Application"), by: author)
    let metadata = document.ensure("metadata", in: root, kind: .mapping, by: author)
    document.set("namespace", in: metadata, to: .string(namespace), by: author)
    return document
  }

  /// Finds the texts with tags, in the order in which Argo CD renders them: that of the fields of its types.
  private mutating func collect(
    _ document: Document, _ node: NodeID, _ type: FieldType, parent: NodeID?
  ) {
    switch type {
    case .object(let index):
      for field in schema.types[index] {
        guard let child = document[node, field.name] else { continue }
        let drops = !field.isOptional && !field.isEmitted
        collect(document, child, field.type, parent: drops ? node : nil)
      }
    case .list(let element):
      for child in document.children(node) { collect(document, child, element, parent: nil) }
    case .map(let element):
      for child in document.children(node) {
        addSlot(document, child, isKey: true, parent: nil)
        collect(document, child, element, parent: nil)
      }
    case .any:
      if document.isMapping(node) { return collect(document, node, .map(.any), parent: nil) }
      if document.isSequence(node) { return collect(document, node, .list(.any), parent: nil) }
      if document.kubernetesScalar(node) == .string {
        addSlot(document, node, isKey: false, parent: nil)
      }
    case .string, .integerOrString:
      if document.kubernetesScalar(node) == .string {
        addSlot(document, node, isKey: false, parent: parent)
      }
    case .boolean, .integer: break
    }
  }

  private mutating func addSlot(
    _ document: Document, _ node: NodeID, isKey: Bool, parent: NodeID?
  ) {
    let text = isKey ? document.key(node) : document.string(node)
    do {
      guard let compiled = try engine.compile(text) else { return }
      slots.append(Slot(node: node, compiled: compiled, isKey: isKey, parent: parent))
    } catch {
      let place = isKey ? document.keyLocation(node) : document.location(node)
      problems.append(.error(badTemplate, error.message, at: place))
    }
  }

  /// The Application that one set of parameters makes; `step` says so in the origin of what it fills in.
  func render(_ set: ParameterSet, step: String) throws(ExpansionFailure) -> Document {
    if set.values.isEmpty { return verbatim }
    if !problems.isEmpty { throw ExpansionFailure(problems) }
    var document = prepared
    var author: Author?
    for slot in slots {
      let text: String
      do {
        text = try engine.render(slot.compiled, set.values)
      } catch {
        let notes = set.sources.last.map { source in
          [Diagnostic.Note("rendered for \(source)", at: source.location)]
        }
        throw ExpansionFailure(
          badTemplate, error.message, at: document.location(slot.node), notes: notes ?? [])
      }
      if slot.isKey {
        document.rename(slot.node, to: text)
        continue
      }
      let own = set.sources.last?.location
      let writer =
        author ?? Author(.templateParameter, step: step, at: own ?? document.location(slot.node))
      if own != nil { author = writer }
      if text.utf8.isEmpty, let parent = slot.parent {
        document.remove(slot.node, from: parent, by: writer)
      } else {
        document.replace(slot.node, with: ScalarValue(text, style: .plain, tag: .string), by: writer)
      }
    }
    return document
  }
}

private let badTemplate = "applicationset.template"

internal import KubernetesModel
internal import Provenance
internal import Reports
internal import SemanticDiff
internal import SourceModel
internal import YAML

/// An explanation for people and for editors; values of Secrets are held back.
struct ExplanationText {
  var cluster: String
  var application: String
  var resource: Resource
  /// What the person sees of a path.
  var display: (SourcePath) -> String

  /// Every field with the step that wrote it last.
  var text: String {
    let rows = FieldListing(resource.document).fields.map { field in
      [field.address, shown(field.node), place(field.location), step(field.origin)]
    }
    return heading + Table(header: ["FIELD", "VALUE", "SET AT", "BY"], rows: rows).text
  }

  /// The chain of one field; nil when the resource has none and never had.
  func text(of query: FieldQuery) -> String? {
    guard let explanation = explanation(of: query) else { return nil }
    let rows = explanation.steps.map { step in
      [
        step.isRemoval ? "(removed)" : masked(step.value, query) ?? "(a mapping or list)",
        place(step.location),
        self.step(step.origin),
      ]
    }
    return heading + Table(header: ["VALUE", "SET AT", "BY"], rows: rows).text
  }

  /// The same as JSON; all fields without a query.
  func json(of query: FieldQuery?) -> String? {
    let fields: [JSONValue]
    if let query {
      guard let explanation = explanation(of: query) else { return nil }
      fields = explanation.steps.map { step in
        object(
          step.origin, step.location,
          [
            ("value", masked(step.value, query).map { .string($0) } ?? .null),
            ("removed", .boolean(step.isRemoval)),
          ])
      }
    } else {
      fields = FieldListing(resource.document).fields.map { field in
        object(
          field.origin, field.location,
          [("field", .string(field.address)), ("value", .string(shown(field.node)))])
      }
    }
    return JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/explain/v1")), ("cluster", .string(cluster)),
      ("application", .string(application)), ("resource", .string(resource.id.description)),
      (query == nil ? "fields" : "steps", .array(fields)),
    ]).text
  }

  /// The nearest existing field, for a message.
  func hint(_ query: FieldQuery) -> String {
    guard case .key(let wanted)? = query.steps.last,
      let parent = FieldQuery(steps: query.steps.dropLast()).node(in: resource.document)
    else { return "" }
    let keys = resource.document.children(parent).map { resource.document.key($0) }
    return nearMiss(to: wanted, among: keys).map { "; did you mean \($0)?" } ?? ""
  }

  private var heading: String { "\(resource.id) on \(cluster), from application \(application)\n" }

  private func explanation(of query: FieldQuery) -> Explanation? {
    if let node = query.node(in: resource.document) { return Explanation(of: node, in: resource.document) }
    return Explanation(removed: query, in: resource.document)
  }

  private func object(
    _ origin: Origin, _ location: SourceLocation, _ pairs: [(key: String, value: JSONValue)]
  ) -> JSONValue {
    .object(
      pairs + [
        ("path", .string(display(location.path))), ("line", .integer(location.line)),
        ("column", .integer(location.column)), ("step", .string(step(origin))),
      ])
  }

  /// In a Secret nothing but its metadata and type is shown.
  private func masked(_ value: String?, _ query: FieldQuery) -> String? {
    guard isSecret, let first = query.steps.first else { return value }
    let open: [FieldQuery.Step] = [.key("metadata"), .key("kind"), .key("apiVersion"), .key("type")]
    return open.contains(first) ? value : "(masked)"
  }

  private func shown(_ node: NodeID) -> String {
    let mask = SecretMask(resource.document)
    return mask.hides(node) ? "(masked)" : oneLine(resource.document.string(node))
  }

  private var isSecret: Bool { resource.id.kind.hasSuffix("Secret") }

  private func oneLine(_ text: String) -> String {
    guard let end = text.firstIndex(of: "\n") else { return text }
    return text[..<end] + " …"
  }

  private func place(_ location: SourceLocation) -> String {
    location.line == 0
      ? display(location.path) : "\(display(location.path)):\(location.line):\(location.column)"
  }

  private func step(_ origin: Origin) -> String { origin.step.isEmpty ? "the file" : origin.step }
}

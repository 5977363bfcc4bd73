internal import KubernetesModel
package import Provenance
internal import SemanticDiff
package import SourceModel
internal import YAML

/// Where resources, or one field of them, come from: text for people, JSON for editors.
///
/// Values of Secrets are held back. The JSON is described in docs/explain.md.
package struct ExplanationReport {
  package let resources: [ExplainedResource]
  /// What the person sees of a path.
  private let display: (SourcePath) -> String

  package init(
    _ resources: [ExplainedResource], display: @escaping (SourcePath) -> String = { $0.description }
  ) {
    self.resources = resources
    self.display = display
  }

  // MARK: - Text

  /// Every field with the step that wrote it last, and the files and folders that each resource came through.
  package var text: String {
    resources.map { resource in
      let mask = SecretMask(resource.resource.document)
      let rows = FieldListing(resource.resource.document).fields.map { field in
        [
          field.address, value(mask.document.string(field.node)), place(field.location), by(field.origin),
        ]
      }
      var text = heading(resource) + Table(header: ["FIELD", "VALUE", "SET AT", "BY"], rows: rows).text
      if !resource.folders.isEmpty { text += "\n" + folders(resource) }
      if let placement = resource.placement {
        text += "\n" + PlacementReport(display: display).text(placement, on: resource.cluster)
      }
      return text
    }.joined(separator: "\n")
  }

  /// The history of one field; nil when no resource has it or had it.
  package func text(of query: FieldQuery) -> String? {
    let parts = resources.compactMap { resource in
      resource.explanation(of: query).map { explanation in
        let mask = FieldMask(resource, query)
        return heading(resource)
          + Table(
            header: ["VALUE", "SET AT", "BY"],
            rows: explanation.steps.flatMap { rows($0, mask, resource, indent: "") }
          ).text
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  private func rows(
    _ step: Explanation.Step, _ mask: FieldMask, _ resource: ExplainedResource, indent: String
  ) -> [[String]] {
    let text = step.isRemoval ? "(removed)" : mask(step.value).map(value) ?? "(a mapping or list)"
    var by = by(step.origin)
    if step.origin.kind != .parsed, let listed = step.listed { by += ", listed at \(place(listed))" }
    return step.causes.flatMap { rows($0, mask, resource, indent: indent + "  ") } + [
      [indent + text, place(step.location), by]
    ]
  }

  private func folders(_ resource: ExplainedResource) -> String {
    Table(
      header: ["CAME THROUGH", "LISTED AT", "BY"],
      rows: resource.folders.map { [display($0.path), $0.listed.map(place) ?? "", $0.by] }
    ).text
  }

  private func heading(_ resource: ExplainedResource) -> String {
    "\(visible("\(resource.resource.id) on \(resource.cluster), from application \(resource.application)"))\n"
  }

  private func place(_ location: SourceLocation) -> String {
    location.line == 0
      ? display(location.path) : "\(display(location.path)):\(location.line):\(location.column)"
  }

  /// The first line of a value.
  private func value(_ text: String) -> String {
    guard let end = text.utf8.firstIndex(of: UInt8(ascii: "\n")) else { return text }
    return text[..<end] + " …"
  }

  private func by(_ origin: Origin) -> String { origin.step.isEmpty ? "the file" : origin.step }

  // MARK: - JSON

  /// Every field with the step that wrote it last, or the history of one; nil when no resource has that one or had it.
  package func json(of query: FieldQuery? = nil) -> String? {
    let found = resources.compactMap { resource in
      query.map { json(of: $0, resource) } ?? json(of: resource)
    }
    if found.isEmpty { return nil }
    return JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/explain/v1")), ("explanations", .array(found)),
    ]).text
  }

  private func json(of resource: ExplainedResource) -> JSONValue? {
    let mask = SecretMask(resource.resource.document)
    let fields = FieldListing(resource.resource.document).fields.map { field in
      JSONValue.object(
        [
          ("field", .string(field.address)),
          ("value", mask.hides(field.node) ? .null : .string(mask.document.string(field.node))),
          ("masked", .boolean(mask.hides(field.node))),
        ] + position(field.location) + step(field.origin))
    }
    let placement = resource.placement.map {
      PlacementReport(display: display).value($0, on: resource.cluster)
    }
    return .object(subject(resource) + [("fields", .array(fields)), ("placement", placement ?? .null)])
  }

  private func json(of query: FieldQuery, _ resource: ExplainedResource) -> JSONValue? {
    guard let explanation = resource.explanation(of: query) else { return nil }
    let mask = FieldMask(resource, query)
    return .object(
      subject(resource) + [
        ("field", .string(query.description)), ("masked", .boolean(mask.hides)),
        ("steps", .array(explanation.steps.map { json($0, mask) })),
      ])
  }

  private func json(_ step: Explanation.Step, _ mask: FieldMask) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("value", mask.hides ? .null : step.value.map { .string($0) } ?? .null),
      ("removed", .boolean(step.isRemoval)),
    ]
    pairs += position(step.location) + self.step(step.origin)
    if let listed = step.listed { pairs.append(("listedAt", .object(position(listed)))) }
    if !step.causes.isEmpty { pairs.append(("causes", .array(step.causes.map { json($0, mask) }))) }
    return .object(pairs)
  }

  private func subject(_ resource: ExplainedResource) -> [(key: String, value: JSONValue)] {
    [
      ("cluster", .string(resource.cluster)), ("application", .string(resource.application)),
      ("madeBy", resource.madeBy.map { .string($0) } ?? .null),
      ("resource", .resource(resource.resource.id)),
      (
        "folders",
        .array(
          resource.folders.map { folder in
            var pairs: [(key: String, value: JSONValue)] = [("path", .string(display(folder.path)))]
            if let listed = folder.listed { pairs.append(("listedAt", .object(position(listed)))) }
            return .object(pairs + [("by", .string(folder.by))])
          })
      ),
    ]
  }

  private func position(_ location: SourceLocation) -> [(key: String, value: JSONValue)] {
    [
      ("path", .string(display(location.path))), ("line", .integer(location.line)),
      ("column", .integer(location.column)),
    ]
  }

  private func step(_ origin: Origin) -> [(key: String, value: JSONValue)] {
    [("kind", .string("\(origin.kind)")), ("by", .string(by(origin)))]
  }
}

extension JSONValue {
  /// The parts of an identity.
  static func resource(_ id: ResourceID) -> JSONValue {
    .object([
      ("group", .string(id.group)), ("version", .string(id.version)), ("kind", .string(id.kind)),
      ("namespace", .string(id.namespace)), ("name", .string(id.name)),
    ])
  }
}

/// Hides all values that one field of a resource has or had, when it is secret.
private struct FieldMask {
  let hides: Bool

  init(_ resource: ExplainedResource, _ query: FieldQuery) {
    let document = resource.resource.document
    let mask = SecretMask(document)
    // What is not there any more was secret where all of it is.
    let isSecretData = query.steps.first == .key("data") || query.steps.first == .key("stringData")
    let wasHidden = isSecretData && resource.resource.id.kind.hasSuffix("Secret")
    hides = query.node(in: document).map { mask.hides($0) || wasHidden } ?? wasHidden
  }

  func callAsFunction(_ value: String?) -> String? { value == nil ? nil : hides ? "(masked)" : value }
}

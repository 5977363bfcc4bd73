internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The generators that ask a live service: their sets are taken from a record, or from a decision in the repository.
///
/// A record holds what the service's answer comes to; `values` are rendered here, as for every generator.
/// Source: reference/applicationset.md section 8.2. Emits `applicationset.unrecorded-generator`,
/// `applicationset.recorded`.
struct LiveGenerator {
  let kind: GeneratorKind
  let context: ExpansionContext
  /// The field of the spec that holds the generator.
  let path: String
  /// The set of the first child of a matrix that this generator was rendered with.
  let outer: ParameterSet?

  func parameters(_ document: Document, _ node: NodeID) throws(ExpansionFailure) -> [ParameterSet] {
    if let record = record() {
      let sets = try recorded(record, document, node)
      try context.checkCount(sets.count, at: document.keyLocation(node))
      return sets
    }
    var reason = "it asks a live service"
    if kind == .clusterDecisionResource {
      let decision = try ClusterDecision(context: context).clusters(document, node)
      switch decision {
      case .decided(let sets):
        for set in sets { try GeneratorValues(context: context).add(document, node, to: set.values) }
        return sets
      case .open(let why): reason = why
      }
    }
    throw unrecorded(reason, at: document.keyLocation(node))
  }

  private func record() -> RecordedParameters? {
    let known = outer.map { flattened(.map($0.values)) } ?? [:]
    return context.options.recorded.first { record in
      record.belongs(toApplicationSet: context.name, in: context.namespace)
        && record.generator.utf8.elementsEqual(path.utf8)
        && record.with.pairs.allSatisfy { pair in
          known[MapKey(pair.key)].map { $0.utf8.elementsEqual(pair.value.utf8) } ?? false
        }
    }
  }

  // MARK: - Reading

  private func recorded(
    _ record: RecordedParameters, _ document: Document, _ node: NodeID
  ) throws(ExpansionFailure) -> [ParameterSet] {
    let list = record.document
    if list.kubernetesScalar(list.root) == .null { return [] }
    guard list.isSequence(list.root) else {
      throw ExpansionFailure(
        badRecord, "a record is a list with a mapping of parameters for each set",
        at: list.location(list.root))
    }
    var problems: [Diagnostic] = []
    var sets: [ParameterSet] = []
    for (index, item) in list.children(list.root).enumerated() {
      guard list.isMapping(item) else {
        problems.append(
          .error(badRecord, "a recorded set must be a mapping of parameters", at: list.location(item)))
        continue
      }
      let before = problems.count
      let map = values(list, item, &problems)
      if problems.count > before { continue }
      sets.append(
        ParameterSet(
          values: map, sources: [ParameterSource(kind: .recorded(index), location: list.location(item))]))
    }
    if !problems.isEmpty { throw ExpansionFailure(problems) }
    for (set, item) in zip(sets, list.children(list.root)) {
      if kind == .plugin { addInput(document, node, to: set.values) }
      try GeneratorValues(context: context).add(document, node, to: set.values)
      // Argo CD adds them after `values`, and only where a Go template can use them.
      if kind == .pullRequest, context.isGoTemplate {
        let labels = list[item, "labels"].map { list.children($0).map { list.string($0) } }
        set.values["labels"] = .strings(labels ?? [])
      }
    }
    return sets
  }

  private func values(_ list: Document, _ item: NodeID, _ problems: inout [Diagnostic]) -> MapValue {
    if kind == .plugin { return pluginValues(list, item) }
    let map = MapValue()
    for child in list.children(item) {
      let key = list.jsonKey(child)
      let known = kind.parameters
      if kind != .clusterDecisionResource, !known.contains(where: { $0.utf8.elementsEqual(key.utf8) }) {
        let hint = nearMiss(to: key, among: known).map { "; did you mean \"\($0)\"?" } ?? "; remove it"
        problems.append(
          .error(
            badRecord, "the \(kind.rawValue) generator has no parameter \"\(key)\"\(hint)",
            at: list.keyLocation(child)))
        continue
      }
      if kind == .pullRequest, key == "labels" {
        if !list.isSequence(child) || list.children(child).contains(where: { !isText(list, $0) }) {
          problems.append(
            .error(badRecord, "\"labels\" must be a list of strings", at: list.location(child)))
        }
      } else if let value = value(list, child, key) {
        map[key] = value
      } else {
        let message = "the parameter \"\(key)\" must be a string; put it in quotes"
        problems.append(.error(badRecord, message, at: list.location(child)))
      }
    }
    for name in kind.requiredParameters where list[item, name] == nil {
      let message = "a recorded set of the \(kind.rawValue) generator needs the parameter \"\(name)\""
      problems.append(.error(badRecord, message, at: list.location(item)))
    }
    return map
  }

  private func isText(_ list: Document, _ node: NodeID) -> Bool { list.kubernetesScalar(node) == .string }

  /// Parameters are strings, but for the id of a repository, which is what the provider has it as.
  private func value(_ list: Document, _ node: NodeID, _ key: String) -> Value? {
    switch list.kubernetesScalar(node) {
    case .string?: .string(list.string(node))
    case .integer(let value)? where key == "repository_id": .int64(value)
    default: nil
    }
  }

  private func pluginValues(_ list: Document, _ item: NodeID) -> MapValue {
    guard case .map(let map) = list.jsonValue(item) else { return MapValue() }
    return context.isGoTemplate ? map : MapValue(flattened(.map(map)).mapValues { Value.string($0) })
  }

  /// `generator.input.parameters`: what the generator sends to the plugin.
  private func addInput(_ document: Document, _ node: NodeID, to map: MapValue) {
    let parameters = MapValue()
    if let sent = document[node, ["input", "parameters"]] {
      for child in document.children(sent) {
        let text = (try? document.jsonValue(child).jsonText()) ?? "null"
        parameters[document.jsonKey(child)] = .object(RawJSON(json: text))
      }
    }
    map["generator"] = .map(MapValue([("input", .map(MapValue([("parameters", .map(parameters))])))]))
  }

  // MARK: - What to record

  private func unrecorded(_ reason: String, at location: SourceLocation) -> ExpansionFailure {
    let file = "recorded/\(context.name)-\(kind.rawValue).yaml"
    let pairs = (outer?.values.sorted ?? []).compactMap { entry -> String? in
      guard case .string(let text) = entry.value else { return nil }
      return "\(entry.key): \(quoted(text))"
    }
    let with = pairs.isEmpty ? "" : ", with: {\(pairs.joined(separator: ", "))}"
    let entry =
      "- {applicationSet: \(quoted(context.name)), generator: \(quoted(path)), file: \(quoted(file))\(with)}"
    let set = kind.example.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
    return ExpansionFailure(
      unrecordedGenerator,
      "the \(kind.rawValue) generator can't be run here: \(reason); record the parameters that it makes",
      at: location,
      notes: [
        .init("add to `recorded:` in fleetfold.yaml: \(entry)"),
        .init("and write to \(file), once for each set: - {\(set)}"),
      ])
  }

  private func quoted(_ text: String) -> String {
    (try? Value.string(text).jsonText(JSONStyle(escapesHTML: false))) ?? text
  }
}

extension GeneratorKind {
  /// What the generator makes besides `values`, with a value that shows what it looks like.
  fileprivate var example: [(name: String, value: String)] {
    switch self {
    case .pullRequest:
      [
        ("number", #""42""#), ("title", "A change"), ("branch", "feature/login"),
        ("branch_slug", "feature-login"), ("target_branch", "main"), ("target_branch_slug", "main"),
        ("head_sha", #""089d92cbf9ff857a39e6feccd32798ca700fb958""#), ("head_short_sha", #""089d92cb""#),
        ("head_short_sha_7", #""089d92c""#), ("author", "octocat"), ("labels", "[preview]"),
      ]
    case .scmProvider:
      [
        ("organization", "example"), ("repository", "web"), ("repository_id", "1296269"),
        ("url", #""https://github.com/example/web.git""#), ("branch", "main"), ("branchNormalized", "main"),
        ("sha", #""089d92cbf9ff857a39e6feccd32798ca700fb958""#), ("short_sha", #""089d92cb""#),
        ("short_sha_7", #""089d92c""#), ("labels", #""preview,web""#),
      ]
    case .clusterDecisionResource:
      [("name", "prod-east"), ("server", #""https://prod-east.example.com""#), ("clusterName", "prod-east")]
    default: [("key", "what the plugin returns")]
    }
  }

  fileprivate var parameters: [String] { example.map(\.name) }

  fileprivate var requiredParameters: [String] {
    switch self {
    case .plugin: []
    case .clusterDecisionResource: ["name", "server"]
    default: parameters.filter { $0 != "labels" || self == .scmProvider }
    }
  }
}

/// A plugin's input parameter as Argo CD holds it: undecoded JSON, which a template prints as a struct of bytes.
private struct RawJSON: ObjectValue {
  let json: String

  var typeName: String { "v1.JSON" }
  var kindName: String { "struct" }
  var text: String { "{[\(json.utf8.map { String($0) }.joined(separator: " "))]}" }
  var jsonText: String? { json }

  func method(_ name: String) -> Function? {
    if name != "Raw" { return nil }
    let bytes = json
    return Function([]) { _ in .list(bytes.utf8.map { .integer(Int64($0), .uint8) }, .uint8) }
  }
}

private let unrecordedGenerator = "applicationset.unrecorded-generator"
private let badRecord = "applicationset.recorded"

internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel
internal import YAML

/// Turns the document of `fleetfold.yaml` into a `FleetFile`.
///
/// Emits `fleet.unknown-field`, `fleet.field-type`, `fleet.missing-field`, `fleet.api-version`, `fleet.path`,
/// `fleet.layout`, `fleet.record-source`, `fleet.target-placement`, `fleet.duplicate-target`, `fleet.via`, `fleet.gate` and
/// those of selectors.
struct FleetFileDecoder {
  private let document: Document
  var diagnostics: [Diagnostic] = []

  init(_ document: Document) { self.document = document }

  mutating func decode() -> FleetFile {
    var file = FleetFile()
    var reader = MappingReader(document, document.root, subject: "fleetfold.yaml", prefix: "fleet")
    expect(&reader, "apiVersion", "fleetfold.dev/v1alpha1")
    expect(&reader, "kind", "Fleet")
    _ = reader.takeMapping("metadata")
    if let node = reader.take("output"), let path = self.path(node, in: &reader) { file.output = path }
    file.layout = reader.takeString("layout")
    file.layoutLocation = document[document.root, "layout"].map { document.location($0) }
    let include = paths("include", &reader)
    if !include.isEmpty {
      file.include = include
      let list = document[document.root, "include"].map { Array(document.children($0)) } ?? []
      if list.count == include.count { file.includeLocations = list.map { document.location($0) } }
    }
    file.exclude = paths("exclude", &reader)
    if let name = reader.takeString("inCluster"), let node = document[document.root, "inCluster"] {
      file.inCluster = (name, document.location(node))
    }
    let repositories = reader.takeSequence("repositories")
    if let clusters = reader.take("clusters") { file.clusters = (document, clusters) }
    let targets = reader.takeSequence("targets")
    let recorded = reader.takeSequence("recorded")
    file.skipsUnsupported = reader.takeBoolean("skipUnsupported") ?? false
    let argoCD = reader.takeMapping("argocd")
    let karmada = reader.takeMapping("karmada")
    let gates = reader.takeMapping("gates")
    diagnostics += reader.finish()

    file.repositories = repositories.compactMap { repository($0) }
    file.targets = targets.compactMap { target($0) }
    file.recorded = recorded.compactMap { self.recorded($0) }
    reportDuplicates(file.targets)
    if let argoCD {
      var reader = MappingReader(document, argoCD, subject: "argocd", prefix: "fleet")
      if let namespace = reader.takeString("namespace") { file.argoCD.namespace = namespace }
      file.argoCD.newGitFileGlobbing = reader.takeBoolean("newGitFileGlobbing") ?? false
      file.argoCD.includeHiddenDirectories = reader.takeBoolean("includeHiddenDirectories") ?? false
      if document[argoCD, "projects"] != nil {
        file.argoCD.projects = reader.takeStrings("projects").map(\.text)
      }
      diagnostics += reader.finish()
    }
    if let karmada {
      var reader = MappingReader(document, karmada, subject: "karmada", prefix: "fleet")
      file.karmadaAssumesCapacity = reader.takeBoolean("assumeCapacity") ?? false
      diagnostics += reader.finish()
    }
    if let gates { file.gates = self.gates(gates) }
    return file
  }

  private mutating func gates(_ node: NodeID) -> ChangeGates {
    var reader = MappingReader(document, node, subject: "gates", prefix: "fleet")
    defer { diagnostics += reader.finish() }
    func number(_ key: String) -> Int? {
      guard let value = reader.take(key) else { return nil }
      if document.isScalar(value), case .integer(let number) = document.resolved(value, as: .yaml11),
        number >= 0
      {
        return Int(number)
      }
      reader.report("gate", "\(key) must be a whole number from 0", at: value)
      return nil
    }
    var gates = ChangeGates(maxClusters: number("maxClusters"), maxDeletions: number("maxDeletions"))
    for (word, location) in reader.takeStrings("failOn") {
      if let problem = ChangeGates.problem(withFailOn: word) {
        diagnostics.append(.error("fleet.gate", problem, at: location))
      } else {
        gates.failOn.append(word)
      }
    }
    return gates
  }

  private func expect(_ reader: inout MappingReader, _ key: String, _ value: String) {
    guard let found = reader.requireString(key), !found.utf8.elementsEqual(value.utf8) else { return }
    reader.report("api-version", "\(key) must be \(value)", at: document[document.root, key] ?? document.root)
  }

  private func paths(_ key: String, _ reader: inout MappingReader) -> [SourcePath] {
    reader.takeSequence(key).compactMap { path($0, in: &reader) }
  }

  /// The path a scalar names, from the folder of the file.
  private func path(_ node: NodeID, in reader: inout MappingReader) -> SourcePath? {
    let base = document.path.parent ?? .root
    guard document.isScalar(node), let path = base.appending(document.string(node)) else {
      reader.report("path", "this must be a path inside the repository, relative to fleetfold.yaml", at: node)
      return nil
    }
    return path
  }

  private mutating func repository(_ node: NodeID) -> FleetFile.Repository? {
    var reader = MappingReader(document, node, subject: "the repository", prefix: "fleet")
    let url = reader.requireString("url")
    let path = reader.takeString("path") ?? "."
    let revision = reader.takeString("revision")
    diagnostics += reader.finish()
    return url.map {
      FleetFile.Repository(url: $0, path: path, revision: revision, location: document.location(node))
    }
  }

  private mutating func recorded(_ node: NodeID) -> FleetFile.Recorded? {
    var reader = MappingReader(document, node, subject: "the record", prefix: "fleet")
    defer { diagnostics += reader.finish() }
    let set = reader.requireString("applicationSet")
    let generator = reader.requireString("generator")
    let with = reader.takeLabels("with")
    let file = reader.take("file").flatMap { path($0, in: &reader) }
    let policy = reader.takeString("policy")
    if (document[node, "file"] == nil) == (document[node, "policy"] == nil) {
      reader.report("record-source", "a record takes either `file` or `policy`", at: node)
      return nil
    }
    guard let set, let generator, file != nil || policy != nil else { return nil }
    func place(_ key: String) -> SourceLocation { document.location(document[node, key] ?? node) }
    return FleetFile.Recorded(
      applicationSet: set, generator: generator, with: with, file: file, policy: policy ?? "",
      location: place("applicationSet"),
      generatorLocation: place("generator"), fileLocation: place(file == nil ? "policy" : "file"))
  }

  private mutating func target(_ node: NodeID) -> FleetFile.Target? {
    var reader = MappingReader(document, node, subject: "the target", prefix: "fleet")
    defer { diagnostics += reader.finish() }
    let name = reader.requireString("name")
    _ = reader.requireString("path")
    let path = document[node, "path"].flatMap { self.path($0, in: &reader) }
    let namespace = reader.takeString("namespace") ?? ""
    let placement = self.placement(node, &reader)
    guard let name, let path, let placement, let nameNode = document[node, "name"] else { return nil }
    return FleetFile.Target(
      name: name, path: path, placement: placement, namespace: namespace,
      namespaceLocation: document.location(document[node, "namespace"] ?? nameNode),
      location: document.location(nameNode),
      pathLocation: document.location(document[node, "path"] ?? node))
  }

  private mutating func placement(_ node: NodeID, _ reader: inout MappingReader) -> FleetFile.Placement? {
    let names = reader.takeStrings("clusters").map { (name: $0.text, location: $0.location) }
    var selector: LabelSelector?
    if let mapping = reader.takeMapping("clusterSelector") {
      let (read, problems) = LabelSelector.read(document, mapping, prefix: "fleet")
      selector = read
      diagnostics += problems
    }
    let via = reader.takeString("via")
    let policies = reader.take("policies").flatMap { path($0, in: &reader) }
    let hasClusters = !names.isEmpty || selector != nil
    switch via {
    case nil where hasClusters && policies == nil: return .clusters(names: names, selector: selector)
    case "karmada" where !hasClusters: return .karmada(policies: policies)
    case "kubefed" where !hasClusters && policies == nil: return .kubeFed
    case "karmada", "kubefed", nil:
      reader.report(
        "target-placement",
        "a target takes either `clusters`/`clusterSelector`, or `via: karmada` (with `policies` if they are elsewhere) or "
          + "`via: kubefed`", at: node)
    default:
      reader.report("via", "`via` must be karmada or kubefed", at: document[node, "via"] ?? node)
    }
    return nil
  }

  private mutating func reportDuplicates(_ targets: [FleetFile.Target]) {
    var first: [String: SourceLocation] = [:]
    for target in targets {
      if let earlier = first[target.name] {
        diagnostics.append(
          .error(
            "fleet.duplicate-target", "there are two targets named \(target.name); rename one",
            at: target.location,
            notes: [.init("the first one is here", at: earlier)]))
      } else {
        first[target.name] = target.location
      }
    }
  }
}

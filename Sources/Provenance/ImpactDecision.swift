internal import ApplicationSets
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

// Whether a place says that an application is there, what it is built from, or where it goes.
extension ImpactPlace {
  /// For all resources of the application alike; `templates` is what the place means to its fields.
  func decides(
    _ planned: PlannedApplication, _ templates: ImpactTemplates, _ sources: SourceDocuments
  ) -> Bool {
    if templates.decides { return true }
    guard let line else {
      return planned.location.path == path || planned.generator?.path == path
        || planned.parameters.contains { $0.location?.path == path }
        || planned.document?.origins.contains { $0.path == path } ?? false
    }
    for source in planned.parameters {
      guard let location = source.location, location.path == path,
        let (document, node) = sources.node(at: location), document.lines(of: node).contains(line)
      else { continue }
      if isDecisive(source, planned, templates, sources) { return true }
    }
    guard let document else { return false }
    let lines = document.lines(of: document.root)
    if let generator = planned.generator, generator.path == path, lines.contains(generator.line) {
      return isDecisive(of: generator, in: document, planned, templates)
    }
    guard planned.document == nil, planned.location.path == path else { return false }
    return isDecisive(ofTarget: planned, in: document)
  }

  // MARK: - Parameters

  /// Whether a line of an element, a cluster or a file chooses something, rather than being a value in a field.
  private func isDecisive(
    _ source: ParameterSource, _ planned: PlannedApplication, _ templates: ImpactTemplates,
    _ sources: SourceDocuments
  ) -> Bool {
    guard let key = keys.last else { return true }
    if case .cluster = source.kind, isIdentity(key) { return true }
    guard let set = sets(of: planned, sources) else { return !templates.isUsed }
    if set.selectorKeys.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { return true }
    return !templates.isUsed && set.mayUse(key)
  }

  /// Whether a key of a cluster's registration makes it a cluster, and this one.
  private func isIdentity(_ key: String) -> Bool {
    switch keys.dropLast().last {
    case "labels": key == "argocd.argoproj.io/secret-type"
    case "annotations": false
    default: ["name", "server", "namespace", "kind", "apiVersion"].contains(key)
    }
  }

  private func sets(of planned: PlannedApplication, _ sources: SourceDocuments) -> TemplateWords? {
    guard let generator = planned.generator else { return nil }
    return sources.documents(of: generator.path).first { document in
      document.lines(of: document.root).contains(generator.line)
    }
    .map { TemplateWords($0) }
  }

  // MARK: - ApplicationSets and targets

  /// Whether a line of an ApplicationSet decides about what one of its generators makes.
  private func isDecisive(
    of generator: SourceLocation, in document: Document, _ planned: PlannedApplication,
    _ templates: ImpactTemplates
  ) -> Bool {
    guard let line, let first = keys.first else { return false }
    if first == "metadata" { return keys.last == "name" || keys.last == "namespace" }
    guard first == "spec", keys.count > 1 else { return true }
    switch keys[1] {
    case "template", "syncPolicy", "strategy", "preservedFields", "ignoreApplicationDifferences":
      return false
    case "templatePatch": return !templates.isUsed
    case "generators": break
    default: return true
    }
    // The elements are somebody else's, or parameters.
    if keys.contains("elements") { return false }
    let entries = document[document.root, ["spec", "generators"]].map { Array(document.children($0)) } ?? []
    guard let own = entries.first(where: { document.lines(of: $0).contains(generator.line) }),
      document.lines(of: own).contains(line)
    else { return entries.allSatisfy { !document.lines(of: $0).contains(line) } }
    if keys.contains("values") || keys.contains("template") {
      return !templates.isUsed && keys.last.map { TemplateWords(document).mayUse($0) } ?? true
    }
    return true
  }

  /// Whether a line of `fleetfold.yaml` decides about a target.
  private func isDecisive(ofTarget planned: PlannedApplication, in document: Document) -> Bool {
    guard let line, keys.first == "targets", let list = document[document.root, "targets"] else {
      return ["include", "exclude", "apiVersion", "kind"].contains(keys.first)
    }
    let own = document.children(list).map { document.lines(of: $0) }.first {
      $0.contains(planned.location.line)
    }
    // The namespace is a field of the resources.
    return own?.contains(line) ?? false && (keys.last != "namespace" || keys.count != 3)
  }
}

/// The words of an ApplicationSet by which it may use parameters.
private struct TemplateWords {
  /// Labels and parameters that selectors and merges look at.
  private(set) var selectorKeys: [String] = []
  private var texts: [String] = []

  init(_ document: Document) {
    var pending: [(node: NodeID, isSelector: Bool)] = [(document.root, false)]
    while let (node, isSelector) = pending.popLast() {
      for child in document.children(node) {
        let key = document.key(child)
        if document.isScalar(child) {
          let text = document.string(child)
          if text.utf8.contains(UInt8(ascii: "{")) { texts.append(text) }
          if isSelector { selectorKeys += [key, text] }
        } else {
          pending.append((child, isSelector || key == "selector" || key == "mergeKeys"))
        }
      }
    }
  }

  /// Whether a template has the word, or takes parameters as a whole.
  func mayUse(_ word: String) -> Bool {
    texts.contains { text in
      text.contains(word) || ["range", "toJson", "toYaml", "{{ . }}", "{{.}}"].contains { text.contains($0) }
    }
  }
}

internal import ApplicationSets
internal import KubernetesModel
internal import ManifestCompiler
internal import SourceModel
internal import YAML

// What a step made its value of: told apart only when somebody asks, from the documents as they are.
extension ExplainedResource {
  /// The text of a template and the parameters in it, or the name of another resource; oldest first.
  func causes(of step: Explanation.Step) -> [Explanation.Step] {
    let prefix = "name of "
    if step.origin.step.utf8.starts(with: prefix.utf8) {
      return nameCauses(String(step.origin.step.dropFirst(prefix.count)))
    }
    guard let (document, node) = applicationNode(of: step) else { return [] }
    var result: [Explanation.Step] = []
    for cause in Explanation(of: node, in: document).steps.dropLast() {
      result.append(cause)
      for name in TemplateNames.names(in: cause.value ?? "") { result += parameter(name) }
    }
    return result
  }

  /// The history of the name of another resource of the application.
  private func nameCauses(_ subject: String) -> [Explanation.Step] {
    let other =
      siblings.first { $0.id.description.utf8.elementsEqual(subject.utf8) }
      // The namespace of the destination is given at the very end.
      ?? siblings.first {
        var id = $0.id
        id.namespace = ""
        return id.description.utf8.elementsEqual(subject.utf8)
      }
    guard let document = other?.document, let name = document[document.root, ["metadata", "name"]] else {
      return []
    }
    return Explanation(of: name, in: document).steps
  }

  /// The field of the Application that asked for the step.
  private func applicationNode(of step: Explanation.Step) -> (Document, NodeID)? {
    guard let document = planned?.document, !step.origin.step.isEmpty else { return nil }
    let field = step.origin.step.prefix { $0 != "[" }.split(separator: ".").last.map(String.init) ?? ""
    var pending: [(node: NodeID, isBelow: Bool)] = [(document.root, false)]
    while let (node, isBelow) = pending.popLast() {
      for child in document.children(node) {
        let isHere = isBelow || document.key(child).utf8.elementsEqual(field.utf8)
        guard document.isScalar(child) else {
          pending.append((child, isHere))
          continue
        }
        if isHere, document.templateLocation(child) == step.location { return (document, child) }
      }
    }
    return nil
  }

  // MARK: - Parameters

  /// Where a parameter has its value from.
  private func parameter(_ name: String) -> [Explanation.Step] {
    for source in (planned?.parameters ?? []).reversed() {
      if let step = parameter(name, of: source) { return [step] }
    }
    return generatorValue(name)
  }

  private func parameter(_ name: String, of source: ParameterSource) -> Explanation.Step? {
    let text = "parameter \(name) of \(source)"
    if case .directory(let path) = source.kind {
      guard name.utf8.elementsEqual("path".utf8) || name.utf8.starts(with: "path".utf8) else { return nil }
      return Explanation.Step(
        value: path.description, origin: Origin(.templateParameter, path: path, step: text),
        location: SourceLocation(path: path))
    }
    guard let place = source.location, let (document, top) = sources.node(at: place) else { return nil }
    for path in ParameterPath.candidates(name, of: source.kind) {
      guard let node = document[top, path], document.isScalar(node) else { continue }
      return Explanation.Step(
        value: document.string(node), origin: Origin(.templateParameter, path: place.path, step: text),
        location: document.location(node))
    }
    return nil
  }

  /// A value that the generator gives by `values`, and the parameters in it.
  private func generatorValue(_ name: String) -> [Explanation.Step] {
    let key = name.utf8.starts(with: "values.".utf8) ? String(name.dropFirst(7)) : name
    guard let generator = planned?.generator else { return [] }
    for document in sources.documents(of: generator.path) {
      var pending = [document.root]
      while let node = pending.popLast() {
        if let value = document[node, ["values", key]], document.isScalar(value) {
          let text = document.string(value)
          let step = Explanation.Step(
            value: text,
            origin: Origin(.templateParameter, path: generator.path, step: "values of the generator"),
            location: document.location(value))
          let inner = TemplateNames.names(in: text).filter { !$0.utf8.elementsEqual(name.utf8) }
          return [step]
            + inner.flatMap { name in
              (planned?.parameters ?? []).compactMap { parameter(name, of: $0) }.prefix(1)
            }
        }
        pending += document.children(node)
      }
    }
    return []
  }
}

/// The names of parameters in the text of a template: `{{name}}`, `{{ .metadata.labels.region | lower }}`.
enum TemplateNames {
  static func names(in text: String) -> [String] {
    var result: [String] = []
    var rest = Substring(text)
    while let open = rest.firstRange(of: "{{") {
      let inside = rest[open.upperBound...]
      guard let close = inside.firstRange(of: "}}") else { break }
      result += words(String(inside[..<close.lowerBound])).filter { !result.contains($0) }
      rest = inside[close.upperBound...]
    }
    return result
  }

  /// Whatever could be a name; functions are found to be no parameters later.
  private static func words(_ text: String) -> [String] {
    var words = text.split { " |(),\t\n".contains($0) }.map(String.init)
    // `index .metadata.labels "a/b"` is the label a/b.
    if let index = words.firstIndex(of: "index"), index + 2 < words.count, words[index + 2].hasPrefix("\"") {
      words[index + 1] += "." + words[index + 2].filter { $0 != "\"" }
    }
    return words.filter { !$0.hasPrefix("\"") && !$0.hasPrefix("-") }
      .map { String($0.drop { $0 == "." }) }.filter { !$0.isEmpty }
  }
}

/// Where a parameter may stand below what it was made from.
private enum ParameterPath {
  static func candidates(_ name: String, of kind: ParameterSource.Kind) -> [[String]] {
    let parts = name.split(separator: ".").map(String.init)
    guard case .cluster = kind else { return [[name], parts] }
    switch parts.first {
    case "name", "nameNormalized":
      return [["stringData", "name"], ["data", "name"], ["metadata", "name"], ["name"]]
    case "server": return [["stringData", "server"], ["data", "server"], ["server"]]
    case "metadata" where parts.count > 2:
      let key = name.split(separator: ".", maxSplits: 2).last.map(String.init) ?? ""
      return [["metadata", parts[1], key], [parts[1], key]]
    default: return []
    }
  }
}

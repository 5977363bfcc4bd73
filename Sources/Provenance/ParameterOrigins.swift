internal import ApplicationSets
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// Where the parameters of an application that an ApplicationSet made have their values from.
struct ParameterOrigins {
  let planned: PlannedApplication
  let sources: SourceDocuments

  /// What a name in a template stands for, oldest first; empty for what is no parameter.
  func steps(of name: String) -> [Explanation.Step] {
    for source in planned.parameters.reversed() {
      if let step = step(of: name, in: source) { return [step] }
    }
    return generatorValue(name)
  }

  private func step(of name: String, in source: ParameterSource) -> Explanation.Step? {
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
    guard let generator = planned.generator else { return [] }
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
            + inner.flatMap { name in planned.parameters.compactMap { self.step(of: name, in: $0) }.prefix(1)
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

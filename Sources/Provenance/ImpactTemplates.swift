internal import ApplicationSets
internal import ManifestCompiler
internal import SourceModel
internal import YAML

/// What a place means to an Application: the fields of it that have their text, or a parameter in it, from there.
struct ImpactTemplates {
  /// Where the fields stand that resources get values from.
  private(set) var marks = ImpactMarks()
  /// Whether one of the fields says what the Application is, what it is built from or where it goes.
  private(set) var decides = false
  /// Whether any field has something from there.
  private(set) var isUsed = false

  init(_ place: ImpactPlace, _ planned: PlannedApplication, _ sources: SourceDocuments) {
    guard let document = planned.document else { return }
    let parameters = ParameterOrigins(planned: planned, sources: sources)
    // The line of a key means all that is below it.
    let block = place.document.flatMap { file in
      place.line.flatMap { file.path(at: $0)?.node }.map { (node: $0, lines: file.lines(of: $0)) }
    }
    var pending: [(node: NodeID, path: [String])] = [(document.root, [])]
    while let (node, path) = pending.popLast() {
      for child in document.children(node) {
        let own = path + [document.isMapping(node) ? document.key(child) : ""]
        guard document.isScalar(child) else {
          pending.append((child, own))
          continue
        }
        let written = document.templateLocation(child)
        let isBelow = written.path == place.path && (block?.lines.contains(written.line) ?? false)
        if isBelow || isMade(child, in: document, at: place, parameters) { take(child, own, document) }
      }
    }
  }

  private func isMade(
    _ node: NodeID, in document: Document, at place: ImpactPlace, _ parameters: ParameterOrigins
  ) -> Bool {
    var current: NodeID? = node
    while let node = current {
      if place.isHere(node, in: document) { return true }
      current = document.previous(node)
      // What is there now has no tags any more.
      guard current != nil || document.string(node).utf8.contains(UInt8(ascii: "{")) else { continue }
      for name in TemplateNames.names(in: document.string(node)) {
        if parameters.steps(of: name).contains(where: { place.isHere($0.location) }) { return true }
      }
    }
    return false
  }

  private mutating func take(_ node: NodeID, _ path: [String], _ document: Document) {
    isUsed = true
    switch ApplicationField(path) {
    case .nothing: break
    case .everything: decides = true
    case .fields:
      let location = document.templateLocation(node)
      var span = ImpactSpan(location)
      let breaks = document.string(node).utf8.count { $0 == UInt8(ascii: "\n") }
      if breaks > 0 {
        span = ImpactSpan(location.path, location.line...(location.line + breaks))
      }
      marks.spans.insert(span)
    }
  }
}

/// What a field of an Application means to the resources that it brings.
private enum ApplicationField {
  case nothing
  case everything
  /// It is written into fields of them.
  case fields

  init(_ path: [String]) {
    switch path.first {
    case "metadata": self = ["name", "namespace"].contains(path.last) ? .everything : .nothing
    case "status", "operation": self = .nothing
    case "spec": self = ApplicationField(ofSpec: Array(path.dropFirst()))
    default: self = .everything
    }
  }

  private init(ofSpec path: [String]) {
    switch path.first {
    case "destination": self = path.last == "namespace" ? .fields : .everything
    case "source", "sources":
      guard let index = path.firstIndex(of: "kustomize"), index + 1 < path.count else {
        self = .everything
        return
      }
      let writing = [
        "namePrefix", "nameSuffix", "namespace", "images", "replicas", "commonLabels", "commonAnnotations",
        "patches",
      ]
      self = writing.contains(path[index + 1]) ? .fields : .everything
    default: self = .nothing
    }
  }
}

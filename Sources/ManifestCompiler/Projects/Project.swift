internal import ApplicationSets
internal import KubernetesModel
internal import RegularExpression
internal import SourceModel
internal import YAML

/// An AppProject: what its Applications may read, where they may go, and what they may bring there.
///
/// Source: Argo CD 3.5, documentation of projects and the behaviour of its rules.
struct Project: Sendable {
  /// A text of a rule and where it stands.
  struct Pattern: Sendable {
    var text: String
    var location: SourceLocation
    /// Of a namespace that is written between slashes.
    var expression: RegularExpression.Pattern?

    /// Begins with `!`: what it matches is denied.
    var isDenial: Bool { text.utf8.first == UInt8(ascii: "!") }
  }

  struct Destination: Sendable {
    var name: Pattern
    var server: Pattern
    var namespace: Pattern
    var location: SourceLocation
  }

  /// An entry of the lists of kinds; `name` only counts for cluster-scoped ones.
  struct Kind: Sendable {
    var group: PathGlob
    var kind: PathGlob
    var name: PathGlob?
    var location: SourceLocation
  }

  /// A list of kinds; nil where it is not written.
  typealias Kinds = (items: [Kind], location: SourceLocation)?

  var name: String
  var location: SourceLocation
  var sourceRepositories: [Pattern] = []
  var sourcesLocation: SourceLocation
  var destinations: [Destination] = []
  var destinationsLocation: SourceLocation
  var sourceNamespaces: [Pattern] = []
  var clusterAllowed: Kinds = nil
  var clusterDenied: Kinds = nil
  var namespacedAllowed: Kinds = nil
  var namespacedDenied: Kinds = nil
  var takesOnlyItsClusters = false

  /// Reads a document that is an AppProject with a name.
  ///
  /// Emits `project.*` for fields that are unknown or have another type, and for regular expressions that can't be read.
  static func read(_ document: Document) -> Compiled<Project> {
    let root = document.root
    let location = document.location(root)
    guard let id = ResourceID(of: document), !id.name.isEmpty else {
      let message = "this AppProject has no metadata.name; add one"
      return Compiled(nil, [.error("project.missing-field", message, at: location)])
    }
    var project = Project(
      name: id.name, location: location, sourcesLocation: location, destinationsLocation: location)
    guard let spec = document[root, "spec"] else { return Compiled(project) }
    var reader = MappingReader(document, spec, subject: "the AppProject \(id.name)", prefix: "project")
    func patterns(_ key: String) -> [Pattern] {
      reader.takeStrings(key).map { Pattern(text: $0.text, location: $0.location) }
    }
    func place(_ key: String) -> SourceLocation { document.location(document[spec, key] ?? spec) }
    project.sourceRepositories = patterns("sourceRepos")
    project.sourcesLocation = place("sourceRepos")
    var problems: [Diagnostic] = []
    project.sourceNamespaces = patterns("sourceNamespaces").map { withExpression($0, &problems) }
    project.destinations = reader.takeSequence("destinations").map { destination(document, $0) }
    project.destinationsLocation = place("destinations")
    func kinds(_ key: String) -> Kinds {
      guard let node = document[spec, key], document.isSequence(node) else {
        _ = reader.takeSequence(key)
        return nil
      }
      return (reader.takeSequence(key).map { kind(document, $0) }, document.location(node))
    }
    project.clusterAllowed = kinds("clusterResourceWhitelist")
    project.clusterDenied = kinds("clusterResourceBlacklist")
    project.namespacedAllowed = kinds("namespaceResourceWhitelist")
    project.namespacedDenied = kinds("namespaceResourceBlacklist")
    project.takesOnlyItsClusters = reader.takeBoolean("permitOnlyProjectScopedClusters") ?? false
    // What decides on people, on times and on live objects.
    for key in [
      "description", "roles", "orphanedResources", "syncWindows", "signatureKeys", "sourceIntegrity",
      "destinationServiceAccounts",
    ] {
      _ = reader.take(key)
    }
    problems += reader.finish()
    return Compiled(problems.hasErrors ? nil : project, problems)
  }

  /// The pattern with its regular expression. Argo CD also reads what looks around; that is refused here.
  private static func withExpression(_ pattern: Pattern, _ problems: inout [Diagnostic]) -> Pattern {
    let text = pattern.text
    guard text.utf8.count > 1, text.hasPrefix("/"), text.hasSuffix("/") else { return pattern }
    var result = pattern
    do {
      result.expression = try RegularExpression.Pattern(String(text.dropFirst().dropLast()))
    } catch {
      problems.append(
        .error(
          badExpression, "\(text) can't be read as a regular expression: \(error.message)",
          at: pattern.location))
    }
    return result
  }

  private static func destination(_ document: Document, _ node: NodeID) -> Destination {
    let location = document.location(node)
    func pattern(_ key: String) -> Pattern {
      let value = document[node, key]
      return Pattern(
        text: value.map { document.string($0) } ?? "",
        location: value.map { document.location($0) } ?? location)
    }
    return Destination(
      name: pattern("name"), server: pattern("server"), namespace: pattern("namespace"), location: location)
  }

  private static func kind(_ document: Document, _ node: NodeID) -> Kind {
    func text(_ key: String) -> String { document[node, key].map { document.string($0) } ?? "" }
    let name = text("name")
    return Kind(
      group: PathGlob(text("group")), kind: PathGlob(text("kind")),
      name: name.isEmpty ? nil : PathGlob(name), location: document.location(node))
  }
}

private let badExpression = "project.regular-expression"

internal import ApplicationSets
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// The applications of a fleet: those that stand in the repository, and those that the output of others holds.
///
/// Argo CD acts on Applications and ApplicationSets in the cluster that it runs on, so those that an application brings
/// there are compiled on, until nothing new comes. One that was found by the scan and comes out of a build as it stands is the
/// same object; one that comes out changed replaces the text that the scan found.
///
/// Emits `fleet.application-cycle`, `fleet.application-depth` and `fleet.application-count`.
struct ApplicationGraph {
  /// How deep Applications may be nested: more is a mistake, or a loop that renames itself.
  static let maximumDepth = 16
  /// How many Applications and ApplicationSets may be found in output.
  static let maximumFound = 10_000

  struct Node {
    var source: PlannedSource
    /// By unit of the source; nil where it was not built.
    var built: [BuiltUnit?] = []
    /// The node in whose output it was found first.
    var parent: Int?
    var depth = 0
    /// The nodes that its output holds.
    var children: [Int] = []
    /// What the output of others, or its own, has in place of the text that the scan found.
    var replacements: [Int] = []
  }

  private(set) var nodes: [Node] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// By what they do, and those of the scan by their places; made when the first document is found.
  private var byContent: [String: Int] = [:]
  private var byPlace: [SourceLocation: Int] = [:]
  private var isIndexed = false
  private var foundCount = 0
  private let argoCDCluster: String
  private let argoCDNamespace: String

  init(_ sources: [PlannedSource], argoCDCluster: String, argoCDNamespace: String) {
    self.argoCDCluster = argoCDCluster
    self.argoCDNamespace = argoCDNamespace
    for source in sources { add(source, parent: nil) }
  }

  /// What is to be built next.
  func pendingUnits(from first: Int) -> [(node: Int, index: Int, unit: BuildUnit)] {
    nodes.indices.dropFirst(first).flatMap { node in
      nodes[node].source.units.enumerated().compactMap { index, planned in
        planned.unit.map { (node, index, $0) }
      }
    }
  }

  mutating func set(_ built: BuiltUnit, of node: Int, _ index: Int) { nodes[node].built[index] = built }

  /// Adds a planned document that was found in the output of `parent`.
  mutating func add(_ source: PlannedSource, parent: Int?) {
    var node = Node(source: source, built: Array(repeating: nil, count: source.units.count), parent: parent)
    if let parent {
      node.depth = nodes[parent].depth + 1
      nodes[parent].children.append(nodes.count)
      if let document = source.document, let original = original(of: document) {
        nodes[original].replacements.append(nodes.count)
      }
    }
    nodes.append(node)
    if isIndexed { index(nodes.count - 1) }
  }

  private mutating func index(_ node: Int) {
    guard let document = nodes[node].source.document else { return }
    let content = content(document)
    byContent[content] = byContent[content] ?? node
    if nodes[node].parent == nil { byPlace[document.location(document.root)] = node }
  }

  /// The Applications and ApplicationSets in the output of the nodes from `first` on that are not known yet.
  mutating func discover(from first: Int) -> [(parent: Int, document: Document)] {
    var found: [(parent: Int, document: Document)] = []
    var seen: [String: Int] = [:]
    for node in nodes.indices.dropFirst(first) {
      for set in nodes[node].built.flatMap({ $0?.sets.value ?? [] }) {
        for resource in set.resources where resource.id.makesApplications {
          guard set.cluster.utf8.elementsEqual(argoCDCluster.utf8) else { continue }
          if !isIndexed {
            isIndexed = true
            for node in nodes.indices { index(node) }
          }
          let content = content(resource.document)
          if let known = byContent[content] {
            nodes[node].children.append(known)
          } else if let other = seen[content] {
            // Two parents bring the same object in one round; the second is an edge to what the first will be.
            nodes[node].children.append(nodes.count + other)
          } else if isAdmitted(resource, below: node) {
            seen[content] = found.count
            foundCount += 1
            found.append((node, resource.document))
          }
        }
      }
    }
    return found
  }

  // MARK: - Which documents are the same

  /// What an Application does, however it is written: two of the same content are one object.
  private func content(_ document: Document) -> String {
    guard let id = ResourceID(of: document) else { return "" }
    let namespace = id.namespace.isEmpty ? argoCDNamespace : id.namespace
    return "\(id.kind)\0\(namespace)\0\(id.name)\0\(Application.specText(of: document))"
  }

  /// The document of the scan that came out of a build changed.
  private func original(of document: Document) -> Int? {
    guard let node = byPlace[document.location(document.root)], let other = nodes[node].source.document,
      ResourceID(of: other)?.kind == ResourceID(of: document)?.kind
    else { return nil }
    return node
  }

  // MARK: - Limits

  private mutating func isAdmitted(_ resource: Resource, below parent: Int) -> Bool {
    let place = resource.document.location(resource.document.root)
    let chain = chain(to: parent)
    let own = chain.last { same($0.document, resource.id) }
    // The text of the scan may become another one once; a second change would never end.
    if let own, own.isFound || original(of: resource.document) != own.node {
      let names = (chain.drop { $0.node != own.node }.map(\.name) + [resource.id.name]).joined(
        separator: " → ")
      diagnostics.append(
        .error(
          cycle,
          "\(resource.id) makes itself again, and differently each time: \(names); take it out of what it deploys",
          at: place,
          notes: own.document.map { [.init("it is made here", at: $0.location($0.root))] } ?? []))
      return false
    }
    if nodes[parent].depth + 1 > Self.maximumDepth {
      let names = chain.map(\.name).suffix(4).joined(separator: " → ")
      diagnostics.append(
        .error(
          depth,
          "Applications that make Applications are nested more than \(Self.maximumDepth) levels deep: … → \(names) → "
            + "\(resource.id.name)", at: place))
      return false
    }
    if foundCount >= Self.maximumFound {
      diagnostics.append(
        .error(
          count, "the output holds more than \(Self.maximumFound) Applications and ApplicationSets", at: place
        ))
      return false
    }
    return true
  }

  private struct Link {
    var node: Int
    var document: Document?
    var name: String
    var isFound: Bool
  }

  /// The nodes from a document of the scan to this one.
  private func chain(to node: Int) -> [Link] {
    var links: [Link] = []
    var current: Int? = node
    while let index = current {
      let document = nodes[index].source.document
      let name = document.flatMap { ResourceID(of: $0)?.name } ?? nodes[index].source.units.first?.name ?? ""
      links.append(Link(node: index, document: document, name: name, isFound: nodes[index].parent != nil))
      current = nodes[index].parent
    }
    return links.reversed()
  }

  private func same(_ document: Document?, _ id: ResourceID) -> Bool {
    guard let other = document.flatMap({ ResourceID(of: $0) }) else { return false }
    func namespace(_ id: ResourceID) -> String { id.namespace.isEmpty ? argoCDNamespace : id.namespace }
    return other.kind == id.kind && other.name.utf8.elementsEqual(id.name.utf8)
      && namespace(other).utf8.elementsEqual(namespace(id).utf8)
  }

  // MARK: - What counts

  /// The nodes that count: what the scan found, unless a build replaced it, and what is found from there.
  var living: [Int] {
    var isLiving = [Bool](repeating: false, count: nodes.count)
    var pending = Array(nodes.indices.filter { nodes[$0].parent == nil }.reversed())
    var isVisited = isLiving
    while let node = pending.popLast() {
      if isVisited[node] { continue }
      isVisited[node] = true
      let replacements = nodes[node].replacements
      isLiving[node] = replacements.isEmpty
      pending += replacements.isEmpty ? nodes[node].children : replacements
    }
    return nodes.indices.filter { isLiving[$0] }
  }
}

extension ResourceID {
  /// Whether Argo CD acts on the object by compiling further applications.
  var makesApplications: Bool {
    group == "argoproj.io" && (kind == "Application" || kind == "ApplicationSet")
  }
}

private let cycle = "fleet.application-cycle"
private let depth = "fleet.application-depth"
private let count = "fleet.application-count"

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// A renamed resource, as far as references to it need to know.
final class Candidate {
  let position: Int
  let id: ResourceID
  let isClusterScoped: Bool
  /// The effective namespace that it is in now.
  let namespace: String
  let originalNamespace: String
  let prefixes: [String]
  let suffixes: [String]
  fileprivate let previous: [BuildResource.PreviousIdentity]
  /// The place that gave it the name.
  private let location: SourceLocation
  /// The place that gave it the namespace.
  private let namespaceLocation: SourceLocation

  init(_ resource: BuildResource, position: Int) {
    self.position = position
    id = resource.id
    isClusterScoped = resource.isClusterScoped
    namespace = resource.effectiveNamespace
    originalNamespace = resource.original.namespace
    previous = resource.previous
    prefixes = resource.prefixes
    suffixes = resource.suffixes
    let document = resource.document
    let metadata = document[document.root, .metadata]
    let name = metadata.flatMap { document[$0, .name] }
    location = document.location(name ?? document.root)
    let namespace = metadata.flatMap { document[$0, .namespace] }
    namespaceLocation = document.location(namespace ?? document.root)
  }

  /// Who writes its name elsewhere.
  var author: Author { Author(.transformer, step: "name of \(id)", at: location) }

  /// Who writes its namespace elsewhere.
  var namespaceAuthor: Author { author.at(namespaceLocation) }

  func wasOfType(_ type: TypeSelector) -> Bool {
    previous.contains { type.selects(group: id.group, version: id.version, kind: $0.kind) }
  }
}

/// What a referrer may refer to.
final class Referrer {
  let id: ResourceID
  let isClusterScoped: Bool
  let namespace: String
  /// The namespaces of the service accounts that a role binding names.
  let subjectNamespaces: [String]
  let roleType: TypeSelector?
  private let prefixes: [String]
  private let suffixes: [String]

  init(_ resource: BuildResource) {
    id = resource.id
    isClusterScoped = resource.isClusterScoped
    namespace = resource.effectiveNamespace
    prefixes = resource.prefixes
    suffixes = resource.suffixes
    let document = resource.document
    var namespaces: [String] = []
    if resource.id.kind == "RoleBinding", let subjects = document[document.root, "subjects"] {
      for subject in document.children(subjects) {
        guard let kind = document[subject, "kind"], document.valueEquals(kind, "ServiceAccount"),
          let namespace = document[subject, "namespace"]
        else { continue }
        namespaces.append(document.string(namespace))
      }
    }
    subjectNamespaces = namespaces
    // A role reference without group or kind may mean any role.
    if let role = document[document.root, "roleRef"], let group = document[role, "apiGroup"],
      let kind = document[role, "kind"], !document.isNullAnywhere(group), !document.isNullAnywhere(kind)
    {
      roleType = TypeSelector(group: document.string(group), kind: document.string(kind))
    } else {
      roleType = nil
    }
  }

  /// Whether a field spec for these resources is for this one; the kind has been checked.
  func isOf(_ type: TypeSelector) -> Bool {
    (type.group.isEmpty || same(type.group, id.group))
      && (type.version.isEmpty || same(type.version, id.version))
  }

  func mayRefer(to candidate: Candidate) -> Bool {
    if isClusterScoped || candidate.isClusterScoped { return true }
    if same(candidate.namespace, namespace) { return true }
    return subjectNamespaces.contains { same($0, candidate.id.namespace) }
  }

  /// The last condition: in the namespace of the referrer, cluster-scoped, or a service account.
  func isNear(_ candidate: Candidate) -> Bool {
    isClusterScoped || candidate.isClusterScoped || candidate.id.kind == "ServiceAccount"
      || same(candidate.namespace, namespace)
  }

  /// Whether prefixes and suffixes end alike, those of the candidate and those of the referrer.
  func agrees(with candidate: Candidate, emptyMatchesAll: Bool) -> Bool {
    func agree(_ a: [String], _ b: [String]) -> Bool {
      if emptyMatchesAll, a.isEmpty || b.isEmpty { return true }
      // An empty list is the end of an empty one only.
      if a.isEmpty != b.isEmpty { return false }
      return zip(a.reversed(), b.reversed()).allSatisfy(same)
    }
    return agree(prefixes, candidate.prefixes) && agree(suffixes, candidate.suffixes)
  }
}

/// Renamed resources by the names that they had; where many had one name, also by the namespace that they are in.
struct CandidateIndex {
  private var byName: [ByteString: [Candidate]] = [:]
  private var byPlace: [ByteString: [ByteString: [Candidate]]] = [:]
  /// The namespace of each resource at first, and now.
  private var moves: [(from: String, to: String)] = []
  /// Original namespaces, and the present ones of the resources that were in them; few references ask for them.
  private lazy var movesByOrigin: [ByteString: Set<ByteString>] = {
    var table: [ByteString: Set<ByteString>] = [:]
    for move in moves { table[ByteString(move.from), default: []].insert(ByteString(move.to)) }
    return table
  }()

  init(_ resources: ResourceMap) {
    moves.reserveCapacity(resources.count)
    for position in 0..<resources.count {
      let present = resources[position].effectiveNamespace
      moves.append((resources[position].previous.first?.namespace ?? present, present))
      if resources[position].previous.isEmpty { continue }
      let candidate = Candidate(resources[position], position: position)
      for previous in candidate.previous {
        let key = ByteString(previous.name)
        if byName[key]?.last === candidate { continue }
        byName[key, default: []].append(candidate)
      }
    }
    for (name, candidates) in byName where candidates.count >= CandidateIndex.many {
      byPlace[name] = Dictionary(grouping: candidates) { ByteString($0.namespace) }
    }
  }

  private static let many = 8

  var isEmpty: Bool { byName.isEmpty }

  /// In the order of the resources; a superset of what the referrer may refer to.
  func candidates(previouslyCalled name: String, for referrer: Referrer) -> [Candidate] {
    let name = ByteString(name)
    guard let all = byName[name] else { return [] }
    guard !referrer.isClusterScoped, let byPlace = byPlace[name] else { return all }
    var places = [clusterScopeMarker, referrer.namespace]
    for namespace in referrer.subjectNamespaces where !places.contains(where: { same($0, namespace) }) {
      places.append(namespace)
    }
    return places.flatMap { byPlace[ByteString($0)] ?? [] }
      .sorted { $0.position < $1.position }
  }

  /// Whether anything that the referrer may refer to was in this namespace at first.
  mutating func hasOriginalNamespace(_ namespace: String, for referrer: Referrer) -> Bool {
    guard let moves = movesByOrigin[ByteString(namespace)] else { return false }
    if referrer.isClusterScoped { return true }
    return moves.contains(ByteString(clusterScopeMarker)) || moves.contains(ByteString(referrer.namespace))
      || referrer.subjectNamespaces.contains { moves.contains(ByteString($0)) }
  }
}

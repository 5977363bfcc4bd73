internal import Inventory
internal import KubernetesModel
internal import SourceModel

/// One application to be built: where its manifests come from and where they go.
struct BuildUnit: Sendable, Hashable {
  /// One folder of manifests.
  struct Source: Sendable, Hashable {
    var tree: SourceTree
    var directory: SourcePath
    var options: Options
    /// Where the path was written.
    var location: SourceLocation

    /// Where the directory appears among the paths of the fleet.
    var place: SourcePath { tree.root.appending(directory) }
  }

  /// What an Application's source asks for beside its path.
  struct Options: Sendable, Hashable {
    var kustomize: KustomizeEdits?
    /// Whether plain manifests are taken from sub-folders too.
    var recurse = false
    var include: GlobSet?
    var exclude: GlobSet?
  }

  /// Who decides on the clusters.
  enum Placement: Sendable, Hashable {
    case clusters([String])
    case karmada(policies: SourcePath?)
    case kubeFed
    /// By the policies of everything that is sent to this Karmada control plane.
    case controlPlane(String)
  }

  var application: String
  var sources: [Source]
  var placement: Placement
  /// Given to namespaced resources that have none; empty for none.
  var namespace: String
  /// Where the namespace is written.
  var namespaceLocation: SourceLocation
  /// Where the application is defined.
  var location: SourceLocation
  /// Whether the last of several resources of one identity counts, as in an Application; else they are a conflict.
  var lastCounts = false
}

extension BuildUnit {
  /// What decides on the resources, before they are placed: the same for all clusters that share a folder.
  struct Content: Hashable {
    var sources: [Source]
    var namespace: String
    var namespaceLocation: SourceLocation
    var lastCounts: Bool

    /// Whether `other` is the same byte by byte.
    func isSame(as other: Content) -> Bool {
      self == other && namespace.utf8.elementsEqual(other.namespace.utf8)
    }
  }

  var content: Content {
    Content(
      sources: sources, namespace: namespace, namespaceLocation: namespaceLocation, lastCounts: lastCounts)
  }

  /// Whether `other` asks for the same, down to the lines that its diagnostics name.
  func isSame(as other: BuildUnit) -> Bool {
    self == other && application.utf8.elementsEqual(other.application.utf8)
      && namespace.utf8.elementsEqual(other.namespace.utf8)
  }
}

/// Which tree the folder of a source lies in.
enum SourceTree: Sendable {
  /// The snapshot that is being compiled.
  case snapshot
  /// A folder of the snapshot, which stands for another repository.
  case folder(SourcePath)
  /// Another revision, which no change of the snapshot touches, and the path under which it appears.
  case fixed(any FileTree, name: String, at: SourcePath)

  /// For messages; empty for the snapshot itself.
  var name: String {
    switch self {
    case .snapshot: ""
    case .folder(let path): path.description
    case .fixed(_, let name, _): name
    }
  }

  /// The tree with all that can be read from it, below `root`.
  func tree(in snapshot: any FileTree) -> any FileTree {
    switch self {
    case .snapshot: snapshot
    case .folder(let path): MountedTree(confining: snapshot, to: path)
    case .fixed(let tree, _, let root): MountedTree(tree, at: root)
    }
  }

  /// Where the root of the repository appears among the paths of the fleet.
  var root: SourcePath {
    switch self {
    case .snapshot: .root
    case .folder(let folder): folder
    case .fixed(_, _, let root): root
    }
  }

  /// What tells two trees apart; nil for one that only its own bytes could tell from another.
  fileprivate var identity: Identity? {
    switch self {
    case .snapshot: Identity()
    case .folder(let path): Identity(folder: path)
    case .fixed(let tree, _, let root): tree.entry(at: .root)?.id.map { Identity(root: root, id: $0) }
    }
  }

  fileprivate struct Identity: Hashable {
    var folder: SourcePath?
    var root: SourcePath?
    var id: ObjectID?
  }
}

extension SourceTree: Hashable {
  static func == (a: SourceTree, b: SourceTree) -> Bool {
    guard let one = a.identity, let other = b.identity else { return false }
    return one == other
  }

  func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

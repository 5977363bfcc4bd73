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
  /// Another revision, which no change of the snapshot touches.
  case fixed(any FileTree, name: String)

  /// For messages; empty for the snapshot itself.
  var name: String {
    switch self {
    case .snapshot: ""
    case .folder(let path): path.description
    case .fixed(_, let name): name
    }
  }

  func tree(in snapshot: any FileTree) -> any FileTree {
    switch self {
    case .snapshot: snapshot
    case .folder(let path): Subtree(snapshot, path)
    case .fixed(let tree, _): tree
    }
  }

  /// What is no part of the snapshot; nil for what is.
  var other: (any FileTree)? { if case .fixed(let tree, _) = self { tree } else { nil } }

  /// The folder of the snapshot that its paths count from.
  var folder: SourcePath { if case .folder(let folder) = self { folder } else { .root } }

  /// What tells two trees apart; nil for one that only its own bytes could tell from another.
  fileprivate var identity: Identity? {
    switch self {
    case .snapshot: Identity()
    case .folder(let path): Identity(folder: path)
    case .fixed(let tree, let name): tree.entry(at: .root)?.id.map { Identity(name: name, id: $0) }
    }
  }

  fileprivate struct Identity: Hashable {
    var folder: SourcePath?
    var name: String?
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

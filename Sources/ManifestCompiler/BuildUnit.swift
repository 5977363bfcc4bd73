internal import Inventory
internal import KubernetesModel
internal import SourceModel

/// One application to be built: where its manifests come from and where they go.
struct BuildUnit: Sendable {
  /// One folder of manifests.
  struct Source: Sendable {
    var tree: any FileTree
    /// Which repository and revision `tree` is, for messages; empty for the snapshot itself.
    var treeName: String
    var directory: SourcePath
    var options: Options
    /// Where the path was written.
    var location: SourceLocation
  }

  /// What an Application's source asks for beside its path.
  struct Options: Sendable {
    var kustomize: KustomizeEdits?
    /// Whether plain manifests are taken from sub-folders too.
    var recurse = false
    var include: GlobSet?
    var exclude: GlobSet?
  }

  /// Who decides on the clusters.
  enum Placement: Sendable {
    case clusters([String])
    case karmada(policies: SourcePath?)
    case kubeFed
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
}

internal import KubernetesModel
internal import SourceModel

/// What an overrider does that is legal and hardly meant; a warning. Source: reference/karmada.md section 16.
///
/// `karmada.digest-lost`, `karmada.empty-repository`, `karmada.images-untouched`, `karmada.empty-list`,
/// `karmada.comments-lost`, `karmada.overwritten-override`.
struct OverrideRemark: Hashable {
  enum Kind: String {
    case digestLost = "karmada.digest-lost"
    case emptyRepository = "karmada.empty-repository"
    case imagesUntouched = "karmada.images-untouched"
    case emptyList = "karmada.empty-list"
    case commentsLost = "karmada.comments-lost"
    case overwritten = "karmada.overwritten-override"
  }

  var kind: Kind
  var text: String
  /// The policy that holds the overrider.
  var policy = ""
  var location: SourceLocation

  var id: String { kind.rawValue }
}

/// What the application of overrides to one resource leaves behind beside the resource.
struct OverrideLog {
  var applied: [AppliedOverride] = []
  var remarks: [OverrideRemark] = []

  static func += (a: inout OverrideLog, b: OverrideLog) {
    a.applied += b.applied
    a.remarks += b.remarks
  }
}

internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Whoever can read the repository, and whoever could at any time, knows the value.
let secretInPlainText = DangerRule(
  id: "secret-in-plain-text", severity: .high, title: "a Secret in plain text in the repository"
) { edit in
  guard edit.isKind("", "Secret"), let after = edit.after, !isEncrypted(after) else { return [] }
  let written = ["data", "stringData"].compactMap { after[after.root, $0] }
    .flatMap { Array(after.children($0)) }.filter { after.isScalar($0) && !after.string($0).isEmpty }
  guard let first = written.first else { return [] }
  let advice = "encrypt it (SOPS, a SealedSecret), or name it in an ExternalSecret; then change the value"
  func message(_ kind: OriginKind) -> String {
    kind == .generator
      ? "the value is generated from plain text in the repository, and everyone who can read it knows it; \(advice)"
      : "the value stands in plain text in the repository, and everyone who can read it knows it; \(advice)"
  }
  if edit.before == nil {
    var finding = edit.finding(message(after.origin(first).kind))
    finding.source = FieldSource(location: after.location(first), origin: after.origin(first))
    return [finding]
  }
  let field = edit.change.fields.first {
    ($0.address.isAt(["data"]) || $0.address.isAt(["stringData"])) && $0.after != nil
  }
  guard let field, let source = field.afterSource else { return [] }
  return [edit.finding(field, message(source.origin.kind))]
}

/// Whether SOPS has encrypted the values.
private func isEncrypted(_ secret: Document) -> Bool { secret[secret.root, "sops"] != nil }

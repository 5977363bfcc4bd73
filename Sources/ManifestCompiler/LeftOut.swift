internal import SourceModel

/// What `--skip-unsupported` leaves out: applications that can't be rendered here, and nothing else that is wrong.
enum LeftOut {
  /// Ids of what would be right for Argo CD or kustomize, but is not done here.
  private static let ids: Set<String> = [
    "application.unsupported-source", "application.kustomize-version", "application.kustomize-variable",
    "application.kustomize-options", "applicationset.unrecorded-generator", "build.helm", "directory.jsonnet",
    "kustomize.unsupported-field", "kustomize.external-plugin", "kustomize.unknown-plugin",
  ]

  /// With `skips`, the errors become warnings that say what is left out, unless something else is wrong too.
  static func soften(_ diagnostics: [Diagnostic], of subject: String, _ skips: Bool) -> [Diagnostic] {
    guard skips, diagnostics.allSatisfy({ $0.severity == .warning || ids.contains($0.id) }) else {
      return diagnostics
    }
    return diagnostics.map { diagnostic in
      guard diagnostic.severity == .error else { return diagnostic }
      var softened = diagnostic
      softened.severity = .warning
      softened.message = "\(subject) is left out: \(diagnostic.message)"
      return softened
    }
  }
}

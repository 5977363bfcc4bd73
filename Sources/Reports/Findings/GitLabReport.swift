internal import SourceModel

/// Findings as a code quality report of GitLab.
package enum GitLabReport {
  /// A JSON array; a finding without a line stands at the first one, for GitLab demands a line.
  package static func text(_ findings: [Finding]) -> String {
    JSONValue.array(
      zip(findings, findings.fingerprints).map { finding, fingerprint in
        .object([
          ("description", .string(finding.lines.joined(separator: "; "))),
          ("check_name", .string(finding.rule)),
          ("fingerprint", .string(fingerprint.description)),
          ("severity", .string(severity(finding.level))),
          (
            "location",
            .object([
              ("path", .string(finding.place.path.description)),
              ("lines", .object([("begin", .integer(max(1, finding.place.line)))])),
            ])
          ),
        ])
      }
    ).text
  }

  private static func severity(_ level: Finding.Level) -> String {
    switch level {
    case .error: "critical"
    case .warning: "major"
    case .note: "info"
    }
  }
}

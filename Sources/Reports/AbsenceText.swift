package import Provenance
package import SourceModel

/// Why a resource is not there, for people.
package struct AbsenceText {
  package let text: String

  /// The summary, then a line for each reason, with its place.
  package init(_ absence: Absence, display: (SourcePath) -> String) {
    text =
      ([absence.summary]
      + absence.reasons.map { reason in
        var line = "  "
        if let location = reason.location {
          line +=
            display(location.path) + (location.line > 0 ? ":\(location.line):\(location.column)" : "") + ": "
        }
        return line + reason.text
      }).map(visible).joined(separator: "\n")
  }
}

internal import KubernetesModel
package import Provenance
internal import SemanticDiff
package import SourceModel
internal import YAML

/// Who last touched a line of a source.
package enum LineHistory: Sendable, Equatable {
  package struct Commit: Sendable, Equatable {
    package var id: String
    package var shortID: String
    package var author: String
    package var email: String
    /// The day on which it was written, where the author was: `2026-11-21`.
    package var date: String
    package var subject: String

    package init(id: String, shortID: String, author: String, email: String, date: String, subject: String) {
      self.id = id
      self.shortID = shortID
      self.author = author
      self.email = email
      self.date = date
      self.subject = subject
    }
  }

  case commit(Commit)
  /// The line is not in the commit that the snapshot stands on.
  case uncommitted
}

/// Rendered resources with the source of each line: text for people, JSON for editors.
///
/// Values of Secrets are held back. The JSON is described in docs/explain.md.
package struct BlameReport {
  private let resources: [(resource: ExplainedResource, lines: [RenderedLines.Line])]
  private let display: (SourcePath) -> String
  private let history: ((SourceLocation) -> LineHistory?)?

  /// `history` is asked for each line when commits are wanted.
  package init(
    _ resources: [ExplainedResource], display: @escaping (SourcePath) -> String = { $0.description },
    history: ((SourceLocation) -> LineHistory?)? = nil
  ) {
    self.resources = resources.map { resource in
      let document = resource.resource.document
      return (resource, RenderedLines(document, shown: SecretMask(document).document).lines)
    }
    self.display = display
    self.history = history
  }

  /// The place and step, the commit where it is wanted, and the line as it is rendered.
  package var text: String {
    resources.map { entry in
      let cells = entry.lines.map { line in
        [place(line.location), line.origin.step] + (history.map { [history($0(line.location))] } ?? [])
      }
      var widths: [Int] = []
      for row in cells {
        if widths.isEmpty { widths = row.map { _ in 0 } }
        for (column, cell) in row.enumerated() {
          widths[column] = max(widths[column], visible(cell).unicodeScalars.count)
        }
      }
      return zip(cells, entry.lines).map { row, line in
        let left = zip(row, widths).map { cell, width in
          let text = visible(cell)
          return text + String(repeating: " ", count: width - text.unicodeScalars.count)
        }
        return left.joined(separator: "  ") + " │ \(visible(line.text))\n"
      }.joined()
    }.joined(separator: "\n")
  }

  private func history(_ history: LineHistory?) -> String {
    switch history {
    case .commit(let commit): "\(commit.shortID) \(commit.date) \(commit.author)"
    case .uncommitted: "not committed"
    case nil: ""
    }
  }

  private func place(_ location: SourceLocation) -> String {
    location.line == 0 ? display(location.path) : "\(display(location.path)):\(location.line)"
  }

  /// The schema `fleetfold.dev/blame/v1`.
  package var json: String {
    JSONValue.object([
      ("schemaVersion", .string("fleetfold.dev/blame/v1")),
      (
        "resources",
        .array(
          resources.map { entry in
            .object([
              ("cluster", .string(entry.resource.cluster)),
              ("application", .string(entry.resource.application)),
              ("resource", .resource(entry.resource.resource.id)),
              ("lines", .array(entry.lines.enumerated().map { json($0.element, $0.offset + 1) })),
            ])
          })
      ),
    ]).text
  }

  private func json(_ line: RenderedLines.Line, _ number: Int) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("renderedLine", .integer(number)), ("text", .string(line.text)), ("field", .string(line.field)),
      ("path", .string(display(line.location.path))), ("line", .integer(line.location.line)),
      ("column", .integer(line.location.column)), ("kind", .string("\(line.origin.kind)")),
      ("by", .string(line.origin.step.isEmpty ? "the file" : line.origin.step)),
    ]
    switch history?(line.location) {
    case .commit(let commit):
      pairs.append(
        (
          "commit",
          .object([
            ("id", .string(commit.id)), ("author", .string(commit.author)), ("email", .string(commit.email)),
            ("date", .string(commit.date)), ("subject", .string(commit.subject)),
          ])
        ))
    case .uncommitted: pairs.append(("committed", .boolean(false)))
    case nil: break
    }
    return .object(pairs)
  }
}

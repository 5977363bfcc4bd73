internal import SourceModel
internal import Testing

@testable internal import Reports

@Suite struct DiagnosticReportTests {
  private let path = SourcePath.root.child("overlays").child("kustomization.yaml")

  private var diagnostics: [Diagnostic] {
    [
      .warning("git.loose", "no file at all"),
      .error(
        "kustomize.patch-target", "patch target selects no resource: Deployment \u{1B}[2Jweb",
        at: SourceLocation(path: path, line: 2, column: 5),
        notes: [
          .init("did you mean Deployment default/web?", at: SourceLocation(path: path, line: 9)),
          .init("plain note"),
        ]),
      .error("kustomize.file", "broken", at: SourceLocation(path: path)),
    ]
  }

  @Test func textForPeople() {
    let file = "overlays/kustomization.yaml"
    #expect(
      DiagnosticReport(diagnostics).text() == """
        \(file): error: broken [kustomize.file]
        \(file):2:5: error: patch target selects no resource: Deployment \\u{1B}[2Jweb [kustomize.patch-target]
        \(file):9: note: did you mean Deployment default/web?
        note: plain note
        warning: no file at all [git.loose]

        """)
    #expect(DiagnosticReport(diagnostics).summary == "2 errors, 1 warning")
    #expect(DiagnosticReport([]).summary == "")
    #expect(DiagnosticReport([]).text() == "")
  }

  @Test func theLineWithAMark() {
    let report = DiagnosticReport([.error("a.b", "bad", at: SourceLocation(path: path, line: 2, column: 5))])
    #expect(
      report.text(source: { _ in Array("first\n\tx: é\u{7}\r\nthird".utf8) }) == """
        overlays/kustomization.yaml:2:5: error: bad [a.b]
            \\tx: é\\u{7}
                 ^

        """)
    #expect(report.text(source: { _ in [] }) == "overlays/kustomization.yaml:2:5: error: bad [a.b]\n")
  }

  @Test func colorWrapsWithoutChangingTheText() {
    let report = DiagnosticReport(diagnostics, display: { "../\($0)" })
    #expect(report.text(color: true).contains("\u{1B}[1;31merror:\u{1B}[0m broken"))
    #expect(report.text(color: true).replacing(/\u{1B}\[[0-9;]*m/, with: "") == report.text())
    #expect(report.text().hasPrefix("../overlays/kustomization.yaml: error"))
  }

  @Test func jsonForPrograms() {
    #expect(
      DiagnosticReport(Array(diagnostics.dropFirst().prefix(1))).json == """
        {
          "schemaVersion": "fleetfold.dev/diagnostics/v1",
          "diagnostics": [
            {
              "severity": "error",
              "id": "kustomize.patch-target",
              "message": "patch target selects no resource: Deployment \\u001b[2Jweb",
              "path": "overlays/kustomization.yaml",
              "line": 2,
              "column": 5,
              "notes": [
                {
                  "message": "did you mean Deployment default/web?",
                  "path": "overlays/kustomization.yaml",
                  "line": 9
                },
                {
                  "message": "plain note"
                }
              ]
            }
          ]
        }

        """)
  }
}

import SourceModel
import Testing

struct DiagnosticTests {
  private func diagnostic(_ path: String, _ line: Int, _ id: String) -> Diagnostic {
    .error(id, "m", at: SourceLocation(path: SourcePath.root.child(path), line: line, column: 1))
  }

  @Test func reportOrderDoesNotDependOnTheOrderOfWork() {
    let sorted = [
      diagnostic("a", 2, "y.y"), diagnostic("a", 10, "x.x"), diagnostic("b", 1, "a.a"),
      diagnostic("b", 1, "b.b"),
      Diagnostic.warning("z.z", "no place"),
    ]
    #expect(sorted.reversed().inReportOrder() == sorted)
    #expect((sorted + sorted).shuffled().inReportOrder() == sorted)
  }

  @Test func warningsAreNoErrors() {
    #expect(![Diagnostic.warning("a.b", "m")].hasErrors)
    #expect([Diagnostic.warning("a.b", "m"), .error("a.c", "m")].hasErrors)
  }

  @Test func locationsLeaveOutWhatIsNotKnown() {
    let path = SourcePath.root.child("f")
    #expect(SourceLocation(path: path).description == "f")
    #expect(SourceLocation(path: path, line: 3).description == "f:3")
    #expect(SourceLocation(path: path, line: 3, column: 7).description == "f:3:7")
  }
}

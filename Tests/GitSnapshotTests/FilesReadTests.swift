internal import SourceModel
internal import Testing

@testable internal import GitSnapshot

@Suite struct FilesReadTests {
  private func path(_ text: String) throws -> SourcePath { try #require(SourcePath(text)) }

  @Test func handsOutWhatWasReadOnce() throws {
    let files = FilesRead()
    #expect(try files.take(path("a.yaml")) == nil)
    files.keep([1, 2], of: try path("a.yaml"))
    files.keep([3], of: try path("b.yaml"))
    #expect(try files.take(path("a.yaml")) == [1, 2])
    #expect(try files.take(path("a.yaml")) == nil)
    #expect(try files.take(path("b.yaml")) == [3])
  }

  @Test func keepsNoMoreThanItsLimits() throws {
    let files = FilesRead()
    files.keep([UInt8](repeating: 0, count: 1 << 16 + 1), of: try path("large"))
    #expect(try files.take(path("large")) == nil)
    let kept = [UInt8](repeating: 1, count: 1 << 16)
    for index in 0..<40 { files.keep(kept, of: try path("\(index)")) }
    let found = try (0..<40).filter { try files.take(path("\($0)")) != nil }
    #expect(found == Array(0..<32))
    files.keep(kept, of: try path("again"))
    #expect(try files.take(path("again")) == kept)
  }
}

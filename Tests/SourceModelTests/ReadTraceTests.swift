import SourceModel
import TestSupport
import Testing

struct ReadTraceTests {
  private let files = ["a/one.yaml": "1", "a/two.yaml": "2", "b/deep/er.yaml": "3"]

  /// Whether `changed` may answer differently what `ask` asks of the tree.
  private func affects(_ changed: [String: String], _ ask: (any FileTree) -> Void) -> Bool {
    let recorder = ReadRecorder()
    ask(RecordingTree(InMemoryFileTree(files), into: recorder))
    return TreeChanges(from: InMemoryFileTree(files), to: InMemoryFileTree(changed)).affect(recorder.trace)
  }

  private func path(_ text: String) -> SourcePath { SourcePath(text) ?? .root }

  @Test func contentsChangeWithTheFileAlone() {
    var changed = files
    changed["a/one.yaml"] = "other"
    #expect(affects(changed) { _ = try? $0.contents(of: path("a/one.yaml")) })
    #expect(!affects(changed) { _ = try? $0.contents(of: path("a/two.yaml")) })
    #expect(!affects(changed) { _ = $0.entry(at: path("a/one.yaml")) })
    #expect(!affects(changed) { _ = $0.children(of: path("a")) })
  }

  @Test func whatWasNotThereMayCome() {
    var changed = files
    changed["b/new/x.yaml"] = "x"
    #expect(affects(changed) { _ = $0.entry(at: path("b/new")) })
    #expect(affects(changed) { _ = $0.entry(at: path("b/new/x.yaml")) })
    #expect(affects(changed) { _ = $0.children(of: path("b/new")) })
    #expect(affects(changed) { _ = $0.children(of: path("b")) })
    #expect(!affects(changed) { _ = $0.children(of: path("b/deep")) })
    #expect(!affects(changed) { _ = $0.entry(at: path("b")) })
    #expect(!affects(changed) { _ = $0.children(of: .root) })
  }

  @Test func foldersGoWithTheirLastFile() {
    var changed = files
    changed["b/deep/er.yaml"] = nil
    for gone in ["b", "b/deep", "b/deep/er.yaml"] {
      #expect(affects(changed) { _ = $0.entry(at: path(gone)) }, "\(gone)")
    }
    #expect(affects(changed) { _ = $0.children(of: .root) })
    #expect(!affects(changed) { _ = $0.entry(at: path("a")) })
  }

  @Test func aFileMayTakeThePlaceOfAFolder() {
    var changed = files
    changed["b/deep/er.yaml"] = nil
    changed["b/deep"] = "a file"
    #expect(affects(changed) { _ = $0.entry(at: path("b/deep")) })
    #expect(affects(changed) { _ = $0.children(of: path("b")) })
    #expect(!affects(changed) { _ = $0.entry(at: path("b")) })
    // Why a path can't be read depends on what is above it.
    changed = files
    changed["a/one.yaml"] = nil
    changed["a/two.yaml"] = nil
    changed["a"] = "a file"
    #expect(affects(changed) { _ = try? $0.contents(of: path("a/none/at/all.yaml")) })
  }

  @Test func partsCountForThoseThatUseThem() {
    let part = ReadRecorder()
    part.note(.contents, path("a/one.yaml"))
    let recorder = ReadRecorder()
    recorder.include(part.trace)
    var changed = files
    changed["a/one.yaml"] = "other"
    let changes = TreeChanges(from: InMemoryFileTree(files), to: InMemoryFileTree(changed))
    #expect(changes.affect(recorder.trace))
    #expect(!changes.affect(ReadRecorder().trace))
  }
}

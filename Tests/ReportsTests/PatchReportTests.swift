internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import Reports

@Suite struct PatchReportTests {
  private func file(_ path: String, _ text: String) -> PatchReport.File {
    PatchReport.File(path: SourcePath(path) ?? .root, contents: Array(text.utf8))
  }

  private func text(_ patch: PatchReport) -> String { String(decoding: patch.bytes(), as: UTF8.self) }

  @Test func newChangedAndDeletedFiles() {
    let before = [file("out/a.yaml", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n"), file("out/b.yaml", "b\n")]
    let after = [
      file("out/a.yaml", "1\n2\n3\nX\n5\n6\n7\n8\n9\n10\n11"), file("out/c d.yaml", "c\n"),
      file("out/é\"\t", ""),
    ]
    #expect(
      text(PatchReport(from: before, to: after)) == """
        diff --git a/out/a.yaml b/out/a.yaml
        --- a/out/a.yaml
        +++ b/out/a.yaml
        @@ -1,10 +1,11 @@
         1
         2
         3
        -4
        +X
         5
         6
         7
         8
         9
         10
        +11
        \\ No newline at end of file
        diff --git a/out/b.yaml b/out/b.yaml
        deleted file mode 100644
        --- a/out/b.yaml
        +++ /dev/null
        @@ -1 +0,0 @@
        -b
        diff --git a/out/c d.yaml b/out/c d.yaml
        new file mode 100644
        --- /dev/null
        +++ b/out/c d.yaml\t
        @@ -0,0 +1 @@
        +c
        diff --git "a/out/\\303\\251\\"\\011" "b/out/\\303\\251\\"\\011"
        new file mode 100644

        """)
    #expect(text(PatchReport(from: before, to: before)).isEmpty)
  }

  @Test func aFileWithSecretsIsLeftOut() {
    func secret(_ value: String) -> String {
      "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  a: \(value)\n"
    }
    let plain = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n"
    let before = [file("a", secret("CANARY1")), file("b", plain), file("c", secret("CANARY1"))]
    let after = [
      file("a", secret("CANARY2")), file("b", plain + "---\n" + secret("CANARY2")), file("d", "x: [\n"),
    ]
    let patch = PatchReport(from: before, to: after)
    #expect(
      text(patch)
        == ["a (changed)", "b (changed)", "c (removed)", "d (added)"].map {
          "# left out, because it holds values of a Secret: \($0); --show-secrets puts it in\n"
        }.joined())
    #expect(!text(patch).contains("CANARY"))
    #expect(text(PatchReport(from: before, to: after, showsSecrets: true)).contains("+  a: CANARY2\n"))
  }

  /// What Git makes of the patch of random trees is the other tree, and back again.
  @Test(arguments: 0..<12)
  func gitAppliesIt(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let (before, after) = (tree(&random), tree(&random))
    let patch = PatchReport(from: before, to: after, showsSecrets: true).bytes(comments: [
      "diff --git in a comment", "@@ -1 +1 @@",
    ])
    let repository = try TemporaryRepository()
    for file in before { try repository.write(file.path.string, bytes: file.contents) }
    try repository.stage()
    // Git takes no patch without a change.
    if patch.starts(with: Array("#".utf8)), !String(decoding: patch, as: UTF8.self).contains("\ndiff --git") {
      return
    }
    try repository.git(["apply", "--index", "-"], input: patch)
    #expect(try repository.git("ls-files", "-z") == names(after))
    for file in after {
      #expect(try repository.gitBytes("show", ":\(file.path)") == file.contents, "\(file.path)")
    }
    #expect(try !repository.git("ls-files", "-s").contains("100755"))
    try repository.git(["apply", "--index", "--reverse", "-"], input: patch)
    #expect(try repository.git("ls-files", "-z") == names(before))
    for file in before { #expect(try repository.gitBytes("show", ":\(file.path)") == file.contents) }
  }

  private func names(_ files: [PatchReport.File]) -> String {
    files.map { $0.path.string + "\u{0}" }.joined()
  }

  private func tree(_ random: inout SplitMix) -> [PatchReport.File] {
    let names = [
      "rendered/a/b.yaml", "rendered/a/c d.yaml", "rendered/é.yaml", "rendered/\"q\"", "rendered/tab\tname",
      "plain", "x\\y",
    ]
    return names.filter { _ in random.next() % 4 > 0 }.map { name in
      let count = random.next() % 5 == 0 ? 0 : Int(random.next() % 60)
      let lines = (0..<count).map { index in
        random.next() % 4 == 0 ? "- \(random.next() % 3)" : "  line: \(index)"
      }
      let end = count > 0 && random.next() % 3 > 0 ? "\n" : ""
      return file(name, lines.joined(separator: "\n") + end)
    }.sorted { $0.path < $1.path }
  }
}

/// A generator of random numbers that gives the same for the same state.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

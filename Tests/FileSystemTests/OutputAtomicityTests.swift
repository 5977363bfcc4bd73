internal import Foundation
internal import SourceModel
internal import Testing

@testable internal import FileSystem

/// Ends the run at every call that changes something: readers find the old files or the new ones, and the next
/// run brings the new ones.
@Suite struct OutputAtomicityTests {
  struct Change: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var old: [String: String]?
    var new: [String: String]
  }

  static let changes: [Change] = [
    Change(testDescription: "first run", old: nil, new: ["a/x": "1", "b/y": "2"]),
    Change(
      testDescription: "everywhere", old: ["a/x": "1", "b/y": "2", "c/z": "3"],
      new: ["a/x": "changed", "b/y": "2", "d/new": "4"]),
    Change(
      testDescription: "one file", old: ["a/x": "1", "b/y": "2"], new: ["a/x": "changed", "b/y": "2"]),
    Change(
      testDescription: "one folder", old: ["a/x": "1", "a/y": "2", "a/z": "3", "b/y": "4"],
      new: ["a/x": "changed", "a/y": "2", "b/y": "4"]),
    Change(testDescription: "new folder", old: ["a/x": "1"], new: ["a/x": "1", "b/c/x": "2", "b/c/y": "3"]),
    Change(
      testDescription: "folder goes", old: ["a/x": "1", "b/c/x": "2", "b/c/y": "3"], new: ["a/x": "1"]),
    Change(testDescription: "all goes", old: ["a/x": "1", "b/y": "2"], new: [:]),
    Change(testDescription: "file becomes folder", old: ["a": "1", "b": "2"], new: ["a/x": "1", "b": "2"]),
  ]

  private static let foreign = ["README.md": "mine", "a-foreign/deep/file": "mine"]

  private func prepared(_ change: Change) throws -> OutputFolder {
    let folder = try OutputFolder()
    if let old = change.old {
      try folder.render(old)
      for (name, text) in Self.foreign { try folder.write("out/" + name, text) }
    }
    return folder
  }

  private func expected(_ files: [String: String], _ change: Change) -> [String: String] {
    change.old == nil ? files : files.merging(Self.foreign) { ours, _ in ours }
  }

  @Test(arguments: changes) func aKilledRunLeavesTheOldStateOrTheNew(_ change: Change) throws {
    let whole = CallCounter()
    let finished = try prepared(change)
    #expect(try finished.render(change.new, whole.calls()).diagnostics == [])
    #expect(try finished.files() == expected(change.new, change))
    #expect(whole.total > 3)

    let (old, new) = (expected(change.old ?? [:], change), expected(change.new, change))
    var outcomes = (old: 0, new: 0)
    for step in 1...whole.total {
      let folder = try prepared(change)
      _ = try folder.render(change.new, CallCounter(failingAt: step).calls())
      let files = try folder.files()
      if files == new { outcomes.new += 1 } else if files == old { outcomes.old += 1 }
      #expect(files == old || files == new, "killed at call \(step)")
      // The next run, which wants something else, knows what is on disk: it takes nothing for edited.
      #expect(try folder.render(["other": "1"]).diagnostics == [], "after a kill at call \(step)")
      #expect(try folder.files() == expected(["other": "1"], change), "after a kill at call \(step)")
      #expect(try folder.neighbours() == [], "after a kill at call \(step)")
    }
    #expect(outcomes.old > 0 && outcomes.new > 0)
  }

  @Test(arguments: changes) func aKilledRunWithoutExchangeIsFinishedByTheNext(_ change: Change) throws {
    let whole = CallCounter()
    #expect(try prepared(change).render(change.new, whole.calls(lackingExchange: true)).diagnostics == [])
    for step in 1...whole.total {
      let folder = try prepared(change)
      _ = try folder.render(change.new, CallCounter(failingAt: step).calls(lackingExchange: true))
      let directory = try folder.open()
      let owned = try folder.owned(directory)
      let files = try folder.files()
      #expect(
        files == expected(change.old ?? [:], change) || files == expected(change.new, change),
        "killed at call \(step)")
      let result = directory.replace(
        with: try outputFiles(change.new), owned: owned, manifest: try manifestFile(change.new))
      #expect(result.diagnostics == [], "killed at call \(step)")
      #expect(try folder.files() == expected(change.new, change), "killed at call \(step)")
      #expect(try folder.neighbours() == [], "killed at call \(step)")
    }
  }

  @Test(arguments: changes) func aFullDiskLeavesTheOldStateOrTheNewAndNothingBeside(_ change: Change) throws {
    let whole = CallCounter()
    #expect(try prepared(change).render(change.new, whole.calls()).diagnostics == [])
    let (old, new) = (expected(change.old ?? [:], change), expected(change.new, change))
    for step in 1...whole.total {
      let folder = try prepared(change)
      let result = try folder.render(change.new, CallCounter(failingAt: step, .once(ENOSPC)).calls())
      #expect(result.diagnostics.map(\.id) == ["output.failed"], "failed at call \(step)")
      let files = try folder.files()
      #expect(files == old || files == new, "failed at call \(step)")
      #expect(try folder.neighbours() == [], "failed at call \(step)")
      #expect(try folder.render(change.new).diagnostics == [], "failed at call \(step)")
      #expect(try folder.files() == new, "failed at call \(step)")
    }
  }

  /// Random trees, foreign files and kills, run after run in the same folder.
  @Test(arguments: 0..<40) func randomRunsWithRandomKills(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) + 1)
    let folder = try OutputFolder()
    var files: [String: String] = [:]
    var foreign: [String: String] = [:]
    for round in 0..<8 {
      var wanted: [String: String] = [:]
      for place in ["a", "b", "b-c", "d"] {
        switch random.below(4) {
        case 0: wanted[place] = "\(random.below(2))"
        case 1: wanted["\(place)/x"] = "\(random.below(2))"
        case 2: for name in ["x/1", "x/2", "y"] { wanted["\(place)/\(name)"] = "\(random.below(2))" }
        default: break
        }
      }
      if random.below(3) == 0 {
        let name = ["f", "g/h", "b-c.d/e"][random.below(3)]
        foreign[name] = "mine"
        try folder.write("out/" + name, "mine")
      }
      let old = files.merging(foreign) { ours, _ in ours }
      let new = wanted.merging(foreign) { ours, _ in ours }
      let step = random.below(30) + 1
      let calls = CallCounter(failingAt: step).calls(lackingExchange: random.below(4) == 0)
      _ = try? folder.render(wanted, calls)
      if !calls.lacksExchange {
        let state = try folder.files()
        #expect(state == old || state == new, "round \(round), killed at call \(step)")
      }
      #expect(try folder.render(wanted).diagnostics == [], "round \(round), killed at call \(step)")
      #expect(try folder.files() == new, "round \(round), killed at call \(step)")
      #expect(try folder.neighbours() == [])
      files = wanted
    }
  }

  @Test func aDamagedJournalIsNoJournal() throws {
    let journal = OutputJournal(
      path: try outputPath("a"), inode: 7,
      retired: FileList([OwnedFile(path: try outputPath("a/x y"), fingerprint: ContentFingerprint(of: [1]))]))
    #expect(OutputJournal(journal.bytes)?.retired.all.map(\.path.string) == ["a/x y"])
    for count in 0..<journal.bytes.count { #expect(OutputJournal(Array(journal.bytes.prefix(count))) == nil) }
  }
}

/// SplitMix64.
private struct SplitMix {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ (word >> 31)) % UInt64(limit))
  }
}

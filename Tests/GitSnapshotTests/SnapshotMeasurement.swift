internal import Foundation
internal import SourceModel
internal import TestSupport
internal import Testing

@testable internal import GitSnapshot

/// Prints how long snapshots of 5,000 files take; runs only when `FLEETFOLD_MEASURE` is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FLEETFOLD_MEASURE"] != nil), .serialized)
struct SnapshotMeasurement {
  @Test(arguments: [false, true])
  func fiveThousandFiles(packed: Bool) throws {
    let files = try TemporaryRepository()
    for number in 0..<5000 {
      let lines = (0..<40).map { "  key\($0): value \(number) \($0 * number)\n" }
      try files.write("apps/app\(number % 250)/overlays/o\(number / 250)/f.yaml", "data:\n" + lines.joined())
    }
    try files.commitAll()
    for number in 0..<20 { try files.write("apps/app\(number)/overlays/o1/f.yaml", "changed: \(number)\n") }
    try files.commitAll()
    if packed { try files.pack() }
    // Older than the index, or every file is as young as it and has to be read.
    Thread.sleep(forTimeInterval: 1.1)
    try files.git("update-index", "--really-refresh")
    try files.git("read-tree", "HEAD")
    try files.git("update-index", "-q", "--refresh")
    for _ in 0..<2 {
      let clock = ContinuousClock()
      var lines: [String] = []
      func measure<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
        let start = clock.now
        let result = try body()
        let seconds = clock.now - start
        lines.append("\(name) \((seconds / .microseconds(1) / 10).rounded() / 100) ms")
        return result
      }
      let repository = try measure("discover") { try files.open() }
      let head = try measure("commit") { try Snapshot.commit("HEAD", of: repository) }
      let old = try measure("commit~1") { try Snapshot.commit("HEAD~1", of: repository) }
      let changed = measure("changed paths") { changedPaths(from: old, to: head) }
      #expect(changed.count == 20)
      let paths = measure("list") { head.allFiles() }
      #expect(paths.count == 5000)
      let bytes = try measure("read") { try paths.reduce(0) { try $0 + head.contents(of: $1).count } }
      let index = try measure("index") { try Snapshot.index(of: repository) }
      let disk = try measure("working tree") { try Snapshot.workingTree(of: repository) }
      #expect(measure("compare") { changedPaths(from: index, to: disk) } == [])
      print("\(packed ? "packed" : "loose"): \(lines.joined(separator: ", ")); \(bytes) bytes read")
    }
  }
}

extension FileTree {
  /// The paths of all files, in no order.
  fileprivate func allFiles() -> [SourcePath] {
    var result: [SourcePath] = []
    var pending = [SourcePath.root]
    while let directory = pending.popLast() {
      for entry in children(of: directory) ?? [] {
        if entry.isFile { result.append(directory.child(entry.name)) }
        if entry.kind == .directory { pending.append(directory.child(entry.name)) }
      }
    }
    return result
  }
}

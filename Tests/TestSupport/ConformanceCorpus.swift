internal import Foundation
internal import SourceModel
internal import Testing
package import YAML

/// The cases of one suite of the conformance data, and those of them that are known to fail.
///
/// The data lies beside the package (`../shared/conformance`) or where FLEETFOLD_CONFORMANCE says.
package struct ConformanceCorpus {
  package let suite: String
  /// The folder of the suite.
  package let root: String
  /// `group/case`, sorted.
  package let cases: [String]
  private let knownFailures: String

  /// Nil, and a line that says so, when the data is not there. `testFile` is a file of the suite's test target, which
  /// holds `known-failures.txt`.
  package init?(_ suite: String, testFile: String = #filePath) {
    let folder = URL(filePath: testFile).deletingLastPathComponent()
    let package = folder.deletingLastPathComponent().deletingLastPathComponent()
    let given = ProcessInfo.processInfo.environment["FLEETFOLD_CONFORMANCE"].map { URL(filePath: $0) }
    let base =
      given
      ?? package.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared/conformance")
    let candidates = [base, package.deletingLastPathComponent().appending(path: "shared/conformance")]
    let found = candidates.map { $0.appending(path: suite).path() }.first {
      FileManager.default.fileExists(atPath: $0)
    }
    guard let found else {
      print("\(suite): the conformance data is not here, skipped")
      return nil
    }
    self.suite = suite
    root = found
    knownFailures = folder.appending(path: "known-failures.txt").path()
    let groups = (try? FileManager.default.contentsOfDirectory(atPath: found)) ?? []
    cases = groups.flatMap { group in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(found)/\(group)")) ?? []).map {
        "\(group)/\($0)"
      }
    }.filter { FileManager.default.fileExists(atPath: "\(found)/\($0)/case.json") }.sorted()
  }

  /// The bytes of a file below the suite; nil when there is none.
  package func bytes(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: "\(root)/\(path)").map { [UInt8]($0) }
  }

  /// The names of the files in a folder below the suite, sorted; none when there is no such folder.
  package func files(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)")) ?? []).sorted()
  }

  /// The documents of a YAML file of a case; none when it does not exist.
  package func documents(_ path: String, as name: String? = nil) -> [Document] {
    guard let bytes = bytes(path), let file = SourcePath(name ?? path) else { return [] }
    return YAMLStream.parseAll11(bytes, path: file).documents
  }

  /// One JSON document of a file of the suite.
  package func json(_ path: String) -> Document? {
    guard let bytes = bytes(path), let file = SourcePath(path) else { return nil }
    return JSONText.parse(bytes, path: file).value
  }

  /// The rows of a table, one JSON document a line.
  package func rows(_ table: String) -> [Document] {
    guard let bytes = bytes("tables/\(table).jsonl"), let file = SourcePath(table) else { return [] }
    return bytes.split(separator: 0x0A).compactMap { JSONText.parse(Array($0), path: file).value }
  }

  /// Runs every case, prints `suite/group: N of M`, and records an issue where the failures are not those that are
  /// listed in `known-failures.txt`. `problem` says what is wrong with a case; nil when it passes.
  package func run(_ problem: (String) -> String?) {
    var counts: [String: (passed: Int, all: Int)] = [:]
    var failures: [String: String] = [:]
    for name in cases {
      let group = String(name.prefix { $0 != "/" })
      counts[group, default: (0, 0)].all += 1
      if let problem = problem(name) {
        failures[name] = problem
      } else {
        counts[group, default: (0, 0)].passed += 1
      }
    }
    for (group, count) in counts.sorted(by: { $0.key < $1.key }) {
      print("\(suite)/\(group): \(count.passed) of \(count.all)")
    }
    print("\(suite): \(cases.count - failures.count) of \(cases.count)")
    let text = FileManager.default.contents(atPath: knownFailures) ?? Data()
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
    let known = Set(lines.map { String($0.prefix { $0 != " " }) })
    for (name, problem) in failures.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      Issue.record("\(suite)/\(name): \(problem)")
    }
    for name in known.sorted() where failures[name] == nil && cases.contains(name) {
      Issue.record("\(suite)/\(name) passes now: take it out of known-failures.txt")
    }
  }
}

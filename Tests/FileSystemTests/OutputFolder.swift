internal import Foundation
internal import SourceModel
internal import Synchronization

@testable internal import FileSystem

/// A folder of the file system that holds the output directory `out` of a test; removed when the test ends.
final class OutputFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "fleetfold-output-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws {
    let file = path + "/" + name
    let parent = (file as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  func inode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.systemFileNumber] as? Int
  }

  /// Every entry below `out`: the text of a file, `-> target` for a link, `/` for an empty folder.
  func state() throws -> [String: String] { try state(of: "out") }

  func state(of folder: String) throws -> [String: String] {
    var result: [String: String] = [:]
    guard FileManager.default.fileExists(atPath: path + "/" + folder) else { return result }
    for name in try FileManager.default.subpathsOfDirectory(atPath: path + "/" + folder) {
      let full = path + "/" + folder + "/" + name
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: full) {
        result[name] = "-> " + target
      } else if let names = try? FileManager.default.contentsOfDirectory(atPath: full) {
        if names.isEmpty { result[name] = "/" }
      } else {
        result[name] = try String(contentsOfFile: full, encoding: .utf8)
      }
    }
    return result
  }

  /// What lies beside the output directory.
  func neighbours() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "out" }.sorted()
  }

  func open(_ calls: OutputCalls = OutputCalls(), patience: Double = 0.1) throws -> OutputDirectory {
    try OutputDirectory(
      base: path, path: try outputPath("out"), for: .write, patience: patience, calls: calls)
  }

  /// Renders `files` as a run of the tool would: the previous manifest says what is owned.
  @discardableResult
  func render(_ files: [String: String], force: Bool = false, _ calls: OutputCalls = OutputCalls()) throws
    -> Compiled<OutputDifference>
  {
    let directory = try open(calls)
    let owned = try owned(directory)
    return directory.replace(
      with: try outputFiles(files), owned: owned, manifest: try manifestFile(files), force: force)
  }

  func owned(_ directory: OutputDirectory) throws -> FileList {
    let text = String(decoding: try directory.contents(of: try outputPath(manifestName)) ?? [], as: UTF8.self)
    return FileList(
      try text.split(separator: "\n").map { line in
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard let fingerprint = ContentFingerprint(parts[0]) else { throw NotAPath() }
        return OwnedFile(path: try outputPath(parts[1]), fingerprint: fingerprint)
      })
  }

  /// The files of a state, without the manifest.
  func files() throws -> [String: String] { try state().filter { $0.key != manifestName } }
}

let manifestName = ".manifest"

struct NotAPath: Error {}

func outputPath(_ text: String) throws -> SourcePath {
  guard let path = SourcePath(text) else { throw NotAPath() }
  return path
}

func outputFiles(_ files: [String: String]) throws -> FileList {
  FileList(
    try files.map {
      let bytes = Array($0.value.utf8)
      return OutputFile(
        path: try outputPath($0.key), contents: bytes, fingerprint: ContentFingerprint(of: bytes))
    })
}

func manifestFile(_ files: [String: String]) throws -> OutputFile {
  let lines = files.keys.sorted().map {
    "\(ContentFingerprint(of: Array(files[$0, default: ""].utf8))) \($0)\n"
  }
  let bytes = Array(lines.joined().utf8)
  return OutputFile(
    path: try outputPath(manifestName), contents: bytes, fingerprint: ContentFingerprint(of: bytes))
}

/// Counts the calls that change something, and makes those fail that it is told to.
final class CallCounter: Sendable {
  enum Failure: Sendable {
    /// The process is gone: this call and all after it do nothing.
    case kill
    /// The disk is full at this call only.
    case once(Int32)
  }

  private let count = Mutex(0)
  private let limit: Int
  private let failure: Failure
  private let observe: @Sendable (Int, String) -> Void

  init(
    failingAt limit: Int = Int.max, _ failure: Failure = .kill,
    observe: @escaping @Sendable (Int, String) -> Void = { _, _ in }
  ) {
    self.limit = limit
    self.failure = failure
    self.observe = observe
  }

  var total: Int { count.withLock { $0 } }

  func calls(lackingExchange: Bool = false) -> OutputCalls {
    OutputCalls(
      beforeChange: { (call) throws(SystemError) in
        let number = self.count.withLock { count in
          count += 1
          return count
        }
        self.observe(number, call)
        switch self.failure {
        case .kill where number >= self.limit: throw SystemError(ECANCELED)
        case .once(let code) where number == self.limit: throw SystemError(code)
        default: break
        }
      }, lacksExchange: lackingExchange)
  }
}

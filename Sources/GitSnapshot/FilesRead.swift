internal import SourceModel
internal import Synchronization

/// The bytes of small files that were read once: what the scan of a fleet looks into, the builds read soon after.
///
/// A file that is asked for again is handed out and forgotten, since hardly any is read a third time.
final class FilesRead: Sendable {
  /// The largest file that is kept, in bytes.
  private static let fileLimit = 1 << 16
  /// What is kept at a time, in bytes.
  private static let limit = 1 << 21

  private struct State {
    var files: [SourcePath: [UInt8]] = [:]
    var size = 0
  }

  private let state = Mutex(State())

  func take(_ path: SourcePath) -> [UInt8]? {
    state.withLock { state in
      guard let bytes = state.files.removeValue(forKey: path) else { return nil }
      state.size -= bytes.count
      return bytes
    }
  }

  func keep(_ bytes: [UInt8], of path: SourcePath) {
    guard bytes.count <= Self.fileLimit else { return }
    state.withLock { state in
      guard state.size + bytes.count <= Self.limit, state.files[path] == nil else { return }
      state.files[path] = bytes
      state.size += bytes.count
    }
  }
}

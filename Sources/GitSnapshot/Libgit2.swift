internal import CLibgit2
internal import ContentHashing
internal import SourceModel

/// What concerns libgit2 as a whole: its start, its errors, its ids.
enum Libgit2 {
  /// Loads and starts the library, once per process; negative when it can't. Never stopped, because an end frees only
  /// memory.
  static let start: Int32 = fleetfold_libgit2_start()

  /// What the last call of this thread that failed had to say.
  static var lastMessage: String {
    guard let error = git_error_last(), let message = error.pointee.message else { return "no reason given" }
    return String(cString: message)
  }
}

/// Throws what `error` makes of libgit2's words when `code` is a failure.
func check(_ code: Int32, _ error: (String) -> GitError) throws(GitError) {
  if code < 0 { throw error(Libgit2.lastMessage) }
}

/// The id that Git gives to an object of this kind with these bytes.
func objectID(of bytes: [UInt8], _ kind: ObjectKind) -> ObjectID {
  let digest = SHA1Digest(of: Array("\(kind.rawValue) \(bytes.count)\u{0}".utf8), bytes)
  return digest.bytes.withUnsafeBytes { ObjectID(unchecked: $0) }
}

/// The kinds of objects that are hashed here.
enum ObjectKind: String {
  case blob
  case tree
}

extension ObjectID {
  init(_ id: git_oid) {
    self = withUnsafeBytes(of: id.id) { ObjectID(unchecked: $0) }
  }

  /// Takes the first 20 of these bytes.
  init(unchecked bytes: UnsafeRawBufferPointer) {
    self.init(
      UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
      UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)))
  }

  /// The same id as libgit2 writes it.
  var raw: git_oid {
    var result = git_oid()
    withUnsafeMutableBytes(of: &result.id) { copy(to: $0) }
    return result
  }

  /// Writes the 20 bytes to the start of `buffer`.
  func copy(to buffer: UnsafeMutableRawBufferPointer) {
    buffer.storeBytes(of: words.high.bigEndian, as: UInt64.self)
    buffer.storeBytes(of: words.middle.bigEndian, toByteOffset: 8, as: UInt64.self)
    buffer.storeBytes(of: words.low.bigEndian, toByteOffset: 16, as: UInt32.self)
  }
}

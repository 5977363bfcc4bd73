internal import Glibc

/// `O_PATH` of Linux, which Glibc shows to programs in C only when they ask for GNU extensions.
let openPath: Int32 = 0o10_000_000

/// An open file or directory, closed when its owner goes away.
struct FileDescriptor: ~Copyable {
  let raw: Int32

  /// Takes over what a call such as `open` returned; throws its error number when that is no descriptor.
  init(_ raw: Int32) throws(SystemError) {
    guard raw >= 0 else { throw SystemError() }
    self.raw = raw
  }

  deinit { _ = close(raw) }

  /// Opens the directory `name` of this one for passing through; a symbolic link in its place is an error.
  ///
  /// `openPath` asks for no read permission, which directories above the one of interest often lack.
  func directory(_ name: String) throws(SystemError) -> FileDescriptor {
    try FileDescriptor(openat(raw, name, openPath | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// What `name` in this directory is, without following a link.
  func status(of name: String) throws(SystemError) -> stat {
    var status = stat()
    guard fstatat(raw, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw SystemError() }
    return status
  }

  /// The names in this directory that are UTF-8, in no order, without `.` and `..`.
  func names() throws(SystemError) -> [String] {
    let listing = openat(raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard listing >= 0 else { throw SystemError() }
    guard let stream = fdopendir(listing) else {
      let error = SystemError()
      _ = close(listing)
      throw error
    }
    defer { _ = closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(validatingCString: $0) }
      }
      guard let name, !name.utf8.elementsEqual(".".utf8), !name.utf8.elementsEqual("..".utf8) else {
        continue
      }
      names.append(name)
    }
    guard errno == 0 else { throw SystemError() }
    return names
  }

  /// Reads to the end, or until more than `limit` bytes have come.
  func bytes(expecting size: Int, limit: Int) throws(SystemError) -> [UInt8] {
    var result: [UInt8] = []
    // One byte more than expected: the end is then seen by the first read that comes short.
    var capacity = size + 1
    while true {
      var failure: SystemError?
      let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
        while count < buffer.count {
          let wanted = buffer.count - count
          let received = read(raw, buffer.baseAddress?.advanced(by: count), wanted)
          if received < 0, errno == EINTR { continue }
          if received < 0 { failure = SystemError() }
          if received <= 0 { break }
          count += received
          // All that was expected, and no byte of what was asked for beyond: the end, without asking once more.
          if count == size, received < wanted { break }
        }
      }
      if let failure { throw failure }
      if result.isEmpty { result = chunk } else { result += chunk }
      if chunk.count < capacity || result.count > limit { return result }
      capacity = 1 << 16
    }
  }

  /// What this is.
  func status() throws(SystemError) -> stat {
    var result = stat()
    guard fstat(raw, &result) == 0 else { throw SystemError() }
    return result
  }
}

/// The error number of a system call.
struct SystemError: Error, Equatable {
  let code: Int32

  /// That of the last call of this thread.
  init() { code = errno }

  init(_ code: Int32) { self.code = code }

  /// The system's words, such as `permission denied`.
  var message: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return buffer.withUnsafeBufferPointer { text in
      text.baseAddress.map { String(cString: $0).lowercased() } ?? "error \(code)"
    }
  }
}

internal import ArgumentParser
internal import Glibc
internal import Reports

/// The standard streams and the current directory: the only place of this program that touches them.
enum Terminal {
  enum Stream {
    case output
    case error

    var descriptor: Int32 { self == .output ? STDOUT_FILENO : STDERR_FILENO }
  }

  /// Writes all of `text`; a reader that has gone away ends the program quietly, as it does `cat`.
  static func write(_ text: String, to stream: Stream) { write(Array(text.utf8), to: stream) }

  static func write(_ bytes: [UInt8], to stream: Stream) {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Glibc.write(
          stream.descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          exit(errno == EPIPE ? ExitStatus.success.rawValue : ExitStatus.internalFault.rawValue)
        }
      }
    }
  }

  /// Whether a stream is a terminal.
  static func isTerminal(_ stream: Stream) -> Bool { isatty(stream.descriptor) == 1 }

  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  static func enter(directory: String) throws {
    guard chdir(directory) == 0 else {
      throw Refusal("can't enter the directory \(directory): \(String(cString: strerror(errno)))")
    }
  }

  /// The absolute path of this program.
  static func programPath() -> String {
    guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    defer { free(path) }
    return String(cString: path)
  }

  /// The processors that this process may use.
  static func processorCount() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The current directory as an absolute path.
  static func currentDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// Whether to colour what goes to `stream`.
  static func usesColor(_ setting: ColorSetting, on stream: Stream) -> Bool {
    setting.usesColor(isTerminal: isTerminal(stream), environment: environment)
  }
}

internal import FileSystem
internal import SourceModel

/// All manifests of a fleet as one YAML stream; a comment before each document names its cluster and application.
struct ManifestStream: ~Copyable {
  private var spool = SpoolWriter()

  /// Adds what one application brings to one cluster.
  mutating func add(_ text: [UInt8]) { spool.append(text) }

  /// Prints it all. Emits `output.spool`.
  consuming func write(to stream: Terminal.Stream) throws(Diagnostic) {
    try Terminal.write(spool.finish(), to: stream)
  }
}

extension Terminal {
  /// Writes what was set aside. Emits `output.spool`.
  static func write(_ text: Spool, to stream: Stream) throws(Diagnostic) {
    var start = 0
    while start < text.count {
      let end = min(text.count, start + 1 << 20)
      write(try text.bytes(start..<end), to: stream)
      start = end
    }
  }
}

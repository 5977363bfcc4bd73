internal import CLibyaml
internal import Glibc

/// The two limits of `make bench`, each as a process: `limits copy OUT SOURCE...` reads the sources and writes as
/// many bytes as `OUT` has; `limits events SOURCE...` runs libyaml's parser over the sources. A source is a file, or
/// a folder with all YAML in it.
@main
struct Limits {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "copy" where arguments.count > 2:
      var buffer: [UInt8] = []
      for path in yamlFiles(in: arguments.dropFirst(2)) { buffer += read(path) }
      copy(read(arguments[1]))
    case "events" where arguments.count > 1:
      for path in yamlFiles(in: arguments.dropFirst()) { parse(read(path)) }
    default:
      print("usage: limits copy OUT SOURCE... | limits events SOURCE...")
      exit(2)
    }
  }

  private static func copy(_ bytes: [UInt8]) {
    let file = open("/dev/null", O_WRONLY)
    _ = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  private static func parse(_ bytes: [UInt8]) {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else { exit(3) }
    defer { yaml_parser_delete(&parser) }
    bytes.withUnsafeBufferPointer { yaml_parser_set_input_string(&parser, $0.baseAddress, $0.count) }
    var event = yaml_event_t()
    var isAtEnd = false
    while !isAtEnd {
      guard yaml_parser_parse(&parser, &event) == 1 else { exit(3) }
      isAtEnd = event.type == YAML_STREAM_END_EVENT
      yaml_event_delete(&event)
    }
  }

  private static func read(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { exit(3) }
    defer { close(file) }
    var status = stat()
    fstat(file, &status)
    let size = Int(status.st_size)
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
        if got <= 0 { break }
        count += got
      }
    }
  }

  private static func yamlFiles(in sources: some Sequence<String>) -> [String] {
    var files: [String] = []
    var pending = Array(sources)
    while let path = pending.popLast() {
      guard let directory = opendir(path) else {
        files.append(path)
        continue
      }
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name.hasPrefix(".") { continue }
        if entry.pointee.d_type == UInt8(DT_DIR) || name.hasSuffix(".yaml") {
          pending.append("\(path)/\(name)")
        }
      }
    }
    return files
  }
}

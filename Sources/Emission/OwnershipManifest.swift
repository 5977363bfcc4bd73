package import SourceModel
internal import YAML

/// The list of the files that Fleetfold wrote to an output directory; it proves what may be replaced or pruned.
///
/// Its bytes depend on nothing but the files and the version of the tool: it holds no time and no absolute path.
package struct OwnershipManifest: Sendable, Equatable {
  package struct Entry: Sendable, Equatable {
    package var path: SourcePath
    /// Of the bytes that were written: a file that has others was edited by somebody.
    package var fingerprint: ContentFingerprint

    package init(path: SourcePath, fingerprint: ContentFingerprint) {
      self.path = path
      self.fingerprint = fingerprint
    }
  }

  /// Its name in the output directory.
  package static let fileName = ".fleetfold-manifest.json"

  package var toolVersion: String
  /// Sorted bytewise by path, each path once.
  package var entries: [Entry]

  package init(toolVersion: String, entries: [Entry]) {
    self.toolVersion = toolVersion
    self.entries = entries
  }

  /// The manifest of a tree that this version of the tool writes.
  package init(of tree: RenderedTree, toolVersion: String) {
    self.init(
      toolVersion: toolVersion, entries: tree.files.map { Entry(path: $0.path, fingerprint: $0.fingerprint) })
  }

  /// The JSON text: one line for each file, so that Git merges and shows it well.
  package var bytes: [UInt8] { Self.bytes(of: entries.lazy.map { ($0.path, $0.fingerprint) }, toolVersion) }

  /// The text for files that are sorted by path.
  package static func bytes(
    of files: some Sequence<(SourcePath, ContentFingerprint)>, _ toolVersion: String
  ) -> [UInt8] {
    var text: [UInt8] = []
    // About the length of a line; growing by copies would take twice the memory.
    text.reserveCapacity(files.underestimatedCount * 96)
    text += head(of: toolVersion).utf8
    var isFirst = true
    for (path, fingerprint) in files {
      text += (isFirst ? "\n    " : ",\n    ").utf8
      text += quoted(path.string).utf8
      text += ": \"".utf8
      text += fingerprint.description.utf8
      text.append(UInt8(ascii: "\""))
      isFirst = false
    }
    text += (isFirst ? "}\n}\n" : "\n  }\n}\n").utf8
    return text
  }

  private static func head(of tool: String) -> String {
    "{\n  \"format\": \"\(formatName)\",\n  \"tool\": \(quoted("fleetfold \(tool)")),\n  \"files\": {"
  }
}

extension OwnershipManifest {
  /// Reads a manifest; `path` is where it lies, for diagnostics.
  ///
  /// Emits `emission.manifest-unreadable`, `emission.manifest-format`.
  package static func parse(_ bytes: [UInt8], path: SourcePath) -> Compiled<OwnershipManifest> {
    var entries: [Entry] = []
    let version = read(bytes, path: path) { entries.append(Entry(path: $0, fingerprint: $1)) }
    return Compiled(
      version.value.map {
        OwnershipManifest(toolVersion: $0, entries: entries.sorted { $0.path < $1.path })
      }, version.diagnostics)
  }

  /// Hands on the files of a manifest as they stand there, and returns the version of the tool that wrote it; what was
  /// handed on is not to be used where that is nil.
  package static func read(
    _ bytes: [UInt8], path: SourcePath, each: (SourcePath, ContentFingerprint) -> Void
  ) -> Compiled<String> {
    if let lines = ManifestLines(bytes, format: formatName) {
      for index in lines.files.indices { each(lines.path(index), lines.files[index].fingerprint) }
      return Compiled(lines.toolVersion)
    }
    return readJSON(bytes, path: path, each: each)
  }

  /// Reads what is not laid out as `bytes` lays it out: somebody merged or formatted it.
  private static func readJSON(
    _ bytes: [UInt8], path: SourcePath, each: (SourcePath, ContentFingerprint) -> Void
  ) -> Compiled<String> {
    let whole = SourceLocation(path: path)
    func unreadable(_ what: String, at location: SourceLocation) -> Compiled<String> {
      let advice = "restore it from Git, or delete it when no file below was edited by hand"
      return Compiled(
        nil, [.error(manifestUnreadable, "the list of written files \(what); \(advice)", at: location)])
    }
    var parser = YAMLParser()
    // Written by us: as large as the fleet is, not as large as a person writes.
    parser.limits.bytes = 1 << 30
    let parsed = parser.parse(bytes, path: path)
    guard let document = parsed.documents.first, parsed.documents.count == 1, parsed.diagnostics.isEmpty
    else {
      return unreadable("is damaged", at: parsed.diagnostics.first?.location ?? whole)
    }
    let root = document.root
    guard let format = document[root, "format"], document.isScalar(format) else {
      return unreadable("names no format", at: whole)
    }
    guard document.valueEquals(format, formatName) else {
      let message =
        "the list of written files has the format \(document.string(format)), which this version does not know; "
        + "use the version that wrote it, or a newer one"
      return Compiled(nil, [.error(manifestFormat, message, at: document.location(format))])
    }
    guard let files = document[root, "files"], document.isMapping(files) else {
      return unreadable("names no files", at: whole)
    }
    for child in document.children(files) {
      guard let path = listedPath(document.key(child)), document.isScalar(child),
        let fingerprint = ContentFingerprint(document.string(child))
      else { return unreadable("is damaged", at: document.keyLocation(child)) }
      each(path, fingerprint)
    }
    let tool = document[root, "tool"].map { document.string($0) } ?? ""
    let version = tool.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).last.map {
      String(Substring($0))
    }
    return Compiled(version ?? "")
  }
}

/// The path that a list of written files names; nil for what is none of ours.
func listedPath(_ text: String) -> SourcePath? {
  guard let path = SourcePath(text), path != .root, haveSameBytes(path.string, text),
    !text.utf8.contains(where: { $0 < 0x20 })
  else { return nil }
  return path
}

/// A JSON string.
private func quoted(_ text: String) -> String {
  // Nearly every path is plain ASCII: looking at scalars one by one costs more than the rest of the manifest.
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
  {
    return "\"\(text)\""
  }
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
      let digits = String(scalar.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}

private let formatName = "fleetfold.dev/output/v1"
private let manifestUnreadable = "emission.manifest-unreadable"
private let manifestFormat = "emission.manifest-format"

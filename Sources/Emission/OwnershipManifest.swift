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
  package var bytes: [UInt8] {
    var text =
      "{\n  \"format\": \"\(formatName)\",\n  \"tool\": \(quoted("fleetfold \(toolVersion)")),\n  \"files\": {"
    for (index, entry) in entries.enumerated() {
      text += index == 0 ? "\n" : ",\n"
      text += "    \(quoted(entry.path.string)): \"\(entry.fingerprint)\""
    }
    text += entries.isEmpty ? "}\n}\n" : "\n  }\n}\n"
    return Array(text.utf8)
  }
}

extension OwnershipManifest {
  /// Reads a manifest; `path` is where it lies, for diagnostics.
  ///
  /// Emits `emission.manifest-unreadable`, `emission.manifest-format`.
  package static func parse(_ bytes: [UInt8], path: SourcePath) -> Compiled<OwnershipManifest> {
    let whole = SourceLocation(path: path)
    func unreadable(_ what: String, at location: SourceLocation) -> Compiled<OwnershipManifest> {
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
    var entries: [Entry] = []
    for child in document.children(files) {
      let text = document.key(child)
      guard let path = SourcePath(text), path != .root, path.string.utf8.elementsEqual(text.utf8),
        !path.string.utf8.contains(where: { $0 < 0x20 }),
        document.isScalar(child), let fingerprint = ContentFingerprint(document.string(child))
      else { return unreadable("is damaged", at: document.keyLocation(child)) }
      entries.append(Entry(path: path, fingerprint: fingerprint))
    }
    let tool = document[root, "tool"].map { document.string($0) } ?? ""
    let version = tool.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).last.map {
      String(Substring($0))
    }
    return Compiled(
      OwnershipManifest(toolVersion: version ?? "", entries: entries.sorted { $0.path < $1.path }))
  }
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

import Provenance
import SourceModel
import YAML

/// Checks that the line which the history of a scalar names accounts for its value.
struct ProvenanceAudit {
  let tree: any FileTree
  private var files: [SourcePath: [String]] = [:]

  init(tree: any FileTree) { self.tree = tree }

  /// Why the last step of the node does not account for its value; nil when it does.
  ///
  /// What a generator or `buildMetadata` says without being told stands nowhere.
  mutating func problem(of field: FieldListing.Field, in document: Document) -> String? {
    let node = field.node
    let steps = Explanation(of: node, in: document).steps
    guard let last = steps.last, let value = last.value else { return "no step" }
    if last.origin.kind == .defaulted { return nil }
    if last.origin.step == "buildMetadata", last.location.line == 0 { return nil }
    guard let lines = lines(from: last.location) else { return "there is no line \(last.location)" }
    if holds(lines, value) { return nil }
    // Karmada counts: the policy that divides the replicas is the source of each part.
    if last.origin.kind == .override, Int(value) != nil, lines[0].contains("replicaScheduling") { return nil }
    let isImplied =
      last.origin.kind == .generator && ["apiVersion", "kind", "type", "immutable"].contains(field.address)
    if value == "null" || field.address.hasPrefix("binaryData") { return nil }
    if isImplied || last.origin.step == "buildMetadata" { return nil }
    if last.origin.kind == .parsed { return "\(last.location) is `\(lines[0])`, not \(value)" }
    if isPart(lines[0], of: value) { return nil }
    // What was read elsewhere is the step before.
    if last.origin.kind == .replacement, steps.count > 1 {
      let source = steps[steps.count - 2]
      if let text = source.value, let lines = self.lines(from: source.location) {
        if value.contains(text), holds(lines, text) || isPart(lines[0], of: text) { return nil }
        return "\(source.location) is `\(lines[0])`, not \(text) [\(source.origin.step)]"
      }
    }
    return "\(last.location) is `\(lines[0])`, no part of \(value) [\(last.origin.kind) \(last.origin.step)]"
  }

  /// The lines of a file from a place on; nil when there is no such line.
  mutating func lines(from location: SourceLocation) -> [String]? {
    let all = file(location.path)
    guard location.line > 0, location.line <= all.count else { return nil }
    return Array(all[(location.line - 1)...])
  }

  private mutating func file(_ path: SourcePath) -> [String] {
    if let known = files[path] { return known }
    let bytes = (try? tree.contents(of: path)) ?? []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    files[path] = lines
    return lines
  }

  private func holds(_ lines: [String], _ value: String) -> Bool {
    guard let line = lines.first else { return false }
    if line.contains(value) { return true }
    let scalars = scalars(of: line)
    if scalars.contains(where: { $0.contains(value) || isSameNumber($0, value) }) { return true }
    if base64(value).map({ text in lines.joined(separator: "\n").contains(text) }) ?? false { return true }
    // A block scalar: its first words stand on one of the next lines.
    let first = value.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    let isBlock = line.contains("|") || line.contains(">")
    return isBlock || value.contains("\n") || value.contains(" ")
      ? lines.prefix(4).contains { $0.contains(first) } : false
  }

  /// Whether two spellings mean the same: JSON has fewer of them than YAML.
  private func isSameNumber(_ text: String, _ value: String) -> Bool {
    if let one = Double(text.filter { $0 != "_" }), let other = Double(value), one == other { return true }
    let dialect = YAMLDialect.yaml11
    return Document.resolved(plain: text, as: dialect) == Document.resolved(plain: value, as: dialect)
      && Document.resolved(plain: text, as: dialect) != .string
  }

  /// Whether what the line gives is a part of the value: a prefix, a tag, a name with a hash.
  private func isPart(_ line: String, of value: String) -> Bool {
    scalars(of: line).contains { !$0.isEmpty && value.contains($0) }
  }

  /// The scalars that stand on a line, its keys left out.
  func scalars(of line: String) -> [String] {
    var text = line.drop { $0 == " " }
    while text.hasPrefix("- ") { text = text.dropFirst(2).drop { $0 == " " } }
    let parsed = YAMLParser().parse(Array((text + "\n").utf8), path: SourcePath.root.child("line"))
    guard let document = parsed.documents.first else { return [] }
    return FieldListing(document).fields.map { document.string($0.node) }
  }

  private func base64(_ text: String) -> String? {
    base64Bytes(text).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private func base64Bytes(_ text: String) -> [UInt8]? {
    var bits: UInt32 = 0
    var count = 0
    var bytes: [UInt8] = []
    for byte in text.utf8 where byte != UInt8(ascii: "=") && byte != UInt8(ascii: "\n") {
      guard let index = alphabet.firstIndex(of: byte) else { return nil }
      bits = bits << 6 | UInt32(index)
      count += 6
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return bytes.isEmpty ? nil : bytes
  }
}

private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

/// A tree in which one file has other content.
struct EditedTree: FileTree {
  let base: any FileTree
  let path: SourcePath
  let bytes: [UInt8]

  func entry(at path: SourcePath) -> TreeEntry? {
    guard var entry = base.entry(at: path) else { return nil }
    if path == self.path { entry.id = nil }
    return entry
  }
  func children(of path: SourcePath) -> [TreeEntry]? { base.children(of: path) }
  func contents(of path: SourcePath) throws(FileTreeError) -> [UInt8] {
    path == self.path ? bytes : try base.contents(of: path)
  }
  func linkTarget(at path: SourcePath) -> String? { base.linkTarget(at: path) }
}

internal import SourceModel

/// The keys and contents that the sources of a generator give, in order.
///
/// Env files first, then literals, then files. Source: reference/kustomize.md section 8. Emits
/// `kustomize.duplicate-key`, `kustomize.bad-literal`, `kustomize.bad-env-file`, `kustomize.bad-file-source`,
/// and the warning `kustomize.line-without-key`.
struct KeyValueSources {
  struct Entry {
    var key: String
    var value: [UInt8]
    /// Where the kustomization lists it, for messages.
    var location: SourceLocation
    /// Where the value is written: the literal, a line of an env file, the beginning of a file.
    var origin: SourceLocation
  }

  /// Reads the file that a source names.
  typealias Reader = (Located<String>) throws(Diagnostic) -> (path: SourcePath, bytes: [UInt8])

  private(set) var entries: [Entry] = []
  private(set) var findings: [Diagnostic] = []
  private var seen: Set<ByteString> = []

  init(_ rule: GeneratorRule, read: Reader) {
    for source in rule.envs {
      do throws(Diagnostic) {
        let content = try read(source)
        addEnvironment(content.bytes, content.path, source)
      } catch {
        findings.append(error)
      }
    }
    for literal in rule.literals { addLiteral(literal) }
    for source in rule.files {
      do throws(Diagnostic) {
        let (key, path) = try KeyValueSources.splitFileSource(source)
        let file = try read(Located(path, at: source.location))
        let origin = SourceLocation(path: file.path, line: 1, column: 1)
        add(Entry(key: key, value: file.bytes, location: source.location, origin: origin))
      } catch {
        findings.append(error)
      }
    }
  }

  private mutating func add(_ entry: Entry) {
    if seen.insert(ByteString(entry.key)).inserted {
      entries.append(entry)
    } else {
      findings.append(
        .error(duplicateKey, "the key \"\(entry.key)\" is given twice", at: entry.location))
    }
  }

  // MARK: - Literals

  private mutating func addLiteral(_ literal: Located<String>) {
    let text = literal.value
    guard let sign = text.utf8.firstIndex(of: UInt8(ascii: "=")), sign != text.utf8.startIndex else {
      findings.append(
        .error(
          badLiteral, "a literal has the form key=value; this one has no key or no \"=\"",
          at: literal.location))
      return
    }
    var value = Array(text.utf8[text.utf8.index(after: sign)...])
    if value.count >= 2, let first = value.first, first == value.last,
      first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    {
      value = Array(value[1..<value.count - 1])
    }
    add(
      Entry(
        key: String(text[..<sign]), value: value, location: literal.location, origin: literal.location))
  }

  // MARK: - Env files

  private mutating func addEnvironment(_ content: [UInt8], _ path: SourcePath, _ source: Located<String>) {
    var line = 0
    for var text in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      if text.last == UInt8(ascii: "\r") { text.removeLast() }
      guard String(validating: text, as: UTF8.self) != nil else {
        findings.append(
          .error(badEnvFile, "line \(line) of \(source.value) is not UTF-8", at: source.location))
        return
      }
      if line == 1, text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
      text = KeyValueSources.withoutLeadingSpace(text)
      if text.isEmpty || text.first == UInt8(ascii: "#") { continue }
      let sign = text.firstIndex(of: UInt8(ascii: "=")) ?? text.endIndex
      let key = String(decoding: text[..<sign], as: UTF8.self)
      // kustomize drops what has no name without a word.
      if key.isEmpty { continue }
      let value = sign < text.endIndex ? Array(text[(sign + 1)...]) : []
      let origin = SourceLocation(path: path, line: line, column: 1)
      if key.isEmpty {
        findings.append(
          .warning(
            lineWithoutKey, "this line is left out, because nothing stands before its \"=\"; name the key",
            at: origin))
        continue
      }
      add(Entry(key: key, value: value, location: source.location, origin: origin))
    }
  }

  /// The line behind its leading blanks: whatever Unicode calls white space.
  private static func withoutLeadingSpace(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = line.first, first <= 0x20 || first >= 0x80 else { return line }
    let text = Substring(decoding: line, as: UTF8.self)
    let rest = text.unicodeScalars.drop { $0.properties.isWhitespace }
    return line.suffix(Substring(rest).utf8.count)
  }

  // MARK: - Files

  /// `path`, whose last component becomes the key, or `key=path`.
  static func splitFileSource(
    _ source: Located<String>
  ) throws(Diagnostic) -> (key: String, path: String) {
    let parts = source.value.utf8.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    switch parts.count {
    case 1:
      let name =
        source.value.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? ""
      return (name, source.value)
    case 2 where !parts[0].isEmpty && !parts[1].isEmpty:
      return (parts[0], parts[1])
    default:
      throw .error(
        badFileSource, "a file source has the form path or key=path", at: source.location)
    }
  }
}

private let duplicateKey = "kustomize.duplicate-key"
private let badLiteral = "kustomize.bad-literal"
private let badEnvFile = "kustomize.bad-env-file"
private let lineWithoutKey = "kustomize.line-without-key"
private let badFileSource = "kustomize.bad-file-source"

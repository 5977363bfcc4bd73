/// A pattern as `git ls-files` takes it: `*` and `?` also match slashes, a directory stands for all that is in it, and
/// magic words in front change the rules: `:(glob)apps/**/c.yaml`.
///
/// Texts are compared byte by byte, as Git does. Source: gitglossary(7), pathspec; compared with Git 2.47.
struct GitPathspec: PathPattern {
  /// Why Git refuses a pattern.
  struct Problem: Error {
    var message: String
  }

  private struct Magic {
    var fromTop = false
    var isLiteral = false
    var isGlob = false
    var foldsCase = false
    var isExcluding = false
  }

  private let text: [UInt8]
  private let magic: Magic
  /// The bytes in front of the first wildcard, which match themselves, and the pattern behind them.
  private let start: Int
  private let glob: PathGlob?

  init(_ text: String) throws(Problem) {
    var rest = Array(text.utf8)[...]
    magic = try GitPathspec.magic(&rest, text)
    self.text = magic.fromTop ? Array(rest) : try GitPathspec.normalised(rest, text)
    let special = Array("*?[\\".utf8)
    start =
      magic.isLiteral ? self.text.count : self.text.firstIndex(where: special.contains) ?? self.text.count
    let tail = self.text[start...].map { Unicode.Scalar($0) }
    if tail.isEmpty {
      glob = nil
    } else if magic.isGlob {
      glob = PathGlob(elements: PathGlob.parseDirectories(tail), foldsCase: magic.foldsCase)
    } else {
      let elements = PathGlob.parse(tail, negations: ["^", "!"])
      glob = PathGlob(elements: elements, crossesSlashes: true, foldsCase: magic.foldsCase)
    }
  }

  func matches(_ path: String) -> Bool { isMatched(Array(path.utf8)) != magic.isExcluding }

  private func isMatched(_ path: [UInt8]) -> Bool {
    if text.isEmpty { return true }
    if startsAlike(path, text.count) {
      if path.count == text.count || text.last == slash || path[text.count] == slash { return true }
    }
    guard let glob, startsAlike(path, start) else { return false }
    return glob.matches(path[start...].map { Unicode.Scalar($0) })
  }

  /// Whether path and pattern have their first bytes in common.
  private func startsAlike(_ path: [UInt8], _ count: Int) -> Bool {
    guard path.count >= count else { return false }
    return zip(path.prefix(count), text.prefix(count)).allSatisfy { a, b in
      a == b || magic.foldsCase && folded(Unicode.Scalar(a)) == folded(Unicode.Scalar(b))
    }
  }

  // MARK: - Reading

  /// Takes the magic off the front.
  private static func magic(_ rest: inout ArraySlice<UInt8>, _ text: String) throws(Problem) -> Magic {
    var magic = Magic()
    guard rest.first == UInt8(ascii: ":") else { return magic }
    rest = rest.dropFirst()
    guard rest.first == UInt8(ascii: "(") else {
      try shortMagic(&magic, &rest, text)
      return magic
    }
    guard let close = rest.firstIndex(of: UInt8(ascii: ")")) else {
      throw Problem(message: "the magic of \"\(text)\" is not closed; add \")\"")
    }
    let words = rest[..<close].dropFirst().split(separator: UInt8(ascii: ","))
    rest = rest[close...].dropFirst()
    for word in words.map({ String(decoding: $0, as: UTF8.self) }) {
      switch word {
      case "top": magic.fromTop = true
      case "literal": magic.isLiteral = true
      case "glob": magic.isGlob = true
      case "icase": magic.foldsCase = true
      case "exclude": magic.isExcluding = true
      default:
        throw Problem(
          message:
            "Git has no magic \"\(word)\" here, as in \"\(text)\"; use top, literal, glob, icase or exclude")
      }
    }
    if magic.isLiteral, magic.isGlob {
      throw Problem(message: "literal and glob exclude each other in \"\(text)\"; remove one of the two")
    }
    return magic
  }

  private static func shortMagic(
    _ magic: inout Magic, _ rest: inout ArraySlice<UInt8>, _ text: String
  ) throws(Problem) {
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "/"): magic.fromTop = true
      case UInt8(ascii: "!"), UInt8(ascii: "^"): magic.isExcluding = true
      case UInt8(ascii: ":"):
        rest = rest.dropFirst()
        return
      case _ where "\"#%&',-;<=>@_`~".utf8.contains(byte):
        throw Problem(
          message: "Git has no magic \"\(Unicode.Scalar(byte))\", as in \"\(text)\"; put \"./\" in front")
      default: return
      }
      rest = rest.dropFirst()
    }
  }

  /// Without `.`, `..` and doubled slashes; one at the end stays.
  private static func normalised(_ bytes: ArraySlice<UInt8>, _ text: String) throws(Problem) -> [UInt8] {
    if bytes.first == slash {
      throw Problem(message: "\"\(text)\" leads out of the repository; remove the \"/\" in front")
    }
    let parts = bytes.split(separator: slash, omittingEmptySubsequences: false)
    var kept: [ArraySlice<UInt8>] = []
    for part in parts where !part.isEmpty && !part.elementsEqual(".".utf8) {
      if !part.elementsEqual("..".utf8) {
        kept.append(part)
      } else if kept.popLast() == nil {
        throw Problem(message: "\"\(text)\" leads out of the repository; remove \"..\"")
      }
    }
    let result = Array(kept.joined(separator: [slash]))
    let endsOpen = parts.last.map { $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    return endsOpen == true && !result.isEmpty ? result + [slash] : result
  }
}

private let slash = UInt8(ascii: "/")

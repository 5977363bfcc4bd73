internal import SourceModel

/// One component of a path that every file system and Git accept.
struct PathComponent {
  let text: String

  /// Makes `text` (free of slashes and control characters) a component: not empty, `.`, `..` or a name that Git
  /// keeps for itself, and short enough for the usual limit of 255 bytes.
  init(_ text: String) {
    var result = text
    let folded = text.lowercased()
    let isReserved =
      ["", ".", "..", ".git", "git~1"].contains { folded.utf8.elementsEqual($0.utf8) }
      // A name of ours: the manifest must not be a manifest of Kubernetes.
      || folded.utf8.starts(with: ".fleetfold".utf8)
    if isReserved { result = "_" + result }
    if result.utf8.count > 240 { result = shortened(result) }
    self.text = result
  }
}

/// Cuts a long component and adds a hash of the whole, so that two long names stay two names.
private func shortened(_ text: String) -> String {
  let (stem, ending) = splitAtExtension(text)
  var kept = ""
  for scalar in stem.unicodeScalars {
    if kept.utf8.count + UTF8.width(scalar) > 200 { break }
    kept.unicodeScalars.append(scalar)
  }
  return "\(kept)-\(shortHash([text]))\(ending)"
}

/// Splits in front of the last dot when a short extension follows it.
func splitAtExtension(_ text: String) -> (stem: String, ending: String) {
  guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")), dot != text.utf8.startIndex,
    text.utf8.distance(from: dot, to: text.utf8.endIndex) <= 12
  else { return (text, "") }
  return (String(text[..<dot]), String(text[dot...]))
}

/// 16 hexadecimal digits that name the texts.
func shortHash(_ texts: [String]) -> String {
  let bytes = texts.reduce(into: [UInt8]()) { $0 += Array($1.utf8) + [0] }
  return String(ContentFingerprint(of: bytes).description.utf8.prefix(16)) ?? ""
}

/// Replaces what a file name must not hold on any system by `_`.
func fitForFileName(_ text: String) -> String {
  if text.utf8.allSatisfy(isPlain) { return text }
  return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isUnsafeInFileName ? "_" : $0 }))
}

private func isPlain(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
    true
  default: false
  }
}

extension Unicode.Scalar {
  /// Separators, characters that some system forbids in names, and those that nobody can see.
  var isUnsafeInFileName: Bool {
    switch self {
    case "/", "\\", ":", "*", "?", "\"", "<", ">", "|": true
    default:
      switch properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
      default: false
      }
    }
  }
}

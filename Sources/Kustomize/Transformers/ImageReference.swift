/// The parts of a container image: `name[:tag][@digest]`.
struct ImageReference: Equatable {
  var name: String
  var tag = ""
  var digest = ""

  /// Splits at the first `@` and `:` after the first slash (a `:` before it belongs to a port).
  init(_ text: String) {
    let bytes = Array(text.utf8)
    var start = bytes.firstIndex(of: UInt8(ascii: "/")) ?? 0
    if start < 0 { start = 0 }
    let at = bytes[start...].firstIndex(of: UInt8(ascii: "@"))
    let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":"))
    func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    switch (at, colon) {
    case (nil, nil):
      name = text
    case (let at?, let colon) where colon.map({ at < $0 }) ?? true:
      name = part(0..<at)
      digest = part(at + 1..<bytes.count)
    case (let at, let colon?):
      name = part(0..<colon)
      let end = at ?? bytes.count
      tag = part(min(colon + 1, end)..<end)
      if let at { digest = part(at + 1..<bytes.count) }
    default:
      name = text
    }
  }

  var description: String {
    name + (tag.isEmpty ? "" : ":" + tag) + (digest.isEmpty ? "" : "@" + digest)
  }
}

extension ImageReference {
  /// Applies an entry of `images`: tag and digest each replace both, unless both are given.
  mutating func apply(_ rule: ImageRule) {
    if !rule.newName.isEmpty { name = rule.newName }
    switch (rule.newTag.isEmpty, rule.digest.isEmpty) {
    case (false, false):
      tag = rule.newTag
      digest = rule.digest
    case (false, true):
      tag = rule.newTag
      digest = ""
    case (true, false):
      tag = ""
      digest = rule.digest
    case (true, true):
      if !rule.tagSuffix.isEmpty {
        tag += rule.tagSuffix
        digest = ""
      }
    }
  }
}

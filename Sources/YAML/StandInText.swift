/// A text in which what the reference reads and libyaml refuses is written with characters that stand in for it.
///
/// That is a colon before a bracket, a brace or a comma (`[a:]`, which is the text `a:`), the escape `\'`, and tabs before
/// a comment that follows another one on a line of its own. Stand-ins are as many characters as what they stand for, so
/// that all columns stay. Found with kubectl kustomize.
struct StandInText {
  /// What libyaml stopped at, by the number of the character.
  enum Refusal: Hashable {
    case colon(at: Int)
    case quote(at: Int)
    case tab(at: Int)
  }

  private(set) var bytes: [UInt8]
  let standIns: StandIns
  /// Each refusal costs one more reading from the beginning, so there is an end to them.
  private var budget = 64 << 20

  /// Nil when the text itself has the characters that would stand in.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let standIns = StandIns(for: bytes) else { return nil }
    self.standIns = standIns
    self.bytes = Array(bytes)
  }

  /// Writes one of them otherwise; false when it has to stay refused.
  mutating func replace(_ refusal: Refusal) -> Bool {
    budget -= bytes.count + (1 << 20)
    guard budget > 0 else { return false }
    switch refusal {
    case .colon(let index):
      let place = offset(of: index)
      guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return false }
      bytes.replaceSubrange(place...place, with: standIns.colon)
    case .quote(let index):
      let place = offset(of: index)
      guard place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "'") else { return false }
      bytes.replaceSubrange(place...place + 1, with: standIns.nothing + standIns.quote)
    case .tab(let index): return replaceTabs(from: offset(of: index))
    }
    return true
  }

  /// Makes blanks of the tabs before comments, from this line on; false when what stands here is no such comment.
  private mutating func replaceTabs(from place: Int) -> Bool {
    guard place < bytes.count, bytes[place] == 0x09 else { return false }
    var line = bytes[..<place].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    // Above it, perhaps behind empty lines, is a comment.
    var above = line
    repeat {
      guard above > 0 else { return false }
      above = bytes[..<(above - 1)].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    } while content(of: above) == nil
    guard content(of: above).map({ bytes[$0] }) == UInt8(ascii: "#") else { return false }
    // Empty lines are skipped only on the way to the next comment.
    var last: Int?
    var next = line
    while next < bytes.count {
      if let content = content(of: next) {
        guard bytes[content] == UInt8(ascii: "#") else { break }
        last = content
      }
      next = bytes[next...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
    guard let last else { return false }
    while line < last {
      let end = content(of: line) ?? (bytes[line...].firstIndex(of: 0x0A) ?? bytes.count)
      for index in line..<end where bytes[index] == 0x09 { bytes[index] = 0x20 }
      line = bytes[end...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
    return true
  }

  /// Where the text of a line begins; nil for one of blanks and tabs alone.
  private func content(of line: Int) -> Int? {
    let first = bytes[line...].firstIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
    return first.flatMap { bytes[$0] == 0x0A ? nil : $0 }
  }

  private func offset(of character: Int) -> Int {
    bytes.withUnsafeBufferPointer { buffer in
      var cursor = CharacterCursor(buffer)
      cursor.advance(to: character)
      return cursor.byte
    }
  }
}

/// Three characters for private use that a text does not have, each of three bytes.
struct StandIns {
  let colon: [UInt8]
  let quote: [UInt8]
  let nothing: [UInt8]

  init?(for bytes: UnsafeBufferPointer<UInt8>) {
    // U+F8C0 ... U+F8FE: EF A3 80 ... EF A3 BE
    var used = Set<UInt8>()
    for index in bytes.indices.dropLast(2) where bytes[index] == 0xEF && bytes[index + 1] == 0xA3 {
      used.insert(bytes[index + 2])
    }
    let free = (UInt8(0x80)...0xBE).filter { !used.contains($0) }
    guard free.count >= 3 else { return nil }
    colon = [0xEF, 0xA3, free[0]]
    quote = [0xEF, 0xA3, free[1]]
    nothing = [0xEF, 0xA3, free[2]]
  }

  /// The text with what the characters stand for.
  func restored(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let next = text[index...].prefix(3)
      if next.elementsEqual(colon) {
        result.append(UInt8(ascii: ":"))
      } else if next.elementsEqual(quote) {
        result.append(UInt8(ascii: "'"))
      } else if !next.elementsEqual(nothing) {
        result.append(text[index])
        index += 1
        continue
      }
      index += 3
    }
    return result
  }
}

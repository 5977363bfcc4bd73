// Collections in braces and brackets that end on the line on which they begin.
extension BlockReader {
  /// Whether a brace or a bracket opens a collection here.
  func startsFlow() -> Bool {
    bytes[position] == UInt8(ascii: "{") || bytes[position] == UInt8(ascii: "[")
  }

  /// Reads the collection, with those inside it, and goes to the next line.
  mutating func flowCollection() throws(GivenUp) {
    let base = open.count
    try openFlow()
    while open.count > base {
      skipBlanks()
      if !isFlowEnd() {
        if open.innermostIsMapping == true { try flowKey() }
        guard position < bytes.count else { throw GivenUp() }
        if startsFlow() {
          try openFlow()
          continue
        }
        try flowScalar()
      }
      while open.count > base, isFlowEnd() {
        position += 1
        _ = open.close(in: &document)
        skipBlanks()
      }
      if open.count > base { try comma() }
    }
    guard isAtLineEnd() else { throw GivenUp() }
    nextLine()
  }

  private mutating func openFlow() throws(GivenUp) {
    guard open.count < options.limits.depth else { throw GivenUp() }
    let isMapping = bytes[position] == UInt8(ascii: "{")
    var record = record(isMapping ? .mapping : .sequence)
    record.isFlow = true
    let node = document.append(record)
    try add(node)
    open.push(node, isMapping: isMapping)
    position += 1
  }

  /// Whether the innermost collection ends here.
  private func isFlowEnd() -> Bool {
    guard position < bytes.count else { return false }
    return bytes[position] == (open.innermostIsMapping == true ? UInt8(ascii: "}") : UInt8(ascii: "]"))
  }

  /// Steps over a comma; one before the end of the collection is allowed, but seldom.
  private mutating func comma() throws(GivenUp) {
    guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { throw GivenUp() }
    position += 1
    skipBlanks()
    if isFlowEnd() { throw GivenUp() }
  }

  /// Reads a key, its colon and the blanks behind it.
  private mutating func flowKey() throws(GivenUp) {
    guard position < bytes.count else { throw GivenUp() }
    let first = bytes[position]
    var end = position
    var colon = position
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      end += 1
      while end < bytes.count, bytes[end] != first, bytes[end] != 0x0A { end += 1 }
      colon = end + 1
    } else {
      end = flowPlainEnd()
      colon = end
    }
    guard colon + 1 < bytes.count, bytes[colon] == UInt8(ascii: ":"), bytes[colon + 1] == 0x20,
      bytes[end - 1] != 0x20
    else { throw GivenUp() }
    try setKey(end: end)
    position = colon + 1
    skipBlanks()
  }

  private mutating func flowScalar() throws(GivenUp) {
    var record = record(.scalar)
    switch bytes[position] {
    case UInt8(ascii: "\""): try doubleQuoted(&record)
    case UInt8(ascii: "'"): try singleQuoted(&record)
    case let byte:
      let isSigned =
        byte == UInt8(ascii: "-") && position + 1 < bytes.count
        && (bytes[position + 1] == byte || BlockReader.isWord(bytes[position + 1]))
      guard BlockReader.beginsPlain(byte) || isSigned else { throw GivenUp() }
      let start = position
      position = flowPlainEnd()
      var end = position
      while end > start, bytes[end - 1] == 0x20 { end -= 1 }
      record.value = slice(start, end)
      if options.dialect == .kustomizeResource, document.isTimeWithColon(record) { record.tag = .string }
    }
    if options.dialect == .yaml11, !document.normalise(&record) { throw GivenUp() }
    try add(document.append(record))
    skipBlanks()
  }

  /// Where plain text ends that has no other characters than those which mean nothing between brackets.
  private func flowPlainEnd() -> Int {
    var end = position
    while end < bytes.count {
      switch bytes[end] {
      case 0x20, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "="),
        UInt8(ascii: "$"),
        UInt8(ascii: "("), UInt8(ascii: ")"):
        end += 1
      case let byte where BlockReader.isWord(byte): end += 1
      case UInt8(ascii: ":"):
        guard end + 1 < bytes.count, BlockReader.isWord(bytes[end + 1]) || bytes[end + 1] == UInt8(ascii: "/")
        else { return end }
        end += 1
      default: return end
      }
    }
    return end
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
    default: false
    }
  }
}

internal import SourceModel

/// Reads the part of YAML that most manifests keep to, many times faster than libyaml.
///
/// Taken are ASCII texts of one document with block mappings and lists, scalars on one line, `|` blocks, and
/// collections in braces and brackets on one line. Anything else, and anything that may be wrong, is left to
/// `EventReader`, which decides what it means: this reader only ever gives up or finds the same.
struct BlockReader {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  var document: Document
  let bytes: Bytes
  let options: YAMLParser
  var open = OpenCollections()
  private var levels: [Level] = []
  var position = 0
  private var lineStart = 0
  private var line: Int

  /// An open collection, as seen by the lines below it.
  private struct Level {
    var indent: Int
    var isMapping: Bool
    /// A list at the level of its key.
    var isIndentless = false
    /// A key or a dash whose value has not come yet, and where a missing one would stand.
    var isPending = false
    var pendingLine = 0
    var pendingColumn = 0
  }

  /// The text is something for the other reader.
  struct GivenUp: Error {}

  /// The document of `bytes`; nil when it must be read in the general way.
  static func read(_ bytes: Bytes, path: SourcePath, firstLine: Int, options: YAMLParser) -> Document? {
    guard isPlainText(bytes) else { return nil }
    var reader = BlockReader(bytes, path: path, firstLine: firstLine, options: options)
    do throws(GivenUp) {
      try reader.readLines()
    } catch {
      return nil
    }
    return reader.document
  }

  private init(_ bytes: Bytes, path: SourcePath, firstLine: Int, options: YAMLParser) {
    self.bytes = bytes
    self.options = options
    line = firstLine
    // Most scalars stand in the text as they are: they point into a copy of all of it.
    document = Document(path: path, nodeCapacity: bytes.count / 20 + 4, text: ContiguousArray(bytes))
  }

  /// Whether there are only printable ASCII characters and newlines.
  private static func isPlainText(_ bytes: Bytes) -> Bool {
    var odd: UInt8 = 0
    for byte in bytes {
      // 0x20...0x7E wraps to 0...0x5E.
      odd |= (byte &- 0x20 > 0x5E && byte != 0x0A) ? 1 : 0
    }
    return odd == 0
  }

  // MARK: - Lines

  private mutating func readLines() throws(GivenUp) {
    var isFirst = true
    while position < bytes.count {
      lineStart = position
      skipBlanks()
      guard position < bytes.count else { break }
      let byte = bytes[position]
      if byte == 0x0A || byte == UInt8(ascii: "#") {
        nextLine()
        continue
      }
      if position == lineStart, isDocumentMark() {
        guard isFirst, byte == UInt8(ascii: "-"), position + 3 == lineEnd() else { throw GivenUp() }
        isFirst = false
        nextLine()
        continue
      }
      isFirst = false
      try content(indent: position - lineStart)
    }
    guard !levels.isEmpty else { throw GivenUp() }
    while let level = levels.last {
      if level.isPending { try missing(level) }
      closeLevel()
    }
  }

  mutating func skipBlanks() {
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
  }

  private func lineEnd() -> Int { bytes.next(0x0A, from: position) }

  mutating func nextLine() {
    position = min(lineEnd() + 1, bytes.count)
    line += 1
  }

  /// `---` and `...` at the begin of a line, and directives.
  private func isDocumentMark() -> Bool {
    let byte = bytes[position]
    if byte == UInt8(ascii: "%") { return true }
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."), position + 2 < bytes.count else {
      return false
    }
    return bytes[position + 1] == byte && bytes[position + 2] == byte
  }

  /// A line with a key or a dash at `indent`.
  private mutating func content(indent: Int) throws(GivenUp) {
    let isDash = startsEntry()
    if let top = levels.last {
      if top.isPending, indent > top.indent || (indent == top.indent && top.isMapping && isDash) {
        levels[levels.count - 1].isPending = false
        try openLevel(indent: indent, isMapping: !isDash, isIndentless: indent == top.indent)
      } else {
        try closeLevels(to: indent, isDash: isDash)
      }
    } else {
      // The first line, or one to the left of the first.
      guard document.nodes.isEmpty else { throw GivenUp() }
      try openLevel(indent: indent, isMapping: !isDash, isIndentless: false)
    }
    try entry()
  }

  private mutating func closeLevels(to indent: Int, isDash: Bool) throws(GivenUp) {
    while let top = levels.last {
      if top.isPending {
        try missing(top)
        levels[levels.count - 1].isPending = false
      }
      if top.indent < indent { throw GivenUp() }
      if top.indent == indent, !(top.isIndentless && !isDash) {
        guard top.isMapping != isDash else { throw GivenUp() }
        return
      }
      closeLevel()
    }
    throw GivenUp()
  }

  /// A dash that stands for an entry of a list.
  private func startsEntry() -> Bool {
    guard bytes[position] == UInt8(ascii: "-") else { return false }
    return position + 1 == bytes.count || bytes[position + 1] == 0x20 || bytes[position + 1] == 0x0A
  }

  // MARK: - Collections

  private mutating func openLevel(indent: Int, isMapping: Bool, isIndentless: Bool) throws(GivenUp) {
    guard levels.count < options.limits.depth else { throw GivenUp() }
    let node = document.append(record(isMapping ? .mapping : .sequence))
    try add(node)
    open.push(node, isMapping: isMapping)
    levels.append(Level(indent: indent, isMapping: isMapping, isIndentless: isIndentless))
  }

  private mutating func closeLevel() {
    levels.removeLast()
    _ = open.close(in: &document)
  }

  /// A node at the position.
  func record(_ kind: NodeKind) -> NodeRecord {
    var record = NodeRecord(kind: kind)
    record.line = UInt32(clamping: line)
    record.column = UInt16(clamping: position - lineStart + 1)
    return record
  }

  mutating func add(_ node: NodeID) throws(GivenUp) {
    guard case .added = open.add(node, to: &document, duplicates: options.duplicateKeys) else {
      throw GivenUp()
    }
  }

  private mutating func missing(_ level: Level) throws(GivenUp) {
    var record = NodeRecord(kind: .scalar)
    record.line = UInt32(clamping: level.pendingLine)
    record.column = UInt16(clamping: level.pendingColumn)
    try add(document.append(record))
  }

  // MARK: - Entries

  /// Reads the rest of the line, which begins with a key or a dash of the innermost collection.
  private mutating func entry() throws(GivenUp) {
    while true {
      let isMapping = levels[levels.count - 1].isMapping
      if isMapping {
        try key()
      } else {
        position += 1
      }
      // Behind the colon or the dash.
      let column = position - lineStart + 1
      skipBlanks()
      if isAtLineEnd() {
        levels[levels.count - 1].isPending = true
        levels[levels.count - 1].pendingLine = line
        levels[levels.count - 1].pendingColumn = column
        return nextLine()
      }
      if isMapping { return try value() }
      // A collection may begin on the line of a dash, at the column where it stands.
      if startsEntry() {
        try openLevel(indent: position - lineStart, isMapping: false, isIndentless: false)
      } else if !startsFlow(), keyEnd() != nil {
        try openLevel(indent: position - lineStart, isMapping: true, isIndentless: false)
      } else {
        return try value()
      }
    }
  }

  /// The end of the line, or a comment behind a blank.
  func isAtLineEnd() -> Bool {
    position >= bytes.count || bytes[position] == 0x0A
      || (bytes[position] == UInt8(ascii: "#") && bytes[position - 1] == 0x20)
  }

  /// Where the key that begins here ends and where its colon is; nil when there is none on this line.
  private func keyEnd() -> (end: Int, colon: Int)? {
    let first = bytes[position]
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      var end = position + 1
      while end < bytes.count, bytes[end] != first, bytes[end] != 0x0A { end += 1 }
      guard end < bytes.count, bytes[end] == first, isColon(end + 1) else { return nil }
      return (end, end + 1)
    }
    var colon = position
    while colon < bytes.count, bytes[colon] != 0x0A {
      if bytes[colon] == UInt8(ascii: ":"), isColon(colon) {
        var end = colon
        while end > position, bytes[end - 1] == 0x20 { end -= 1 }
        return (end, colon)
      }
      if bytes[colon] == UInt8(ascii: "#"), colon > position, bytes[colon - 1] == 0x20 { return nil }
      colon += 1
    }
    return nil
  }

  private func isColon(_ index: Int) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else { return false }
    return index + 1 == bytes.count || bytes[index + 1] == 0x20 || bytes[index + 1] == 0x0A
  }

  private mutating func key() throws(GivenUp) {
    guard let (end, colon) = keyEnd() else { throw GivenUp() }
    try setKey(end: end)
    position = colon + 1
  }

  /// Takes the key that begins at the position; one in quotes ends before the closing one.
  mutating func setKey(end: Int) throws(GivenUp) {
    let first = bytes[position]
    var key = PendingKey(
      slice: slice(position, end), style: .plain, tag: .none, line: line, column: position - lineStart + 1)
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      key.slice = slice(position + 1, end)
      key.style = first == UInt8(ascii: "'") ? .singleQuoted : .doubleQuoted
      if key.style == .doubleQuoted, bytes[position..<end].contains(UInt8(ascii: "\\")) { throw GivenUp() }
      // May be a merge key.
      if bytes[position + 1] == UInt8(ascii: "<") { throw GivenUp() }
    } else if !BlockReader.beginsPlain(first) || end == position {
      throw GivenUp()
    }
    guard end - position < 1000 else { throw GivenUp() }
    if options.dialect == .yaml11, !document.normalise(&key) { throw GivenUp() }
    open.setKey(key)
  }

  func slice(_ start: Int, _ end: Int) -> TextSlice {
    TextSlice(offset: UInt32(start), length: UInt32(end - start))
  }

  /// A character with which plain text may begin, whatever follows; `<` is not among them because of `<<`.
  static func beginsPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "+"), UInt8(ascii: "~"), UInt8(ascii: "="), UInt8(ascii: "^"),
      UInt8(ascii: ";"), UInt8(ascii: "\\"):
      true
    default: false
    }
  }

  // MARK: - Scalars

  /// Reads a value that stands on this line and goes to the next line.
  private mutating func value() throws(GivenUp) {
    var record = record(.scalar)
    switch bytes[position] {
    case UInt8(ascii: "\""): try doubleQuoted(&record)
    case UInt8(ascii: "'"): try singleQuoted(&record)
    case UInt8(ascii: "|"): return try literal(record)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return try flowCollection()
    case UInt8(ascii: "-"):
      // As a number or an option begins; a dash before a blank would be a list.
      guard position + 1 < bytes.count, bytes[position + 1] != 0x20, bytes[position + 1] != 0x0A else {
        throw GivenUp()
      }
      try plain(&record)
    case let byte:
      guard BlockReader.beginsPlain(byte) else { throw GivenUp() }
      try plain(&record)
    }
    if options.dialect == .yaml11, !document.normalise(&record) { throw GivenUp() }
    try add(document.append(record))
    skipBlanks()
    guard isAtLineEnd() else { throw GivenUp() }
    nextLine()
  }

  private mutating func plain(_ record: inout NodeRecord) throws(GivenUp) {
    let start = position
    var end = position
    while end < bytes.count, bytes[end] != 0x0A {
      let byte = bytes[end]
      if byte == UInt8(ascii: ":"), isColon(end) { throw GivenUp() }
      if byte == UInt8(ascii: "#"), bytes[end - 1] == 0x20 { break }
      end += 1
    }
    position = end
    while end > start, bytes[end - 1] == 0x20 { end -= 1 }
    record.value = slice(start, end)
  }

  mutating func singleQuoted(_ record: inout NodeRecord) throws(GivenUp) {
    let start = position + 1
    var end = start
    var hasQuotes = false
    while end < bytes.count, bytes[end] != 0x0A {
      if bytes[end] == UInt8(ascii: "'") {
        // A doubled quote stands for one.
        guard end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: "'") else { break }
        hasQuotes = true
        end += 1
      }
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "'") else { throw GivenUp() }
    record.style = .singleQuoted
    record.value = slice(start, end)
    position = end + 1
    if !hasQuotes { return }
    let offset = document.text.count
    var index = start
    while index < end {
      document.text.append(bytes[index])
      index += bytes[index] == UInt8(ascii: "'") ? 2 : 1
    }
    record.value = TextSlice(offset: UInt32(offset), length: UInt32(document.text.count - offset))
  }

  mutating func doubleQuoted(_ record: inout NodeRecord) throws(GivenUp) {
    let start = position + 1
    var end = start
    var hasEscapes = false
    while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
      if bytes[end] == 0x0A { throw GivenUp() }
      if bytes[end] == UInt8(ascii: "\\") {
        hasEscapes = true
        end += 1
        guard end < bytes.count, bytes[end] != 0x0A else { throw GivenUp() }
      }
      end += 1
    }
    guard end < bytes.count else { throw GivenUp() }
    record.style = .doubleQuoted
    record.value = hasEscapes ? try unescaped(start, end) : slice(start, end)
    position = end + 1
  }

  /// Appends text whose escapes are the most common ones.
  private mutating func unescaped(_ start: Int, _ end: Int) throws(GivenUp) -> TextSlice {
    let offset = document.text.count
    var index = start
    while index < end {
      var byte = bytes[index]
      if byte == UInt8(ascii: "\\") {
        index += 1
        switch bytes[index] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte = bytes[index]
        case UInt8(ascii: "n"): byte = 0x0A
        case UInt8(ascii: "t"): byte = 0x09
        case UInt8(ascii: "r"): byte = 0x0D
        default: throw GivenUp()
        }
      }
      document.text.append(byte)
      index += 1
    }
    return TextSlice(offset: UInt32(offset), length: UInt32(document.text.count - offset))
  }

  // MARK: - Literals

  private enum Chomping { case clip, strip, keep }

  private mutating func literal(_ head: NodeRecord) throws(GivenUp) {
    var record = head
    position += 1
    var chomping = Chomping.clip
    let parentIndent = levels[levels.count - 1].indent
    var indent = -1
    if position < bytes.count, bytes[position] &- 0x31 < 9 {
      indent = parentIndent + Int(bytes[position] - 0x30)
      position += 1
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") {
      chomping = .strip
      position += 1
    } else if position < bytes.count, bytes[position] == UInt8(ascii: "+") {
      chomping = .keep
      position += 1
    }
    skipBlanks()
    guard isAtLineEnd() else { throw GivenUp() }
    nextLine()
    record.style = .literal
    record.value = try literalText(parentIndent: parentIndent, givenIndent: indent, chomping)
    try add(document.append(record))
  }

  /// Appends the lines of a block; `givenIndent` is -1 where the first line tells the indentation.
  private mutating func literalText(
    parentIndent: Int, givenIndent: Int, _ chomping: Chomping
  ) throws(GivenUp) -> TextSlice {
    let offset = document.text.count
    var indent = givenIndent
    var hasContent = false
    var leadingBlanks = 0
    // Newlines that are written only when more content follows.
    var breaks = 0
    while position < bytes.count {
      let start = position
      var text = start
      while text < bytes.count, bytes[text] == 0x20, indent < 0 || text - start < indent { text += 1 }
      if text == bytes.count || bytes[text] == 0x0A {
        if indent < 0 { leadingBlanks = max(leadingBlanks, text - start) }
        // A last line of blanks without newline is no line.
        if text < bytes.count { breaks += 1 }
        position = text
        nextLine()
        continue
      }
      if indent < 0 {
        indent = text - start
        guard indent > parentIndent, leadingBlanks <= indent else { throw GivenUp() }
      } else if text - start < indent {
        break
      }
      document.text.append(contentsOf: repeatElement(0x0A, count: breaks))
      hasContent = true
      position = text
      let end = lineEnd()
      document.text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[text..<end]))
      breaks = end < bytes.count ? 1 : 0
      nextLine()
    }
    guard hasContent else { throw GivenUp() }
    switch chomping {
    case .strip: break
    case .clip: if breaks > 0 { document.text.append(0x0A) }
    case .keep: document.text.append(contentsOf: repeatElement(0x0A, count: breaks))
    }
    return TextSlice(offset: UInt32(offset), length: UInt32(document.text.count - offset))
  }
}

package import SourceModel

/// Reads strict JSON (RFC 8259) into a document with positions.
///
/// Where the reference reads JSON as JSON: patches that begin with `[`, Kubernetes objects in annotations. Files
/// ending in `.json` are read as the YAML they are, by `YAMLParser`. Of a key that an object has twice the last
/// one stays; a lone surrogate becomes U+FFFD. Emits `json.syntax`, `yaml.too-large`, `yaml.too-deep`.
package enum JSONText {
  /// The one value in `bytes`; nil with a diagnostic when that is not JSON.
  package static func parse(
    _ bytes: [UInt8], path: SourcePath, limits: YAMLLimits = YAMLLimits(), places: TextPlaces = TextPlaces()
  ) -> Compiled<Document> {
    if let tooLarge = limits.tooLarge(bytes.count, path) { return Compiled(nil, [tooLarge]) }
    return bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer, path: path, limits: limits)
      let diagnostic = reader.read()
      return diagnostic.map { Compiled(nil, [places.moved($0)]) } ?? Compiled(places.moved(reader.document))
    }
  }

  /// Whether the bytes are one strict JSON value.
  package static func isStrict(_ bytes: [UInt8]) -> Bool { parse(bytes, path: .root).value != nil }
}

/// A reader without recursion: a loop over values, and a stack of the collections that are open.
private struct JSONReader {
  var document: Document
  private let bytes: UnsafeBufferPointer<UInt8>
  private let path: SourcePath
  private let limits: YAMLLimits
  private var position = 0
  private var line = 1
  private var lineStart = 0
  /// Continuation bytes of UTF-8 since the line began: columns count characters.
  private var continuations = 0
  private var open = OpenCollections()

  private struct Failure: Error {
    var id = syntax
    var message: String
  }

  init(bytes: UnsafeBufferPointer<UInt8>, path: SourcePath, limits: YAMLLimits) {
    self.bytes = bytes
    self.path = path
    self.limits = limits
    document = Document(path: path)
    document.nodes.removeAll(keepingCapacity: true)
  }

  /// Nil when all went well.
  mutating func read() -> Diagnostic? {
    do throws(Failure) {
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
        throw Failure(message: "JSON has no byte order mark; remove it")
      }
      try values()
      skipBlanks()
      guard position == bytes.count else { throw Failure(message: "there is more text behind the value") }
      return nil
    } catch {
      let location = SourceLocation(path: path, line: line, column: column)
      return .error(error.id, "this is not JSON: \(error.message)", at: location)
    }
  }

  private var column: Int { position - lineStart - continuations + 1 }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current {
      if byte == 0x0A {
        line += 1
        lineStart = position + 1
        continuations = 0
      } else if byte != 0x20 && byte != 0x09 && byte != 0x0D {
        return
      }
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func values() throws(Failure) {
    repeat {
      skipBlanks()
      let opened = try value()
      if opened, try !startsEmpty() { continue }
      try finishEntries()
    } while !open.isEmpty
  }

  /// After an opening bracket: whether it is closed at once; reads the first key of an object.
  private mutating func startsEmpty() throws(Failure) -> Bool {
    skipBlanks()
    guard let mapping = open.innermostIsMapping else { return false }
    if current == UInt8(ascii: mapping ? "}" : "]") { return true }
    if mapping { try key() }
    return false
  }

  /// After a value: a comma, or the ends of as many collections as end here.
  private mutating func finishEntries() throws(Failure) {
    while let mapping = open.innermostIsMapping {
      skipBlanks()
      if take(mapping ? "}" : "]") {
        _ = open.close(in: &document)
        continue
      }
      guard open.innermostIsEmpty == false, take(",") else {
        throw Failure(message: mapping ? "expected \",\" or \"}\"" : "expected \",\" or \"]\"")
      }
      skipBlanks()
      if mapping { try key() }
      return
    }
  }

  private mutating func key() throws(Failure) {
    let (line, column) = (line, column)
    guard current == UInt8(ascii: "\"") else { throw Failure(message: "expected a key in double quotes") }
    let slice = try string()
    open.setKey(
      PendingKey(slice: slice, style: .doubleQuoted, tag: .none, line: line, column: column))
    skipBlanks()
    guard take(":") else { throw Failure(message: "expected \":\" behind the key") }
  }

  /// Reads a scalar or opens a collection; true for the latter.
  private mutating func value() throws(Failure) -> Bool {
    guard let byte = current else { throw Failure(message: "a value is missing") }
    var record = NodeRecord(kind: .scalar)
    record.line = UInt32(clamping: line)
    record.column = UInt16(clamping: column)
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      if open.count >= limits.depth {
        throw Failure(id: tooDeep, message: "collections are nested more than \(limits.depth) deep")
      }
      record.kind = byte == UInt8(ascii: "{") ? .mapping : .sequence
      record.isFlow = true
      position += 1
      let node = document.append(record)
      _ = open.add(node, to: &document, duplicates: .lastWins)
      open.push(node, isMapping: record.kind == .mapping)
      return true
    case UInt8(ascii: "\""):
      record.style = .doubleQuoted
      record.value = try string()
    case UInt8(ascii: "-"), 0x30...0x39: record.value = try number()
    case UInt8(ascii: "t"): record.value = try word("true")
    case UInt8(ascii: "f"): record.value = try word("false")
    case UInt8(ascii: "n"): record.value = try word("null")
    default: throw Failure(message: "a value can't begin with this character")
    }
    _ = open.add(document.append(record), to: &document, duplicates: .lastWins)
    return false
  }

  private mutating func word(_ word: String) throws(Failure) -> TextSlice {
    guard bytes[position...].starts(with: word.utf8) else { throw Failure(message: "expected \(word)") }
    position += word.utf8.count
    return document.append(text: word.utf8)
  }

  private mutating func number() throws(Failure) -> TextSlice {
    let start = position
    func digits(_ reader: inout JSONReader) -> Int {
      let start = reader.position
      while let byte = reader.current, byte &- 48 < 10 { reader.position += 1 }
      return reader.position - start
    }
    _ = take("-")
    let leadingZero = current == UInt8(ascii: "0")
    let whole = digits(&self)
    guard whole > 0, !(leadingZero && whole > 1) else { throw Failure(message: "a number is malformed") }
    if take("."), digits(&self) == 0 { throw Failure(message: "digits must follow the point") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if digits(&self) == 0 { throw Failure(message: "the exponent has no digits") }
    }
    return document.append(text: bytes[start..<position])
  }

  private mutating func string() throws(Failure) -> TextSlice {
    position += 1
    var content: [UInt8] = []
    var start = position
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        content.append(contentsOf: bytes[start..<position])
        position += 1
        return document.append(text: content)
      case UInt8(ascii: "\\"):
        content.append(contentsOf: bytes[start..<position])
        try escape(into: &content)
        start = position
      case 0..<0x20: throw Failure(message: "a control character must be escaped in a string")
      case 0x80...:
        let width = validWidth()
        guard width > 0 else { throw Failure(message: "the text is not UTF-8") }
        continuations += width - 1
        position += width
      default: position += 1
      }
    }
    throw Failure(message: "a string has no end")
  }

  /// The length of the character at the position; 0 when that is no UTF-8.
  private func validWidth() -> Int {
    var iterator = bytes[position..<min(position + 4, bytes.count)].makeIterator()
    var decoder = UTF8()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return 0 }
    return UTF8.width(scalar)
  }

  private mutating func escape(into content: inout [UInt8]) throws(Failure) {
    position += 1
    guard let letter = current else { throw Failure(message: "a string has no end") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
    case UInt8(ascii: "b"): content.append(8)
    case UInt8(ascii: "f"): content.append(12)
    case UInt8(ascii: "n"): content.append(10)
    case UInt8(ascii: "r"): content.append(13)
    case UInt8(ascii: "t"): content.append(9)
    case UInt8(ascii: "u"):
      guard var unit = hexadecimal(at: position) else {
        throw Failure(message: "\\u needs four hexadecimal digits")
      }
      position += 4
      if unit & 0xFC00 == 0xD800, position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u"), let low = hexadecimal(at: position + 2),
        low & 0xFC00 == 0xDC00
      {
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        position += 6
      }
      let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
      content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
    default: throw Failure(message: "a string has no such escape")
    }
  }

  private func hexadecimal(at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      switch byte {
      case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
      case 0x41...0x46: value = value << 4 | UInt32(byte - 0x41 + 10)
      case 0x61...0x66: value = value << 4 | UInt32(byte - 0x61 + 10)
      default: return nil
      }
    }
    return value
  }
}

private let syntax = "json.syntax"
private let tooDeep = "yaml.too-deep"

/// What a scalar means once its type is known.
package enum ResolvedScalar: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// A whole number above the range of `Int64`.
  case unsigned(UInt64)
  case float(Double)
  /// A string: the text of the node as it stands.
  case string
  /// An unquoted date or time, as RFC 3339 text; it comes out as a string.
  case timestamp(String)
  /// A `!!binary` scalar: the decoded text.
  case binary(String)
  /// An explicit tag that does not fit the text, such as `!!int 1.5`.
  case invalid
}

/// Which of the two readers of the reference tools gives plain scalars their types.
package enum YAMLDialect: Sendable {
  /// Resource files of kustomize: `yes` is a string, dates are timestamps.
  case kustomizeResource
  /// Kustomization files, patches in JSON form, Argo CD, Karmada: `yes` is true, dates are strings.
  case yaml11
}

extension Document {
  /// The typed value of a scalar; `string` for collections.
  ///
  /// Source: reference/kustomize.md sections 2, 4 and 10; conformance tables yaml-read and yaml11-read.
  package func resolved(_ node: NodeID, as dialect: YAMLDialect) -> ResolvedScalar {
    let record = self[node]
    guard record.kind == .scalar else { return .string }
    return withText(record.value) {
      ScalarResolver.resolve($0, tag: record.tag, isPlain: record.style == .plain, as: dialect)
    }
  }

  /// The typed value of the key of a node.
  package func resolvedKey(_ node: NodeID, as dialect: YAMLDialect) -> ResolvedScalar {
    let record = self[node]
    return withText(record.key) {
      ScalarResolver.resolve($0, tag: record.keyTag, isPlain: record.keyStyle == .plain, as: dialect)
    }
  }

  /// The type that the key of `node` would have without its quotes and tag.
  package func resolvedPlainKey(_ node: NodeID, as dialect: YAMLDialect) -> ResolvedScalar {
    withText(self[node].key) { ScalarResolver.resolve($0, tag: .none, isPlain: true, as: dialect) }
  }

  /// The type a text has when it stands in a file without quotes and tag.
  package static func resolved(plain text: String, as dialect: YAMLDialect) -> ResolvedScalar {
    Array(text.utf8).withUnsafeBufferPointer {
      ScalarResolver.resolve($0, tag: .none, isPlain: true, as: dialect)
    }
  }

  /// Whether a node is a null in this dialect (a collection never is).
  package func isNull(_ node: NodeID, as dialect: YAMLDialect = .kustomizeResource) -> Bool {
    let record = self[node]
    guard record.kind == .scalar else { return false }
    // Nearly all texts begin in a way that no null does.
    if record.tag == .none, record.value.length > 0 {
      guard record.style == .plain, ScalarResolver.hint(text[Int(record.value.offset)]) == .word else {
        return false
      }
    }
    return resolved(node, as: dialect) == .null
  }

  /// The text of a scalar that is a string in this dialect (timestamps and binaries are); nil for other types.
  package func stringValue(_ node: NodeID, as dialect: YAMLDialect = .kustomizeResource) -> String? {
    guard isScalar(node) else { return nil }
    switch resolved(node, as: dialect) {
    case .string: return string(node)
    case .timestamp(let text), .binary(let text): return text
    default: return nil
    }
  }

  func withText<Result>(_ slice: TextSlice, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    text.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[slice.range])) }
  }
}

extension ResolvedScalar {
  /// The type of `text` standing unquoted in a file.
  package init(plain text: String, as dialect: YAMLDialect) {
    self = Array(text.utf8).withUnsafeBufferPointer {
      ScalarResolver.resolve($0, tag: .none, isPlain: true, as: dialect)
    }
  }

  /// The text of a mapping key of this value; nil for keys that the readers refuse.
  ///
  /// `text` is the key as it stands. Floats are printed with the precision of 32 bits, as the reference does.
  func keyText(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    switch self {
    case .string: return Array(text)
    case .boolean(let value): return Array((value ? "true" : "false").utf8)
    case .integer(let value): return Array(String(value).utf8)
    case .timestamp(let value), .binary(let value): return Array(value.utf8)
    case .null, .unsigned, .invalid: return nil
    case .float(let value):
      let short = Float(value)
      if short.isNaN { return Array(".nan".utf8) }
      if short.isInfinite { return Array((short < 0 ? "-.inf" : ".inf").utf8) }
      var result: [UInt8] = []
      ShortestDecimal(short).appendGeneral(to: &result)
      return result
    }
  }
}

/// The rules that give plain scalars their types, on bytes.
enum ScalarResolver {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  static func resolve(_ text: Bytes, tag: NodeTag, isPlain: Bool, as dialect: YAMLDialect) -> ResolvedScalar {
    switch tag {
    case .none:
      if !isPlain { return .string }
      return plain(text, as: dialect, readsTimestamps: dialect == .kustomizeResource) ?? .string
    case .string, .other, .mapping, .sequence, .merge: return .string
    case .binary: return decodeBase64(text).map { .binary(String(decoding: $0, as: UTF8.self)) } ?? .invalid
    case .timestamp:
      guard let value = Timestamp(text) else { return .invalid }
      return dialect == .yaml11 ? .string : resolved(value)
    case .integer, .float, .boolean, .null: break
    }
    switch (tag, plain(text, as: dialect, readsTimestamps: false)) {
    case (.integer, .integer(let value)): return .integer(value)
    case (.integer, .unsigned(let value)): return .unsigned(value)
    case (.float, .float(let value)): return .float(value)
    case (.float, .integer(let value)): return .float(Double(value))
    case (.boolean, .boolean(let value)): return .boolean(value)
    case (.null, .null): return .null
    default: return .invalid
    }
  }

  /// A zone of a day or more can be read but not written.
  private static func resolved(_ timestamp: Timestamp) -> ResolvedScalar {
    timestamp.isWritable ? .timestamp(timestamp.rfc3339) : .invalid
  }

  /// Whether a string with this text must be quoted lest either reader, or an older one, takes it for another
  /// type; the second part is about numbers to the base 60.
  static func looksTyped(_ text: Bytes) -> Bool {
    if text.isEmpty { return true }
    guard hint(text[0]) != .none else { return false }
    return plain(text, as: .yaml11, readsTimestamps: true) != nil || isSexagesimal(text)
  }

  /// The type of plain text, or nil for a string.
  static func plain(_ text: Bytes, as dialect: YAMLDialect, readsTimestamps: Bool) -> ResolvedScalar? {
    guard let first = text.first else { return .null }
    switch hint(first) {
    case .none: return nil
    case .word: return word(text, as: dialect)
    case .point:
      if let special = infinityOrNaN(text) { return special }
      return pointFloat(text)
    case .digit:
      if readsTimestamps, let timestamp = Timestamp(text) { return resolved(timestamp) }
      return number(text)
    case .sign:
      if text.count > 1, text[1] == UInt8(ascii: "."), let special = infinityOrNaN(text) { return special }
      return number(text)
    }
  }

  /// What the first byte promises; most strings are told from numbers and words by it alone.
  enum Hint { case none, word, point, digit, sign }

  @inline(__always) static func hint(_ byte: UInt8) -> Hint {
    switch byte {
    case 0x30...0x39: .digit
    case UInt8(ascii: "+"), UInt8(ascii: "-"): .sign
    case UInt8(ascii: "."): .point
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "n"),
      UInt8(ascii: "N"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "o"), UInt8(ascii: "O"),
      UInt8(ascii: "~"):
      .word
    default: .none
    }
  }

  // MARK: - Words

  private static func word(_ text: Bytes, as dialect: YAMLDialect) -> ResolvedScalar? {
    guard text.count <= 5 else { return nil }
    if text.count == 1, text[0] == UInt8(ascii: "~") { return .null }
    guard let lower = lowercasedWord(text) else { return nil }
    switch (lower, dialect) {
    case (packed("true"), _): return .boolean(true)
    case (packed("false"), _): return .boolean(false)
    case (packed("null"), _): return .null
    case (packed("y"), .yaml11), (packed("yes"), .yaml11), (packed("on"), .yaml11): return .boolean(true)
    case (packed("n"), .yaml11), (packed("no"), .yaml11), (packed("off"), .yaml11): return .boolean(false)
    default: return nil
    }
  }

  /// Up to five letters in lower case, packed into a number; nil unless written `word`, `Word` or `WORD`.
  private static func lowercasedWord(_ text: Bytes) -> UInt64? {
    var result: UInt64 = 0
    var upper = 0
    var tailUpper = 0
    for (index, byte) in text.enumerated() {
      let lower = byte | 0x20
      guard lower >= UInt8(ascii: "a"), lower <= UInt8(ascii: "z") else { return nil }
      if byte != lower {
        upper += 1
        if index > 0 { tailUpper += 1 }
      }
      result = result << 8 | UInt64(lower)
    }
    return upper == 0 || upper == text.count || (upper == 1 && tailUpper == 0) ? result : nil
  }

  private static func packed(_ word: StaticString) -> UInt64 {
    word.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt64($1) } }
  }

  /// `.inf`, `+.Inf`, `-.INF`, `.nan` and the like.
  private static func infinityOrNaN(_ text: Bytes) -> ResolvedScalar? {
    if text.elementsEqual(".nan".utf8) || text.elementsEqual(".NaN".utf8) || text.elementsEqual(".NAN".utf8) {
      return .float(.nan)
    }
    let start = text[0] == UInt8(ascii: ".") ? 1 : 2
    guard text.count == start + 3, lowercasedWord(Bytes(rebasing: text[start...])) == packed("inf") else {
      return nil
    }
    return .float(text[0] == UInt8(ascii: "-") ? -.infinity : .infinity)
  }

  // MARK: - Numbers

  private static func number(_ text: Bytes) -> ResolvedScalar? {
    if text.contains(UInt8(ascii: "_")) {
      return text.filter { $0 != UInt8(ascii: "_") }.withUnsafeBufferPointer { strictNumber($0) }
    }
    return strictNumber(text)
  }

  private static func strictNumber(_ text: Bytes) -> ResolvedScalar? {
    guard let first = text.first else { return nil }
    let signed = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let digits = signed ? Bytes(rebasing: text.dropFirst()) : text
    if let integer = integer(digits, negative: first == UInt8(ascii: "-"), signed: signed) { return integer }
    if isDecimalFloat(digits) { return double(text).map { .float($0) } }
    return signedRadix(text)
  }

  /// Digits with the prefixes `0x`, `0b`, `0o` and `0` for octal.
  private static func integer(_ digits: Bytes, negative: Bool, signed: Bool) -> ResolvedScalar? {
    guard let first = digits.first, first &- 48 < 10 else { return nil }
    var base: UInt64 = 10
    var start = 0
    if first == UInt8(ascii: "0"), digits.count > 1 {
      switch digits[1] | 0x20 {
      case UInt8(ascii: "x"): (base, start) = (16, 2)
      case UInt8(ascii: "b"): (base, start) = (2, 2)
      case UInt8(ascii: "o"): (base, start) = (8, 2)
      default: (base, start) = (8, 1)
      }
    }
    guard let magnitude = unsigned(digits, from: start, base: base) else { return nil }
    if negative {
      if magnitude <= UInt64(Int64.max) { return .integer(-Int64(magnitude)) }
      return magnitude == UInt64(Int64.max) + 1 ? .integer(.min) : nil
    }
    if magnitude <= UInt64(Int64.max) { return .integer(Int64(magnitude)) }
    return signed ? nil : .unsigned(magnitude)
  }

  private static func unsigned(_ digits: Bytes, from start: Int, base: UInt64) -> UInt64? {
    guard start < digits.count else { return nil }
    var value: UInt64 = 0
    for index in start..<digits.count {
      let byte = digits[index]
      let digit: UInt64
      switch byte {
      case 0x30...0x39: digit = UInt64(byte - 0x30)
      case 0x41...0x46: digit = UInt64(byte - 0x41 + 10)
      case 0x61...0x66: digit = UInt64(byte - 0x61 + 10)
      default: return nil
      }
      guard digit < base else { return nil }
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      let (sum, carry) = product.addingReportingOverflow(digit)
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// The odd forms `0b-1` and `0o+7`, which the reference reads as numbers.
  private static func signedRadix(_ text: Bytes) -> ResolvedScalar? {
    guard text.count > 3, text[0] == UInt8(ascii: "0"),
      text[2] == UInt8(ascii: "-") || text[2] == UInt8(ascii: "+")
    else { return nil }
    let base: UInt64
    switch text[1] {
    case UInt8(ascii: "b"): base = 2
    case UInt8(ascii: "o"): base = 8
    default: return nil
    }
    guard let magnitude = unsigned(text, from: 3, base: base), magnitude <= UInt64(Int64.max) else {
      return nil
    }
    return .integer(text[2] == UInt8(ascii: "-") ? -Int64(magnitude) : Int64(magnitude))
  }

  /// `.5`, `5`, `5.`, `5.5`, each with an optional exponent; without sign.
  private static func isDecimalFloat(_ text: Bytes) -> Bool {
    var index = 0
    func skipDigits() -> Int {
      let start = index
      while index < text.count, text[index] &- 48 < 10 { index += 1 }
      return index - start
    }
    let whole = skipDigits()
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      if skipDigits() == 0, whole == 0 { return false }
    } else if whole == 0 {
      return false
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
        index += 1
      }
      if skipDigits() == 0 { return false }
    }
    return index == text.count
  }

  /// A float that begins with its point; underscores may stand between digits only.
  private static func pointFloat(_ text: Bytes) -> ResolvedScalar? {
    guard text.contains(UInt8(ascii: "_")) else {
      return isDecimalFloat(text) ? double(text).map { .float($0) } : nil
    }
    for index in text.indices where text[index] == UInt8(ascii: "_") {
      let inside =
        index > 0 && index + 1 < text.count && text[index - 1] &- 48 < 10 && text[index + 1] &- 48 < 10
      if !inside { return nil }
    }
    return text.filter { $0 != UInt8(ascii: "_") }.withUnsafeBufferPointer { clean in
      isDecimalFloat(clean) ? double(clean).map { .float($0) } : nil
    }
  }

  /// Nil when the number is too large for a double: such text stays a string.
  private static func double(_ text: Bytes) -> Double? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// `12:30`, `-1:2:3.5`: numbers of YAML 1.1 that no reader here takes for one, but old ones do.
  private static func isSexagesimal(_ text: Bytes) -> Bool {
    var index = 0
    if text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") { index = 1 }
    guard index < text.count, text[index] &- 48 < 10 else { return false }
    while index < text.count, text[index] &- 48 < 10 || text[index] == UInt8(ascii: "_") { index += 1 }
    var parts = 0
    while index < text.count, text[index] == UInt8(ascii: ":") {
      let start = index + 1
      index = start
      while index < text.count, text[index] &- 48 < 10 { index += 1 }
      let valid = index - start == 1 || (index - start == 2 && text[start] <= UInt8(ascii: "5"))
      guard valid else { return false }
      parts += 1
    }
    guard parts > 0 else { return false }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      while index < text.count, text[index] &- 48 < 10 || text[index] == UInt8(ascii: "_") { index += 1 }
    }
    return index == text.count
  }

  // MARK: - Base 64

  /// Standard base 64 with padding; line breaks are skipped. Nil when malformed.
  static func decodeBase64(_ text: Bytes) -> [UInt8]? {
    var result: [UInt8] = []
    var group: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in text {
      let value: UInt32
      switch byte {
      case 0x0A, 0x0D: continue
      case 0x41...0x5A: value = UInt32(byte - 0x41)
      case 0x61...0x7A: value = UInt32(byte - 0x61 + 26)
      case 0x30...0x39: value = UInt32(byte - 0x30 + 52)
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      case UInt8(ascii: "="):
        padding += 1
        value = 0
      default: return nil
      }
      if padding > 0, byte != UInt8(ascii: "=") { return nil }
      group = group << 6 | value
      count += 1
      if count % 4 == 0 {
        guard padding <= 2 else { return nil }
        result.append(UInt8(truncatingIfNeeded: group >> 16))
        if padding < 2 { result.append(UInt8(truncatingIfNeeded: group >> 8)) }
        if padding < 1 { result.append(UInt8(truncatingIfNeeded: group)) }
        group = 0
      }
    }
    return count % 4 == 0 && !(padding > 0 && count % 4 != 0) ? result : nil
  }
}

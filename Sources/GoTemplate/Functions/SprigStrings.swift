extension FunctionLibrary {
  /// Sprig 3.3.0, without `env`, `expandenv` and `getHostByName`; what depends on chance or the clock fails.
  package static let sprig: FunctionLibrary = {
    var library = FunctionLibrary()
    library.defineStrings()
    library.defineCases()
    library.defineTextLists()
    library.defineLists()
    library.defineDictionaries()
    library.defineDefaults()
    library.defineMathematics()
    library.defineEncodings()
    library.defineRegularExpressions()
    library.defineVersions()
    library.definePaths()
    library.defineDates()
    library.defineRefused()
    return library
  }()

  private mutating func defineRefused() {
    let names = [
      "now", "ago", "randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randBytes", "randInt",
      "shuffle",
      "uuidv4", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey",
      "genSignedCert", "genSignedCertWithKey", "bcrypt", "htpasswd", "encryptAES",
    ]
    for name in names {
      define(name, [], variadic: .any) { _ in
        throw FunctionError("it gives another result at each call, so the output could not be reproduced")
      }
    }
    for name in ["decryptAES", "buildCustomCert"] {
      define(name, [], variadic: .any) { _ in throw FunctionError("this function is not supported") }
    }
  }

  private mutating func defineStrings() {
    define("hello", []) { _ in .string("Hello!") }
    define("trim", [.string]) { .string(trim($0[0].stringValue, where: isSpace)) }
    for name in ["trimAll", "trimall"] {
      define(name, [.string, .string]) { arguments in
        let set = Set(arguments[0].stringValue.unicodeScalars)
        return .string(trim(arguments[1].stringValue) { set.contains($0) })
      }
    }
    define("trimPrefix", [.string, .string]) { arguments in
      let (prefix, text) = (arguments[0].stringValue, arguments[1].stringValue)
      return .string(
        text.utf8.starts(with: prefix.utf8) ? goString(text.utf8.dropFirst(prefix.utf8.count)) : text)
    }
    define("trimSuffix", [.string, .string]) { arguments in
      let (suffix, text) = (arguments[0].stringValue, arguments[1].stringValue)
      return .string(hasSuffix(text, suffix) ? goString(text.utf8.dropLast(suffix.utf8.count)) : text)
    }
    define("repeat", [.int, .string]) { arguments in
      let (count, text) = (arguments[0].integerValue, arguments[1].stringValue)
      if count < 0 { throw FunctionError("strings: negative Repeat count") }
      try checkSize(
        count.multipliedReportingOverflow(by: max(text.utf8.count, 1)).overflow
          ? .max : count * max(text.utf8.count, 1))
      let bytes = Array(text.utf8)
      var repeated: [UInt8] = []
      repeated.reserveCapacity(bytes.count * count)
      for _ in 0..<count { repeated += bytes }
      return .string(String(decoding: repeated, as: UTF8.self))
    }
    define("substr", [.int, .int, .string]) { arguments in
      let (start, end) = (arguments[0].integerValue, arguments[1].integerValue)
      return .string(try substring(Array(arguments[2].stringValue.utf8), start, end))
    }
    define("trunc", [.int, .string]) { arguments in
      let (count, text) = (arguments[0].integerValue, arguments[1].stringValue)
      let bytes = text.utf8
      if count < 0, bytes.count &+ count > 0 { return .string(goString(bytes.suffix(-count))) }
      if count >= 0, bytes.count > count { return .string(goString(bytes.prefix(count))) }
      return .string(text)
    }
    define("contains", [.string, .string]) { .bool(find($0[0].stringValue, in: $0[1].stringValue) != nil) }
    define("hasPrefix", [.string, .string]) {
      .bool($0[1].stringValue.utf8.starts(with: $0[0].stringValue.utf8))
    }
    define("hasSuffix", [.string, .string]) { .bool(hasSuffix($0[1].stringValue, $0[0].stringValue)) }
    define("replace", [.string, .string, .string]) { arguments in
      .string(
        try replacing(arguments[0].stringValue, with: arguments[1].stringValue, in: arguments[2].stringValue))
    }
    define("indent", [.int, .string]) { .string(try indented($0[1].stringValue, by: $0[0].integerValue)) }
    define("nindent", [.int, .string]) {
      .string("\n" + (try indented($0[1].stringValue, by: $0[0].integerValue)))
    }
    define("quote", [], variadic: .any) { arguments in
      .string(try joined(arguments.filter { !$0.isNil }.map { quotedText($0.stringText) }, by: " "))
    }
    define("squote", [], variadic: .any) { arguments in
      .string(try joined(arguments.filter { !$0.isNil }.map { "'" + $0.text + "'" }, by: " "))
    }
    define("cat", [], variadic: .any) { arguments in
      .string(try joined(arguments.filter { !$0.isNil }.map(\.text), by: " "))
    }
    define("plural", [.string, .string, .int]) { $0[2].integerValue == 1 ? $0[0] : $0[1] }
    define("toString", [.any]) { .string($0[0].stringText) }
    define("nospace", [.string]) { arguments in
      // Byte by byte, as the original does: what is not ASCII comes out damaged, where anything is taken out.
      let kept = arguments[0].stringValue.utf8.filter { !isSpace(Unicode.Scalar($0)) }
      if kept.count == arguments[0].stringValue.utf8.count { return arguments[0] }
      return .string(String(String.UnicodeScalarView(kept.map { Unicode.Scalar($0) })))
    }
    defineAbbreviations()
  }

  private mutating func defineAbbreviations() {
    define("abbrev", [.int, .string]) { arguments in
      let width = arguments[0].integerValue
      return width < 4 ? arguments[1] : .string(abbreviated(Array(arguments[1].stringValue.utf8), 0, width))
    }
    define("abbrevboth", [.int, .int, .string]) { arguments in
      let (left, right) = (arguments[0].integerValue, arguments[1].integerValue)
      if right < 4 || left > 0 && right < 7 { return arguments[2] }
      return .string(abbreviated(Array(arguments[2].stringValue.utf8), left, right))
    }
    define("wrap", [.int, .string]) { arguments in
      .string(
        try wrapped(Array(arguments[1].stringValue.utf8), arguments[0].integerValue, "\n", breaksWords: false)
      )
    }
    define("wrapWith", [.int, .string, .string]) { arguments in
      let separator = arguments[1].stringValue
      return .string(
        try wrapped(
          Array(arguments[2].stringValue.utf8), arguments[0].integerValue,
          separator.isEmpty ? "\n" : separator,
          breaksWords: true))
    }
  }
}

extension Value {
  /// Sprig's text of a value: strings as they are, the rest as `%v`.
  var stringText: String { text }
}

/// Go's `unicode.IsSpace`.
func isSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "\t", "\n", "\u{b}", "\u{c}", "\r", " ", "\u{85}", "\u{a0}": true
  default: !scalar.isASCII && scalar.properties.isWhitespace
  }
}

func trim(_ text: String, where matches: (Unicode.Scalar) -> Bool) -> String {
  var view = Substring(text).unicodeScalars
  while let first = view.first, matches(first) { view.removeFirst() }
  while let last = view.last, matches(last) { view.removeLast() }
  return String(view)
}

func hasSuffix(_ text: String, _ suffix: String) -> Bool {
  text.utf8.count >= suffix.utf8.count && text.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
}

/// The byte offset of the first occurrence.
func find(_ word: String, in text: String, from start: Int = 0) -> Int? {
  find(Array(word.utf8), in: Array(text.utf8), from: start)
}

func find(_ word: [UInt8], in text: [UInt8], from start: Int = 0) -> Int? {
  guard let first = word.first else { return start <= text.count ? start : nil }
  var at = start
  while at + word.count <= text.count, let next = text[at...].firstIndex(of: first) {
    if text[next...].starts(with: word) { return next }
    at = next + 1
  }
  return nil
}

func replacing(_ old: String, with new: String, in text: String) throws(FunctionError) -> String {
  let (bytes, word, other) = (Array(text.utf8), Array(old.utf8), Array(new.utf8))
  var result: [UInt8] = []
  if word.isEmpty {
    try checkSize(bytes.count + other.count * (text.unicodeScalars.count + 1))
    for scalar in text.unicodeScalars { result += other + Array(String(Character(scalar)).utf8) }
    return goString(result + other)
  }
  var at = 0
  while let found = find(word, in: bytes, from: at) {
    result += bytes[at..<found]
    result += other
    at = found + word.count
    try checkSize(result.count)
  }
  result += bytes[at...]
  return goString(result)
}

private func substring(_ bytes: [UInt8], _ start: Int, _ end: Int) throws(FunctionError) -> String {
  let (from, to) = (start < 0 ? 0 : start, start >= 0 && (end < 0 || end > bytes.count) ? bytes.count : end)
  guard from <= to, to <= bytes.count, to >= 0 else {
    throw FunctionError("runtime error: slice bounds out of range [\(from):\(to)]")
  }
  return goString(bytes[from..<to])
}

private func indented(_ text: String, by spaces: Int) throws(FunctionError) -> String {
  if spaces < 0 { throw FunctionError("strings: negative Repeat count") }
  let lines = 1 + text.utf8.count { $0 == 10 }
  let (size, overflow) = lines.multipliedReportingOverflow(by: spaces)
  try checkSize(overflow ? .max : size)
  let pad = String(repeating: " ", count: spaces)
  return pad + (try replacing("\n", with: "\n" + pad, in: text))
}

private func abbreviated(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> String {
  if bytes.count <= width { return goString(bytes) }
  var offset = min(max(offset, 0), bytes.count)
  if bytes.count - offset < width - 3 { offset = bytes.count - (width - 3) }
  if offset <= 4 { return goString(bytes[..<(width - 3)]) + "..." }
  if width < 7 { return "" }
  if offset + width - 3 < bytes.count {
    return "..." + abbreviated(Array(bytes[offset...]), 0, width - 3)
  }
  return "..." + goString(bytes[(bytes.count - (width - 3))...])
}

private func wrapped(
  _ bytes: [UInt8], _ width: Int, _ separator: String, breaksWords: Bool
) throws(FunctionError) -> String {
  let width = max(width, 1)
  let space = UInt8(ascii: " ")
  var result: [UInt8] = []
  var offset = 0
  while bytes.count - offset > width {
    try checkSize(result.count)
    if bytes[offset] == space {
      offset += 1
      continue
    }
    let line = bytes[offset..<(offset + width + 1)]
    if let end = line.lastIndex(of: space) {
      result += bytes[offset..<end] + Array(separator.utf8)
      offset = end + 1
    } else if breaksWords {
      result += bytes[offset..<(offset + width)] + Array(separator.utf8)
      offset += width
    } else if let end = bytes[(offset + width)...].firstIndex(of: space) {
      result += bytes[offset..<end] + Array(separator.utf8)
      offset = end + 1
    } else {
      result += bytes[offset...]
      offset = bytes.count
    }
  }
  result += bytes[offset...]
  return goString(result)
}

/// Go's `fmt.Sprintf` for the values of templates.
struct Formatter {
  private struct Flags {
    var plus = false
    var minus = false
    var sharp = false
    var space = false
    var zero = false
    var sharpV = false
    var plusV = false
    var width: Int?
    var precision: Int?
  }

  private let format: [Unicode.Scalar]
  private let arguments: [Value]
  private var result = ""
  private var index = 0
  private var next = 0
  private var isReordered = false
  private var isGoodIndex = true
  private var isAfterIndex = false
  private var flags = Flags()
  private var problem: FunctionError?

  /// Widths and precisions above this are refused, as in Go.
  private static let maximumNumber = 1_000_000

  init(_ format: String, _ arguments: [Value]) {
    self.format = Array(format.unicodeScalars)
    self.arguments = arguments
  }

  mutating func run() throws(FunctionError) -> String {
    while index < format.count {
      let start = index
      while index < format.count, format[index] != "%" { index += 1 }
      result.unicodeScalars.append(contentsOf: format[start..<index])
      if index >= format.count { break }
      index += 1
      try directive()
      if let problem { throw problem }
      try checkSize(result.utf8.count)
    }
    if !isReordered, next < arguments.count {
      flags = Flags()
      result += "%!(EXTRA "
      for (position, argument) in arguments[next...].enumerated() {
        if position > 0 { result += ", " }
        if argument.isNil {
          result += "<nil>"
        } else {
          result += argument.typeName + "="
          print(argument, "v")
        }
      }
      result += ")"
    }
    return result
  }

  // MARK: - Directives

  private mutating func directive() throws(FunctionError) {
    flags = Flags()
    isGoodIndex = true
    isAfterIndex = false
    readFlags()
    readIndex()
    readWidth()
    readPrecision()
    if !isAfterIndex { readIndex() }
    guard index < format.count else {
      result += "%!(NOVERB)"
      return
    }
    let verb = format[index]
    index += 1
    if verb == "%" {
      result += "%"
      return
    }
    if !isGoodIndex {
      result += "%!\(verb)(BADINDEX)"
      return
    }
    guard next < arguments.count else {
      result += "%!\(verb)(MISSING)"
      return
    }
    if verb == "v" {
      if flags.sharp { (flags.sharpV, flags.sharp) = (true, false) }
      if flags.plus { (flags.plusV, flags.plus) = (true, false) }
    }
    let argument = arguments[next]
    next += 1
    print(argument, verb)
  }

  private mutating func readFlags() {
    while index < format.count {
      switch format[index] {
      case "#": flags.sharp = true
      case "0": flags.zero = true
      case "+": flags.plus = true
      case "-": flags.minus = true
      case " ": flags.space = true
      default: return
      }
      index += 1
    }
  }

  private mutating func number() -> Int? {
    let start = index
    var value = 0
    while index < format.count, ("0"..."9").contains(format[index]) {
      value = min(value * 10 + Int(format[index].value) - 48, Formatter.maximumNumber + 1)
      index += 1
    }
    return index == start || value > Formatter.maximumNumber ? nil : value
  }

  /// Takes `[n]`.
  private mutating func readIndex() {
    guard index < format.count, format[index] == "[" else { return }
    isReordered = true
    guard let close = format[index...].firstIndex(of: "]") else {
      isGoodIndex = false
      index += 1
      return
    }
    index += 1
    let wanted = number()
    let isComplete = index == close
    index = close + 1
    guard let wanted, isComplete, wanted >= 1, wanted <= arguments.count else {
      isGoodIndex = false
      return
    }
    next = wanted - 1
    isAfterIndex = true
  }

  private mutating func star() -> Int? {
    index += 1
    guard next < arguments.count else { return nil }
    let argument = arguments[next]
    next += 1
    guard case .integer(let value, _) = argument, value.magnitude <= UInt64(Formatter.maximumNumber) else {
      return nil
    }
    return Int(value)
  }

  private mutating func readWidth() {
    if index < format.count, format[index] == "*" {
      guard let width = star() else {
        result += "%!(BADWIDTH)"
        return
      }
      flags.width = abs(width)
      if width < 0 { flags.minus = true }
      isAfterIndex = false
      return
    }
    flags.width = number()
    if isAfterIndex, flags.width != nil { isGoodIndex = false }
  }

  private mutating func readPrecision() {
    guard index < format.count, format[index] == "." else { return }
    index += 1
    if isAfterIndex { isGoodIndex = false }
    readIndex()
    if index < format.count, format[index] == "*" {
      guard let precision = star(), precision >= 0 else {
        result += "%!(BADPREC)"
        return
      }
      flags.precision = precision
      isAfterIndex = false
    } else {
      flags.precision = number() ?? 0
    }
  }

  // MARK: - Values

  private mutating func print(_ value: Value, _ verb: Unicode.Scalar, depth: Int = 0) {
    if depth > maximumValueDepth || result.utf8.count > maximumValueSize { return }
    if verb == "T" { return pad(limited(value.typeName)) }
    switch value {
    case .missing, .null:
      if depth > 0 {
        result += flags.sharpV ? "interface {}(nil)" : "<nil>"
      } else if verb == "v" {
        pad("<nil>")
      } else {
        bad(value, verb)
      }
    case .bool(let bool): verb == "t" || verb == "v" ? pad(bool ? "true" : "false") : bad(value, verb)
    case .integer(let number, let kind): integer(number, kind, verb, value)
    case .float(let number): float(number, verb, value)
    case .complex(let real, let imaginary): complex(real, imaginary, verb, value)
    case .string(let text): string(text, verb, value)
    case .object(let object): self.object(object, verb, value, depth)
    // Wrapping errors is for another function; what is no basic value is refused as a whole.
    case .list(let items, _): verb == "w" && depth == 0 ? bad(value, verb) : list(value, items, verb, depth)
    case .map(let map): verb == "w" && depth == 0 ? bad(value, verb) : self.map(value, map, verb, depth)
    }
  }

  private mutating func bad(_ value: Value, _ verb: Unicode.Scalar) {
    result += "%!\(verb)("
    if value.isNil {
      result += "<nil>"
    } else {
      result += value.typeName + "="
      // What is wrong is shown without asking it for its text.
      if case .object(let object) = value, let number = object.integer {
        integer(number, .int64, "v", value)
      } else {
        print(value, "v")
      }
    }
    result += ")"
  }

  /// Text for the verbs of text; for the others, and for `%#v`, the number that it is, or what is inside.
  private mutating func object(
    _ object: any ObjectValue, _ verb: Unicode.Scalar, _ value: Value, _ depth: Int
  ) {
    if flags.sharpV, let text = object.goText { return pad(limited(text)) }
    if !flags.sharpV, "sqvxX".unicodeScalars.contains(verb) { return string(object.text, verb, value) }
    if let number = object.integer { return integer(number, .int64, verb, value) }
    let fields = object.fields
    let isPointer = object.identity != nil
    if fields.isEmpty || isPointer && depth > 0 {
      problem = FunctionError("%\(verb) of \(object.typeName) prints an address in memory; print its fields")
      return
    }
    if isPointer { result += "&" }
    result += flags.sharpV ? "\(object.typeName.drop { $0 == "*" }){" : "{"
    for (position, field) in fields.enumerated() {
      if position > 0 { result += flags.sharpV ? ", " : " " }
      if flags.sharpV { result += field.name + ":" }
      print(field.value, verb, depth: depth + 1)
    }
    result += "}"
  }

  private mutating func list(_ value: Value, _ items: [Value], _ verb: Unicode.Scalar, _ depth: Int) {
    if verb == "p" { return bad(value, verb) }
    result += flags.sharpV ? value.typeName + "{" : "["
    for (position, item) in items.enumerated() {
      if position > 0 { result += flags.sharpV ? ", " : " " }
      print(item, verb, depth: depth + 1)
    }
    result += flags.sharpV ? "}" : "]"
  }

  private mutating func map(_ value: Value, _ map: MapValue, _ verb: Unicode.Scalar, _ depth: Int) {
    if verb == "p" { return bad(value, verb) }
    result += flags.sharpV ? value.typeName + "{" : "map["
    for (position, entry) in map.sorted.enumerated() {
      if position > 0 { result += flags.sharpV ? ", " : " " }
      print(.string(entry.key), verb, depth: depth + 1)
      result += ":"
      print(entry.value, verb, depth: depth + 1)
    }
    result += flags.sharpV ? "}" : "]"
  }

  // MARK: - Padding

  private mutating func pad(_ text: String) {
    let missing = (flags.width ?? 0) - text.unicodeScalars.count
    if missing <= 0 {
      result += text
    } else if flags.minus {
      result += text + Formatter.fill(" ", missing)
    } else {
      result += Formatter.fill(flags.zero ? "0" : " ", missing) + text
    }
  }

  private static func fill(_ byte: Unicode.Scalar, _ count: Int) -> String {
    String(decoding: repeatElement(UInt8(ascii: byte), count: count), as: UTF8.self)
  }

  private func limited(_ text: String) -> String {
    guard let precision = flags.precision else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(precision)))
  }

  // MARK: - Strings

  private mutating func string(_ text: String, _ verb: Unicode.Scalar, _ value: Value) {
    switch verb {
    case "v": pad(flags.sharpV ? quotedText(limited(text)) : limited(text))
    case "s": pad(limited(text))
    case "q":
      let text = limited(text)
      if flags.sharp, canBeRaw(text) { return pad("`\(text)`") }
      pad(quotedText(text, ascii: flags.plus))
    case "x", "X": pad(hexadecimalText(text, isUpper: verb == "X"))
    default: bad(value, verb)
    }
  }

  private func canBeRaw(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 != "`" && $0 != "\u{7f}" && $0 != "\u{feff}" && ($0.value >= 32 || $0 == "\t")
    }
  }

  private func hexadecimalText(_ text: String, isUpper: Bool) -> String {
    let prefix = flags.sharp ? "0x" : ""
    let bytes = text.utf8.prefix(flags.precision ?? Int.max)
    if bytes.isEmpty { return "" }
    let pairs = bytes.map { hexadecimal(UInt32($0), digits: 2) }
    let joined =
      flags.space ? pairs.map { prefix + $0 }.joined(separator: " ") : prefix + pairs.joined()
    return isUpper ? joined.uppercased() : joined
  }

  // MARK: - Integers

  private mutating func integer(
    _ number: Int64, _ kind: IntegerKind, _ verb: Unicode.Scalar, _ value: Value
  ) {
    let magnitude = kind.isUnsigned ? UInt64(bitPattern: number) : number.magnitude
    let isNegative = !kind.isUnsigned && number < 0
    let scalar = Unicode.Scalar(UInt32(clamping: magnitude)).flatMap { isNegative ? nil : $0 } ?? "\u{FFFD}"
    switch verb {
    case "v" where flags.sharpV && kind.isUnsigned:
      flags.sharp = true
      digits(magnitude, isNegative, radix: 16, verb)
      flags.sharp = false
    case "v", "d": digits(magnitude, isNegative, radix: 10, verb)
    case "b": digits(magnitude, isNegative, radix: 2, verb)
    case "o", "O": digits(magnitude, isNegative, radix: 8, verb)
    case "x", "X": digits(magnitude, isNegative, radix: 16, verb)
    case "c": pad(String(Character(scalar)))
    case "q": pad("'" + quotedScalar(scalar, quote: "'", ascii: flags.plus) + "'")
    case "U":
      var text = String(magnitude, radix: 16, uppercase: true)
      text = String(repeating: "0", count: max(0, max(4, flags.precision ?? 0) - text.utf8.count)) + text
      text = "U+" + text
      if flags.sharp, isPrintable(scalar) { text += " '\(Character(scalar))'" }
      let zero = flags.zero
      flags.zero = false
      pad(text)
      flags.zero = zero
    default: bad(value, verb)
    }
  }

  private mutating func digits(_ magnitude: UInt64, _ isNegative: Bool, radix: Int, _ verb: Unicode.Scalar) {
    let zero = flags.zero
    defer { flags.zero = zero }
    var precision = 0
    if let wanted = flags.precision {
      precision = wanted
      if wanted == 0, magnitude == 0 {
        flags.zero = false
        return pad("")
      }
    } else if flags.zero, !flags.minus, let width = flags.width {
      precision = width - (isNegative || flags.plus || flags.space ? 1 : 0)
    }
    var text = String(magnitude, radix: radix, uppercase: verb == "X")
    text = String(repeating: "0", count: max(0, precision - text.utf8.count)) + text
    if flags.sharp {
      switch radix {
      case 2: text = "0b" + text
      case 8: if !text.hasPrefix("0") { text = "0" + text }
      case 16: text = (verb == "X" ? "0X" : "0x") + text
      default: break
      }
    }
    if verb == "O" { text = "0o" + text }
    if isNegative {
      text = "-" + text
    } else if flags.plus {
      text = "+" + text
    } else if flags.space {
      text = " " + text
    }
    flags.zero = false
    pad(text)
  }

  // MARK: - Floats

  private mutating func float(_ number: Double, _ verb: Unicode.Scalar, _ value: Value) {
    switch verb {
    case "v": floatText(number, "g", nil)
    case "g", "G", "b", "x", "X": floatText(number, Character(verb), nil)
    case "e", "E", "f": floatText(number, Character(verb), 6)
    case "F": floatText(number, "f", 6)
    default: bad(value, verb)
    }
  }

  private mutating func complex(_ real: Double, _ imaginary: Double, _ verb: Unicode.Scalar, _ value: Value) {
    guard "vbgGxXfFeE".unicodeScalars.contains(verb) else { return bad(value, verb) }
    let plus = flags.plus
    result += "("
    float(real, verb, value)
    flags.plus = true
    float(imaginary, verb, value)
    result += "i)"
    flags.plus = plus
  }

  private mutating func floatText(_ number: Double, _ format: Character, _ usual: Int?) {
    let precision = flags.precision ?? usual
    var text: String
    switch format {
    case "b": text = binaryFloat(number)
    case "x", "X": text = hexadecimalFloat(number, precision: precision, isUpper: format == "X")
    default: text = formatFloat(number, format, precision: precision)
    }
    var sign = "+"
    if let first = text.first, first == "-" || first == "+" {
      sign = String(first)
      text.removeFirst()
    }
    if flags.space, sign == "+", !flags.plus { sign = " " }
    if !number.isFinite {
      let zero = flags.zero
      flags.zero = false
      defer { flags.zero = zero }
      return pad((flags.plus || sign != "+" ? sign : number.isNaN ? "" : "+") + text)
    }
    if flags.sharp, format != "b" { text = withPoint(text, format, precision) }
    guard flags.plus || sign != "+" else { return pad(text) }
    if flags.zero, !flags.minus, let width = flags.width, width > text.utf8.count + 1 {
      result += sign + String(repeating: "0", count: width - text.utf8.count - 1) + text
    } else {
      pad(sign + text)
    }
  }

  /// The `#` flag: always a decimal point, and for `%g` no zeros dropped.
  private func withPoint(_ text: String, _ format: Character, _ precision: Int?) -> String {
    var digits = "gGxX".contains(format) ? precision ?? 6 : 0
    let markers = format == "x" || format == "X" ? "pP" : "eE"
    let split = text.firstIndex { markers.contains($0) } ?? text.endIndex
    var body = String(text[..<split])
    var seen = false
    for character in body where character != "." {
      if character != "0" { seen = true }
      if seen { digits -= 1 }
    }
    if !body.contains(".") {
      if body == "0" { digits -= 1 }
      body += "."
    }
    return body + String(repeating: "0", count: max(0, digits)) + text[split...]
  }
}

private func binaryFloat(_ number: Double) -> String {
  guard number.isFinite else { return formatFloat(number, "g", precision: nil) }
  var mantissa = number.significandBitPattern
  var exponent = Int(number.exponentBitPattern)
  if exponent == 0 { exponent = 1 } else { mantissa |= 1 << 52 }
  exponent -= 1075
  return (number.sign == .minus ? "-" : "") + "\(mantissa)p" + (exponent >= 0 ? "+" : "") + "\(exponent)"
}

private func hexadecimalFloat(_ number: Double, precision: Int?, isUpper: Bool) -> String {
  guard number.isFinite else { return formatFloat(number, "g", precision: nil) }
  var exponent = number == 0 ? 0 : Int(number.exponent)
  var fraction = number == 0 ? 0 : number.significand.significandBitPattern
  var lead: UInt64 = number == 0 ? 0 : 1
  var digits = 13
  if let precision, precision < 13 {
    let shift = UInt64((13 - precision) * 4)
    let whole = lead << 52 | fraction
    let half: UInt64 = 1 << (shift - 1)
    let rest = whole & ((1 << shift) - 1)
    var kept = whole >> shift
    if rest > half || (rest == half && kept & 1 == 1) { kept += 1 }
    lead = kept >> (52 - shift)
    if lead > 1 {
      lead = 1
      exponent += 1
      kept >>= 1
    }
    fraction = (kept << shift) & ((1 << 52) - 1)
    digits = precision
  }
  var text = String(fraction, radix: 16)
  text = String(repeating: "0", count: 13 - text.utf8.count) + text
  text = String(text.prefix(digits))
  if let precision {
    text += String(repeating: "0", count: max(0, precision - 13))
  } else {
    while text.hasSuffix("0") { text.removeLast() }
  }
  let power = String(exponent.magnitude)
  let result =
    (number.sign == .minus ? "-" : "") + "0x\(lead)" + (text.isEmpty ? "" : "." + text) + "p"
    + (exponent < 0 ? "-" : "+") + (power.utf8.count < 2 ? "0" : "") + power
  return isUpper ? result.uppercased() : result
}

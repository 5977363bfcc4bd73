/// The order in which kustomize prints the keys of a mapping.
///
/// Letters after everything else, numbers by value, the rest by code point; not transitive (`v2 < v10 < v1beta1
/// < v2`), as in the reference. Source: reference/kustomize.md section 17.
enum KeyOrder {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Whether `a` is printed before `b`.
  static func precedes(_ a: Bytes, _ b: Bytes) -> Bool {
    let shared = min(a.count, b.count)
    var index = 0
    while index < shared, a[index] == b[index] { index += 1 }
    if index == shared { return a.count < b.count }
    let x = a[index]
    let y = b[index]
    guard x < 0x80, y < 0x80 else { return scalarsPrecede(a, b) }
    let xIsLetter = isLetter(x)
    let yIsLetter = isLetter(y)
    if xIsLetter && yIsLetter { return x < y }
    if xIsLetter != yIsLetter { return yIsLetter }
    return numbersPrecede(a, b, at: index) ?? scalarsPrecede(a, b)
  }

  @inline(__always) private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26
  }

  @inline(__always) private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// Compares what is no letter on either side; nil where characters beyond ASCII may be digits.
  private static func numbersPrecede(_ a: Bytes, _ b: Bytes, at index: Int) -> Bool? {
    var x: Int64 = 0
    var y: Int64 = 0
    if a[index] == UInt8(ascii: "0") || b[index] == UInt8(ascii: "0") {
      // Inside a number that has begun with another digit, a zero counts as one more place.
      var back = index - 1
      while back >= 0, isDigit(a[back]) {
        if a[back] != UInt8(ascii: "0") {
          x = 1
          y = 1
          break
        }
        back -= 1
      }
      if back >= 0, a[back] >= 0x80 { return nil }
    }
    var i = index
    while i < a.count, isDigit(a[i]) {
      x = x &* 10 &+ Int64(a[i] - 48)
      i += 1
    }
    var j = index
    while j < b.count, isDigit(b[j]) {
      y = y &* 10 &+ Int64(b[j] - 48)
      j += 1
    }
    if i < a.count && a[i] >= 0x80 || j < b.count && b[j] >= 0x80 { return nil }
    if x != y { return x < y }
    if i != j { return i < j }
    return a[index] < b[index]
  }

  /// The same rule on Unicode scalars, for keys with characters beyond ASCII.
  private static func scalarsPrecede(_ left: Bytes, _ right: Bytes) -> Bool {
    let a = Array(String(decoding: left, as: UTF8.self).unicodeScalars)
    let b = Array(String(decoding: right, as: UTF8.self).unicodeScalars)
    for index in 0..<min(a.count, b.count) where a[index] != b[index] {
      let xIsLetter = isLetter(a[index])
      let yIsLetter = isLetter(b[index])
      if xIsLetter && yIsLetter { return a[index] < b[index] }
      if xIsLetter != yIsLetter { return yIsLetter }
      var x: Int64 = 0
      var y: Int64 = 0
      if a[index] == "0" || b[index] == "0" {
        for back in a[..<index].reversed() {
          guard isDigit(back) else { break }
          if back != "0" {
            x = 1
            y = 1
            break
          }
        }
      }
      var i = index
      while i < a.count, isDigit(a[i]) {
        x = x &* 10 &+ (Int64(a[i].value) - 48)
        i += 1
      }
      var j = index
      while j < b.count, isDigit(b[j]) {
        y = y &* 10 &+ (Int64(b[j].value) - 48)
        j += 1
      }
      if x != y { return x < y }
      if i != j { return i < j }
      return a[index] < b[index]
    }
    return a.count < b.count
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }
}

/// A path of a JSON patch, split into its steps.
///
/// As the reference libraries do, whatever stands before the first slash is dropped. Source: RFC 6901,
/// reference/karmada.md section 10.7.
package struct JSONPointer: Hashable, Sendable {
  /// The steps, unescaped; empty for the whole document and for a text without a slash.
  package var steps: [[UInt8]]
  /// Whether the text has no slash, so that it names no place (the empty text included).
  package var hasNoSlash: Bool

  package init(_ text: String) {
    let pieces = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    steps = pieces.dropFirst().map(JSONPointer.unescape)
    hasNoSlash = steps.isEmpty
  }

  /// Turns `~1` into `/` and `~0` into `~`; any other tilde stays.
  private static func unescape(_ piece: Substring.UTF8View) -> [UInt8] {
    var result: [UInt8] = []
    var index = piece.startIndex
    while index < piece.endIndex {
      let byte = piece[index]
      index = piece.index(after: index)
      guard byte == UInt8(ascii: "~"), index < piece.endIndex else {
        result.append(byte)
        continue
      }
      switch piece[index] {
      case UInt8(ascii: "0"): result.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): result.append(UInt8(ascii: "/"))
      default:
        result.append(byte)
        continue
      }
      index = piece.index(after: index)
    }
    return result
  }

  /// A key as a step of a pointer.
  package static func escape(_ key: String) -> String {
    var result: [UInt8] = []
    for byte in key.utf8 {
      switch byte {
      case UInt8(ascii: "~"): result.append(contentsOf: "~0".utf8)
      case UInt8(ascii: "/"): result.append(contentsOf: "~1".utf8)
      default: result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// A list index as the reference libraries read it: an optional sign and digits, leading zeros allowed.
enum ListIndex {
  case number(Int)
  /// No number; `reason` is what the libraries say.
  case invalid(reason: String)

  init(_ step: [UInt8]) {
    let text = String(decoding: step, as: UTF8.self)
    let digits =
      step.first == UInt8(ascii: "+") || step.first == UInt8(ascii: "-") ? step.dropFirst() : step[...]
    let isNumber = !digits.isEmpty && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    if !isNumber {
      self = .invalid(reason: "strconv.Atoi: parsing \"\(text)\": invalid syntax")
    } else if let number = Int(text) {
      self = .number(number)
    } else {
      self = .invalid(reason: "strconv.Atoi: parsing \"\(text)\": value out of range")
    }
  }
}

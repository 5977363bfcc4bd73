internal import YAML

/// Replaces `$(NAME)` in texts, as Kubernetes does in container arguments.
///
/// `$$` stands for one dollar; names that are not known stay as they are. Source: reference/kustomize.md section 14.
struct VariableExpansion {
  /// A value with the type of its source.
  enum Value: Equatable {
    case text(String)
    case integer(String)
    case float(Double)
    case boolean(Bool)

    /// What it is inside a longer text.
    var text: String {
      switch self {
      case .text(let text), .integer(let text): text
      case .float(let value): digits(of: value) { $0.appendGeneral(to: &$1) }
      case .boolean(let value): value ? "true" : "false"
      }
    }

    /// What it is as a field of its own: a number without exponent.
    var fieldText: String {
      if case .float(let value) = self { digits(of: value) { $0.appendPositional(to: &$1) } } else { text }
    }

    private func digits(of value: Double, _ append: (ShortestDecimal, inout [UInt8]) -> Void) -> String {
      var bytes: [UInt8] = []
      append(ShortestDecimal(value), &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  var values: [ByteString: Value]
  private(set) var used: Set<ByteString> = []
  /// The name that was looked up last, for the text at hand.
  private(set) var last: ByteString?

  init(values: [ByteString: Value]) { self.values = values }

  /// The expanded text; a text that is nothing but one reference keeps the type of the value.
  mutating func expand(_ text: String) -> Value {
    last = nil
    let input = Array(text.utf8)
    var output: [UInt8] = []
    var checkpoint = 0
    var cursor = 0
    while cursor < input.count {
      defer { cursor += 1 }
      guard input[cursor] == UInt8(ascii: "$"), cursor + 1 < input.count else { continue }
      output += input[checkpoint..<cursor]
      switch input[cursor + 1] {
      case UInt8(ascii: "$"):
        output.append(UInt8(ascii: "$"))
        cursor += 1
      case UInt8(ascii: "("):
        if let end = input[(cursor + 2)...].firstIndex(of: UInt8(ascii: ")")) {
          let name = String(decoding: input[cursor + 2..<end], as: UTF8.self)
          let value = lookUp(name)
          if cursor == 0, end == input.count - 1 { return value ?? .text(text) }
          output += Array((value?.text ?? "$(\(name))").utf8)
          cursor = end
        } else {
          output += Array("$(".utf8)
          cursor += 1
        }
      default:
        output += input[cursor...cursor + 1]
        cursor += 1
      }
      checkpoint = cursor + 1
    }
    if checkpoint < input.count { output += input[checkpoint...] }
    return .text(String(decoding: output, as: UTF8.self))
  }

  private mutating func lookUp(_ name: String) -> Value? {
    let key = ByteString(name)
    guard let value = values[key] else { return nil }
    used.insert(key)
    last = key
    return value
  }
}

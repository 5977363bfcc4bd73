internal import RegularExpression
internal import SourceModel

/// A regular expression of a kustomization (Go syntax), matched in linear time.
struct TextPattern: Sendable {
  private let pattern: Pattern

  /// Emits `kustomize.bad-pattern`.
  init(_ expression: String, named name: String, at location: SourceLocation) throws(Diagnostic) {
    do throws(PatternError) {
      pattern = try Pattern(expression)
    } catch {
      throw .error(badPattern, "\(name) is no regular expression: \(error.message)", at: location)
    }
  }

  /// Whether the expression occurs in the text.
  func matches(_ text: String) -> Bool { pattern.matches(text) }

  /// Whether an expression has no character with a meaning of its own.
  static func isLiteral(_ expression: String) -> Bool {
    expression.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "/"),
        UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: " "):
        true
      default: $0 >= 0x80
      }
    }
  }
}

private let badPattern = "kustomize.bad-pattern"

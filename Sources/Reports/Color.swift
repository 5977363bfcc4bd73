/// What `--color` says.
package enum ColorSetting: String, Sendable, CaseIterable {
  case auto
  case always
  case never

  /// Whether to colour what goes to a stream.
  ///
  /// The flag decides, then `NO_COLOR` (set and not empty), then `CLICOLOR_FORCE` (set and not 0), then whether the
  /// stream is a terminal that understands colour (design.md section 2).
  package func usesColor(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    if let value = environment("NO_COLOR"), !value.isEmpty { return false }
    if let value = environment("CLICOLOR_FORCE"), !value.isEmpty, value != "0" { return true }
    return isTerminal && environment("TERM") != "dumb"
  }
}

/// Puts text in colour, or leaves it as it is.
struct Paint {
  enum Tone: String {
    case red = "31"
    case green = "32"
    case yellow = "33"
    case magenta = "35"
    case cyan = "36"
    case bold = "1"
    case dim = "2"
    case boldRed = "1;31"
    case boldMagenta = "1;35"
  }

  var isOn: Bool

  func callAsFunction(_ text: String, _ tone: Tone) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
  }
}

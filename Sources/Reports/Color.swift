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

/// Puts text in colour for a terminal or a page, or leaves it as it is.
struct Paint {
  enum Medium {
    case plain
    case terminal
    /// HTML, where a tone is a class.
    case page
  }

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

  var medium: Medium

  init(_ medium: Medium) { self.medium = medium }

  init(isOn: Bool) { medium = isOn ? .terminal : .plain }

  /// Text from a repository as the medium can take it; the other functions take what this gives.
  func safe(_ text: String) -> String { medium == .page ? markup(text) : visible(text) }

  func callAsFunction(_ text: String, _ tone: Tone) -> String {
    if text.isEmpty { return text }
    return switch medium {
    case .plain: text
    case .terminal: "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m"
    case .page: "<span class=\"\(tone)\">\(text)</span>"
    }
  }
}

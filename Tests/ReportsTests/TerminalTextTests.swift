internal import Testing

@testable internal import Reports

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain text", "plain text"), ("é😀", "é😀"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
    ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}"), ("\u{9B}31m", "\\u{9B}31m"),
    ("\u{0}\u{7F}", "\\u{0}\\u{7F}"),
    ("\u{202E}\u{2066}\u{200B}\u{FEFF}", "\\u{202E}\\u{2066}\\u{200B}\\u{FEFF}"), ("\u{2028}", "\\u{2028}"),
  ])
  func whatATerminalObeysIsEscaped(_ text: String, _ expected: String) {
    #expect(visible(text) == expected)
  }
}

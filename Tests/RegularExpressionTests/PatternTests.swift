import RegularExpression
import Testing

@Suite struct PatternTests {
  /// Pattern, text, and the groups of the first match; nil where there is none.
  static let matches: [(String, String, [String?]?)] = [
    ("abc", "xabcx", ["abc"]), ("^abc$", "abc", ["abc"]), ("^abc$", "abcd", nil), ("a|ab", "ab", ["a"]),
    ("(a|ab)(c|bcd)(d*)", "abcd", ["abcd", "a", "bcd", ""]), ("a*?b", "aab", ["aab"]),
    ("(a+)(b+)?", "aac", ["aa", "aa", nil]), ("a{2,3}", "aaaa", ["aaa"]), ("a{2,3}?", "aaaa", ["aa"]),
    ("a{2}", "a", nil), ("a{,2}", "a{,2}", ["a{,2}"]), ("x{0}y", "y", ["y"]), ("[^a-c]+", "abcdef", ["def"]),
    ("[]a]+", "]a", ["]a"]), ("[[:alpha:]_]+", "12ab_3", ["ab_"]), ("[\\d-]+", "a1-2", ["1-2"]),
    ("(?i)HeLLo", "hello", ["hello"]), ("(?i)[a-c]+", "ABC", ["ABC"]), ("(?s)a.b", "a\nb", ["a\nb"]),
    ("a.b", "a\nb", nil), ("(?m)^b$", "a\nb\nc", ["b"]), ("^b$", "a\nb\nc", nil),
    ("\\bfoo\\b", "a foo b", ["foo"]),
    ("\\Bo", "foo", ["o"]), ("(?P<year>\\d+)-(?<month>\\d+)", "on 2026-11", ["2026-11", "2026", "11"]),
    ("\\x41\\x{42}\\103", "ABC", ["ABC"]), ("\\Qa.b\\E+", "a.bb", ["a.bb"]), ("\\pL+", "12äß3", ["äß"]),
    ("\\p{Greek}+", "abγδ", ["γδ"]), ("\\PL+", "ab12", ["12"]), ("(?U)a+", "aaa", ["a"]),
    ("(|a)*", "aa", ["", ""]),
    ("(|a)+", "aa", ["", ""]), ("(a*)*", "b", ["", ""]), ("(a*)+", "b", ["", ""]),
    ("(?:a|b)*c", "ababc", ["ababc"]),
    ("", "abc", [""]), ("ü", "grün", ["ü"]), (".", "é", ["é"]), ("\\.", "a.b", ["."]),
    ("(?i:a)b", "Ab", ["Ab"]),
    ("(?i:a)b", "AB", nil), ("a(?i)b|c", "aC", ["C"]), ("[[:^digit:]]+", "12ab", ["ab"]), ("\\z", "a", [""]),
    ("[a\\]]+", "a]", ["a]"]), ("\\*", "*", ["*"]), ("(?i)ſ", "S", ["S"]),
  ]

  @Test(arguments: matches.indices) func firstMatch(index: Int) throws {
    let (pattern, text, groups) = PatternTests.matches[index]
    let bytes = Array(text.utf8)
    let found = try Pattern(pattern).firstMatch(in: text)
    let texts = found.map { match in
      match.groups.map { $0.map { String(decoding: bytes[$0], as: UTF8.self) } }
    }
    #expect(texts == groups, "\(pattern) in \(text)")
    #expect(try Pattern(pattern).matches(text) == (groups != nil))
  }

  static let errors: [(String, String)] = [
    ("a**", "invalid nested repetition operator: `**`"),
    ("*a", "missing argument to repetition operator: `*`"),
    ("(a", "missing closing ): `(a`"), ("a)", "unexpected ): `a)`"), ("[a", "missing closing ]: `[a`"),
    ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"), ("[z-a]", "invalid character class range: `z-a`"),
    ("a\\", "trailing backslash at end of expression: ``"), ("\\8", "invalid escape sequence: `\\8`"),
    ("a{1001}", "invalid repeat count: `{1001}`"), ("a{3,2}", "invalid repeat count: `{3,2}`"),
    ("\\p{Nope}", "invalid character class range: `\\p{Nope}`"), ("(?P<a", "invalid named capture: `(?P<a`"),
    ("(?<!a)", "invalid or unsupported Perl syntax: `(?<`"),
  ]

  @Test(arguments: errors.indices) func refused(index: Int) {
    let (pattern, problem) = PatternTests.errors[index]
    #expect(throws: (any Error).self, "\(pattern)") {
      do {
        _ = try Pattern(pattern)
      } catch let error as PatternError {
        #expect(error.message == "error parsing regexp: " + problem)
        throw error
      }
    }
  }

  @Test func allMatches() throws {
    func all(_ pattern: String, _ text: String, limit: Int = -1) throws -> [String] {
      let bytes = Array(text.utf8)
      return try Pattern(pattern).allMatches(in: text, limit: limit).map {
        String(decoding: bytes[$0.range], as: UTF8.self)
      }
    }
    #expect(try all("a*", "baac") == ["", "aa", ""])
    #expect(try all("\\d", "1a2b3", limit: 2) == ["1", "2"])
    #expect(try all("", "äb") == ["", "", ""])
  }

  @Test func replacement() throws {
    #expect(try Pattern("a(x*)b").replacingAll(in: "-ab-axxb-", with: "${1}W") == "-W-xxW-")
    #expect(try Pattern("a(x*)b").replacingAll(in: "-ab-axxb-", with: "$1W") == "---")
    let pattern = try Pattern("a(x*)b")
    let text = Array("-ab-axxb-".utf8)
    let replaced = pattern.replacing(
      pattern.allMatches(in: text), in: text, with: Array("$1".utf8), isLiteral: true, upTo: .max)
    #expect(String(decoding: replaced, as: UTF8.self) == "-$1-$1-")
    #expect(try Pattern("(?P<n>b)").replacingAll(in: "abc", with: "[$n$$]") == "a[b$]c")
    #expect(try Pattern("x*").replacingAll(in: "abc", with: "-") == "-a-b-c-")
    #expect(Pattern.quoted("a.b*c") == "a\\.b\\*c")
  }

  @Test func hostileExpressionsStayLinear() throws {
    let text = String(repeating: "a", count: 2_000)
    #expect(try !Pattern("(a*)*b").matches(text))
    #expect(try !Pattern("(a|aa)+$b").matches(text))
    #expect(throws: PatternError.self) { try Pattern("((a{30}){30}){30}") }
    #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 20_000)) }
  }

  @Test func wholeMatch() throws {
    #expect(try Pattern("a|ab").matchesWhole("ab"))
    #expect(try !Pattern("a").matchesWhole("ab"))
  }
}

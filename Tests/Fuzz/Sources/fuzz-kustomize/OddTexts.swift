/// Scalars, keys and block scalars as people and programs write them, the odd ones above all.
enum OddTexts {
  /// Scalars which kustomize accepts (nearly) everywhere.
  static let scalars: [String] = [
    "plain", "two words", "\"\"", "''", "'it''s'", "\"a\\tb\"", "\"line\\nline\"", "\"line\\n\"", "\"\\n\"",
    "\" lead\"",
    "'trail '", "~", "null", "Null", "NULL", "", "true", "True", "TRUE", "false", "y", "n", "Y", "N", "yes",
    "No",
    "on", "off", "OFF", "0", "-0", "1", "012", "0o14", "0x1F", "0b11", "1_000", "1e3", "1E3", "1.0", "1.50",
    ".5",
    "5.", "-1", "+1", "1e-5", "0.0001", "1e21", "9007199254740993", "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890", "999999.5", "1000000.5", "-.5", "1.2.3", "12:30", "12:30:45", "1:2",
    "08", "0.1e1",
    "2001-01-01", "2001-12-14T21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-1-1",
    "2001-01-01T00:00:00Z",
    "=", "'<<'", "'2001-01-01'", "'12:30'", "'1e3'", "'012'", "'0o14'", "'y'", "'~'", "'null'", "'.inf'",
    "'true'",
    "'1_000'", "'0x1F'", "\"1\"", "'- a'", "'a: b'", "'a #b'", "a#b", "a:b", "'#a'", "'*a'", "'&a'", "'!a'",
    "'%a'",
    "'@a'", "'`a'", "'{a'", "'[a'", "'|'", "'>'", "'?'", "'? a'", "'-'", "'--'", "'---'", "--- a", "'...'",
    "-a", "?a", ":a",
    "'a:'", "'a,b'", "a]b", "'\"q\"'", "\"'q'\"", "\"\\\"\"", "back\\slash", "\"\\\\\"", "äöü", "\"\\u00e4\"",
    "日本語", "😀",
    "\"\\U0001F600\"", "\"\\x07\"", "\"\\e\"", "\"\\u0085\"", "\"\\u2028\"", "\"\\ufeff\"", "\"\\xa0\"",
    "a\u{A0}b", "\u{301}e",
    "<tag>&amp;", "$(VAR)", "$$(VAR)", "x-$(VAR)-y", "!!str 1", "!!int '1'", "!!float 1", "!!bool 'true'",
    "! 12", "!!binary aGVsbG8=", "!custom v",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb ccccccccccccccccccccccccc dd",
    "'quoted aaaaaaaaaaaaaaaaaaaaaa: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb  cccccccccccccccccccccccc dd'",
    "äääääääääääääääääääääääääääääää öööööööööööööööööööööööööööööööööööööööööö üüüüüüüüüüüüüüüü ßßßßßßßßßßß ßßßß",
    "\"tab\\taaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccc 😀 dddddddd e\"",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "\"a long one with a colon: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbb \\\\ ccccccccccccc\\u00e9 d e\"",
  ]

  /// Scalars which make kustomize fail, mostly: rare, or nothing else would be compared.
  static let refused: [String] = [
    ".inf", "-.inf", ".nan", ".NaN", "\"\\/\"", "\"\\ud83d\\ude00\"", "\"\\x7f\"", "*nothing", "!!int x",
    "'open", "\"\\q\"",
    "a: b", "- x", "@x", "`x", "%x", "{a: b", "[", "]", "{a: , b: c}", "{a, b}", "[a, , b]", "\tx", "x\ty",
    "!!timestamp 2001-01-01",
    "!!set {a, b}", "!!omap [a: b]", "\"\\uFFFE\"", "0o9", "1__0", "_1", "0x", "1e", "1e400", "-1e400",
    "+.inf",
    "{1: a}", "{true: a}", "{null: a}", "{a: 1, a: 2}", "{? a : b}", "{[a]: b}", "{'a':b}", "{\"a\":b}",
    "[a: b]", "{a: }", "[~, , ]",
    "{b, c: d}", "- - a", "!!str", "&x", "&x y", "a # b", "a\u{85}b", "a\u{2028}b", "\u{FEFF}a", "\u{7F}",
  ]

  /// Keys of maps with free keys.
  static let keys: [String] = [
    "a", "b", "key", "a.b/c", "app", "Key", "KEY", "a-1", "a1", "a01", "a10", "a_b", "ä", "日本", "'1'",
    "\"true\"", "'y'",
    "'null'", "'a b'", "'a: b'", "\"\\u00e9\"", "😀", "x.yaml", "a/b~c", "\"a\\tb\"", "'~'", "'='", "-x",
    "'-'", "'012'", "'1e3'",
    "'2001-01-01'", "v1", "v2", "z", "\"\"", "a b",
    "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
  ]

  /// Keys that are no strings, and other ones that are refused, mostly.
  static let refusedKeys: [String] = [
    "1", "true", "y", "~", "null", "1.5", "on", "2001-01-01", "? a\n", "<<", "=", "!!str 1", "012", ".inf",
  ]

  static let lines: [String] = [
    "first", "second line", "  indented", "", "", "trailing blank ", "\ttab", "a\tb", "# not a comment",
    "key: value", "- item",
    "ä 日本", "a \\ b", "'q'", "\"q\"",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccc dddddddd",
    " ", "---", "...", "$(VAR)", "😀", "    deep", "%x", "a  b", "last",
  ]
  static let headers = ["|", "|", "|", "|-", "|+", ">", ">-", ">+", "|2", "|2-", ">2", "| # why", "|+2"]
}

extension Randomness {
  /// A scalar or block scalar; `oddness` is the percentage of odd ones.
  mutating func value(oddness: Int = 30) -> Tree {
    guard chance(oddness * oddity / 150) else {
      return .scalar(pick(["v", "some", "1", "value", "'3'", "true", "x.y", "web-config", "2.5", "a-b_c"]))
    }
    if chance(25) { return blockScalar() }
    return .scalar(chance(99) ? pick(OddTexts.scalars) : pick(OddTexts.refused))
  }

  mutating func blockScalar() -> Tree {
    .text(header: pick(OddTexts.headers), lines: (0...below(5)).map { _ in pick(OddTexts.lines) })
  }

  /// A map with free keys, such as `data` or annotations.
  mutating func freeMap(_ count: Int, oddness: Int = 30) -> Tree {
    let oddness = oddness * oddity / 100
    var pairs: [(key: String, value: Tree)] = []
    for _ in 0..<count {
      let key =
        !chance(oddness)
        ? pick(["app", "tier", "a", "b", "c"]) : chance(99) ? pick(OddTexts.keys) : pick(OddTexts.refusedKeys)
      if pairs.contains(where: { $0.key == key }), !chance(1) { continue }
      pairs.append((key, value(oddness: oddness)))
    }
    return .map(pairs)
  }

  /// Anything at all, such as the `spec` of a custom resource.
  mutating func anything(depth: Int) -> Tree {
    switch below(depth <= 0 ? 4 : 8) {
    case 4, 5:
      freeMap(below(4)).setting(pick(["nested", "items", "containers", "b"]), anything(depth: depth - 1))
    case 6: .list((0..<below(4)).map { _ in anything(depth: depth - 1) })
    case 7:
      .list(
        (0...below(3)).map { _ in
          .map([("name", .scalar(pick(["x", "y", "z"]))), ("value", anything(depth: depth - 1))])
        })
    default: value(oddness: 60)
    }
  }
}

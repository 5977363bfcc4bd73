import SourceModel
import Testing
import YAML

struct ScalarResolutionTests {
  /// The tables hold the common cases; these are the borders, checked with kubectl kustomize.
  @Test(
    arguments: [
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .unsigned(9_223_372_036_854_775_808)),
      ("18446744073709551615", .unsigned(.max)),
      ("+18446744073709551615", .float(18_446_744_073_709_551_616)), ("0xffffffffffffffff", .unsigned(.max)),
      ("0x10000000000000000", .string), ("-0x8000000000000000", .integer(.min)),
      ("-0x8000000000000001", .string),
      ("0777777777777777777777777", .float(7.777777777777778e23)), ("0b-1", .integer(-1)),
      ("0o+7", .integer(7)), ("-0b11", .integer(-3)), ("0b2", .string), ("0x", .string),
      ("08.5", .float(8.5)),
      (".5_0", .float(0.5)), ("._5", .string), (".5_", .string), ("1_.5", .float(1.5)), ("_1", .string),
      (".", .string),
      ("+", .string), ("-", .string), ("+-1", .string), ("1e", .string), ("1.e3", .float(1000)),
      ("1e309", .string),
      ("1e-400", .float(0)), (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)),
      ("+.Inf", .float(.infinity)),
      (".iNF", .string), (".Nan", .string), ("tRUE", .string), ("", .null), ("~", .null), ("~a", .string),
      ("2001-02-29", .string), ("2000-02-29", .timestamp("2000-02-29T00:00:00Z")),
      ("2001-01-01  1:2:3", .timestamp("2001-01-01T01:02:03Z")), ("2001-01-01 00:00:00Z", .string),
      ("2001-01-01T00:00:00", .string),
      ("2001-01-01t00:00:00,50+05:30", .timestamp("2001-01-01T00:00:00.5+05:30")),
      ("2001-01-01T00:00:00.1234567899Z", .timestamp("2001-01-01T00:00:00.123456789Z")),
      ("2001-01-01T00:00:00-00:00", .timestamp("2001-01-01T00:00:00Z")), ("2001-01-01T24:00:00Z", .string),
      ("2001-01-01T00:00:00+24:00", .invalid), ("10000-01-01", .string),
      ("0000-01-01", .timestamp("0000-01-01T00:00:00Z")),
    ] as [(String, ResolvedScalar)])
  func resources(_ text: String, _ expected: ResolvedScalar) {
    #expect(ResolvedScalar(plain: text, as: .kustomizeResource) == expected)
  }

  @Test func notANumber() {
    for text in [".nan", ".NaN", ".NAN"] {
      guard case .float(let value) = ResolvedScalar(plain: text, as: .kustomizeResource) else {
        Issue.record("\(text) is no float")
        continue
      }
      #expect(value.isNaN)
    }
  }

  @Test(
    arguments: [
      ("yes", .boolean(true)), ("No", .boolean(false)), ("OFF", .boolean(false)), ("y", .boolean(true)),
      ("yEs", .string),
      ("2001-01-01", .string), ("1:30", .string),
    ] as [(String, ResolvedScalar)])
  func yaml11(_ text: String, _ expected: ResolvedScalar) {
    #expect(ResolvedScalar(plain: text, as: .yaml11) == expected)
  }

  @Test func tagsWin() throws {
    let text = "[!!str 1, !!int '1', !!float 1, !!int a, !!binary aGk=, !!null '', !x 1, '1']"
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    let types = document.children(document.root).map { document.resolved($0, as: .kustomizeResource) }
    #expect(types == [.string, .integer(1), .float(1), .invalid, .binary("hi"), .null, .string, .string])
    #expect(document.stringValue(try #require(document.child(document.root, at: 4))) == "hi")
    #expect(document.stringValue(try #require(document.child(document.root, at: 1))) == nil)
  }
}

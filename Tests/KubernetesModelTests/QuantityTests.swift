import KubernetesModel
import Testing

@Suite struct QuantityTests {
  @Test(
    arguments: [
      ("0", 0), ("100m", 1), ("1500m", 2), ("2", 2), ("1.5", 2), ("0.1", 1), ("1k", 1000), ("1Ki", 1024),
      ("128Mi", 134_217_728), ("1.5Gi", 1_610_612_736), ("1e3", 1000), ("1E3", 1000),
      ("1E", 1_000_000_000_000_000_000),
      ("100000000000000000000", Int64.max), ("9Ei", Int64.max), ("1e-3", 1), ("+5", 5), ("-2", -2), (".5", 1),
      ("5.", 5),
      ("1n", 1), ("0.0000000001", 1), ("12345678901234567890123456789e-20", 123_456_790),
      ("1e1000", Int64.max),
      ("1e-1000", 1),
    ] as [(String, Int64)])
  func wholeUnitsAreRoundedUp(text: String, value: Int64) throws {
    #expect(try #require(Quantity(text)).value == value)
  }

  @Test(
    arguments: [("100m", 100), ("1.5", 1500), ("0.0001", 1), ("2", 2000), ("250u", 1)] as [(String, Int64)])
  func thousandths(text: String, value: Int64) throws {
    #expect(try #require(Quantity(text)).milliValue == value)
  }

  @Test(arguments: ["", "m", "1 Gi", "1GB", "1.2.3", "e3", "1e", "--1", "1e9999999999999999999", "one", "."])
  func whatIsNoQuantity(text: String) { #expect(Quantity(text) == nil) }

  @Test func sumsStayExactAndDoNotOverflow() throws {
    let tenth = try #require(Quantity("100m"))
    #expect((tenth + tenth + tenth).milliValue == 300)
    let huge = try #require(Quantity("9E"))
    #expect((huge + huge + huge).value == Int64.max)
    #expect(tenth < huge)
  }
}

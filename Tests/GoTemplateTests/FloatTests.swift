import GoTemplate
import Testing

@Suite struct FloatTests {
  static let shortest: [(Double, String)] = [
    (0, "0"), (1, "1"), (-2.5, "-2.5"), (999_999, "999999"), (1_000_000, "1e+06"), (123456.789, "123456.789"),
    (1_234_567.891, "1.234567891e+06"), (0.0001, "0.0001"), (0.00001, "1e-05"), (1e21, "1e+21"),
    (1e100, "1e+100"),
    (.leastNonzeroMagnitude, "5e-324"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    (0.1 + 0.2, "0.30000000000000004"),
  ]

  @Test(arguments: shortest.indices) func printsTheShortestDigits(index: Int) {
    #expect(shortestText(FloatTests.shortest[index].0) == FloatTests.shortest[index].1)
  }

  static let formatted: [(Double, Character, Int, String)] = [
    (3.14159, "f", 2, "3.14"), (2.5, "f", 0, "2"), (3.5, "f", 0, "4"), (0.5, "f", 0, "0"),
    (1.005, "f", 2, "1.00"),
    (1e21, "f", 1, "1000000000000000000000.0"), (0.1, "f", 20, "0.10000000000000000555"),
    (9.99, "f", 1, "10.0"),
    (12345.678, "e", 3, "1.235e+04"), (0, "e", 2, "0.00e+00"), (9.9999, "e", 2, "1.00e+01"),
    (100_000, "g", 3, "1e+05"), (123, "g", 3, "123"), (0.00012345, "g", 2, "0.00012"), (99.96, "g", 3, "100"),
    (0.05, "f", 1, "0.1"), (0.004, "f", 2, "0.00"), (0.06, "f", 1, "0.1"),
  ]

  @Test(arguments: formatted.indices) func roundsExactDigits(index: Int) {
    let (value, format, precision, text) = FloatTests.formatted[index]
    #expect(formatFloat(value, format, precision: precision) == text)
  }
}

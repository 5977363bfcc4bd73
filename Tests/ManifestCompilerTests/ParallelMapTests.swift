import Testing

@testable import ManifestCompiler

struct ParallelMapTests {
  @Test(arguments: [0, 1, 2, 7]) func keepsTheOrderOfTheInputs(workers: Int) async {
    let inputs = Array(0..<1_000)
    let squares = await parallelMap(inputs, workers: workers) { $0 * $0 }
    #expect(squares == inputs.map { $0 * $0 })
  }

  @Test func nothingInNothingOut() async {
    let none: [Int] = await parallelMap([Int](), workers: 4) { $0 }
    #expect(none.isEmpty)
  }
}

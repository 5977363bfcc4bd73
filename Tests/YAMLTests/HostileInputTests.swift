import SourceModel
import Testing
import YAML

/// Texts made to hang or to crash a reader: each must end quickly, in a diagnostic that names the limit.
struct HostileInputTests {
  /// Far above what a busy machine needs in a debug build, far below what quadratic work takes.
  private static let limit = 30.0

  private func read(_ text: String) -> (ids: [String], seconds: Double, nodes: Int) {
    read(bytes: Array(text.utf8))
  }

  private func read(bytes: [UInt8]) -> (ids: [String], seconds: Double, nodes: Int) {
    let clock = ContinuousClock()
    var ids: [String] = []
    var nodes = 0
    let time = clock.measure {
      let result = YAMLParser(duplicateKeys: .lastWins).parse(bytes, path: .root)
      ids = result.diagnostics.map(\.id)
      nodes = result.documents.reduce(0) { $0 + $1.nodes.count }
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    return (ids, seconds, nodes)
  }

  @Test func deepNesting() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(read(nested(512)).ids.isEmpty)
    #expect(read(nested(513)).ids == ["yaml.too-deep"])
    let block = (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    #expect(read(block).ids == ["yaml.too-deep"])
    #expect(read((0..<600).map { _ in "- " }.joined() + "a").ids == ["yaml.too-deep"])
    #expect(JSONText.parse(Array(nested(512).utf8), path: .root).diagnostics.isEmpty)
    #expect(JSONText.parse(Array(nested(513).utf8), path: .root).diagnostics.map(\.id) == ["yaml.too-deep"])
  }

  @Test(arguments: [
    "[", "{", "- ", "? ", "a: [", "[{", "!", "&", "*", "\"", "'", "\t", "a: ", "- - ", "%", ",", ":", "|\n",
    "#",
  ])
  func longRepetitions(_ unit: String) {
    let result = read(String(repeating: unit, count: 100_000))
    #expect(result.seconds < HostileInputTests.limit)
  }

  @Test func aliasBombs() {
    var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    for level in 1...30 {
      text +=
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
        + "]\n"
    }
    let result = read(text)
    #expect(result.ids == ["yaml.alias-budget"])
    #expect(result.seconds < HostileInputTests.limit)
    var merges = "a0: &a0 {k0: 1}\n"
    for level in 1...200 {
      merges += "a\(level): &a\(level)\n  k\(level): {<<: *a\(level - 1)}\n  <<: *a\(level - 1)\n"
    }
    let second = read(merges)
    #expect(second.ids == ["yaml.alias-budget"])
    #expect(second.seconds < HostileInputTests.limit)
  }

  @Test func recursiveAliases() {
    #expect(read("&a [*a]").ids == ["yaml.recursive-alias"])
    #expect(read("a: &a {b: {c: *a}}").ids == ["yaml.recursive-alias"])
    #expect(read("a: &a\n  <<: *a\n").ids == ["yaml.recursive-alias"])
  }

  @Test func largeTexts() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 16 << 20 + 1)
    #expect(read(bytes: bytes).ids == ["yaml.too-large"])
    #expect(YAMLStream.parseResources(bytes, path: .root).diagnostics.map(\.id) == ["yaml.too-large"])
    #expect(JSONText.parse(bytes, path: .root).diagnostics.map(\.id) == ["yaml.too-large"])
  }

  @Test func manyDocuments() {
    var limits = YAMLLimits()
    limits.documents = 3
    let three = Array("a: 1\n---\nb: 2\n---\nc: 3\n".utf8)
    let four = three + Array("---\nd: 4\n".utf8)
    #expect(YAMLStream.parseResources(three, path: .root, limits: limits).diagnostics.isEmpty)
    let found = YAMLStream.parseResources(four, path: .root, limits: limits).diagnostics
    #expect(found.map(\.id) == ["yaml.too-many-documents"])
    #expect(YAMLStream.parseAll11(three, path: .root, limits: limits).diagnostics.isEmpty)
    let all = YAMLStream.parseAll11(four, path: .root, limits: limits).diagnostics
    #expect(all.map(\.id) == ["yaml.too-many-documents"])
  }

  @Test func printingIsBounded() throws {
    // Half a megabyte, of which 512 levels of indentation make 260 MB.
    let text =
      String(repeating: "[", count: 511) + "[" + String(repeating: "x,", count: 270_000) + "x]"
      + String(repeating: "]", count: 511)
    let document = try #require(YAMLParser().parse(Array(text.utf8), path: .root).documents.first)
    var output: [UInt8] = []
    #expect(YAMLPrinter.print(document, into: &output).map(\.id) == ["yaml.output-too-large"])
  }

  @Test func hugeMappings() {
    let distinct = (0..<100_000).map { "key\($0): \($0)\n" }.joined()
    let first = read(distinct)
    #expect(first.ids.isEmpty)
    #expect(first.nodes == 100_001)
    #expect(first.seconds < HostileInputTests.limit)
    // Every key twice: the later ones replace the earlier ones.
    let second = read(distinct + distinct)
    #expect(second.ids.isEmpty)
    #expect(second.seconds < HostileInputTests.limit)
    #expect(read(String(repeating: "a: 1\n", count: 100_000)).seconds < HostileInputTests.limit)
    let merged =
      "x: &x\n" + (0..<20_000).map { "  k\($0): 1\n" }.joined()
      + "y:\n" + (0..<20_000).map { "  k\($0): 2\n" }.joined() + "  <<: *x\n"
    #expect(read(merged).seconds < HostileInputTests.limit)
  }

  @Test func keysThatShareTheirHash() {
    // FNV-1a takes each of these pairs to the same state, so that all 32,768 keys below have one hash.
    let pairs = HostileInputTests.collidingPairs
    #expect(pairs.count == 15)
    var keys: [String] = [""]
    for (a, b) in pairs { keys = keys.flatMap { [$0 + a, $0 + b] } }
    #expect(Set(keys.prefix(500).map { keyHash($0.utf8) }).count == 1)
    let result = read(keys.map { "\($0): 1\n" }.joined())
    #expect(result.ids.isEmpty)
    #expect(result.seconds < HostileInputTests.limit)
  }

  /// Two texts a step that lead FNV-1a from one state to another, found by the birthday paradox.
  private static let collidingPairs: [(String, String)] = {
    var result: [(String, String)] = []
    var state: UInt32 = 2_166_136_261
    for step in 0..<15 {
      var seen: [UInt32: Int] = [:]
      for number in 0... {
        var hash = state
        for byte in "\(step)x\(number)e".utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        if let other = seen.updateValue(number, forKey: hash) {
          result.append(("\(step)x\(other)e", "\(step)x\(number)e"))
          state = hash
          break
        }
      }
    }
    return result
  }()

  @Test func otherEncodings() {
    var little: [UInt8] = [0xFF, 0xFE]
    var big: [UInt8] = [0xFE, 0xFF]
    for unit in "a: é\n".utf16 {
      little += [UInt8(truncatingIfNeeded: unit), UInt8(unit >> 8)]
      big += [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
    }
    for bytes in [little, big] {
      let result = YAMLStream.parseResources(bytes, path: .root)
      #expect(result.diagnostics.isEmpty)
      #expect(result.documents.first?.json() == #"{"a":"é"}"#)
    }
    #expect(read(bytes: Array(little.dropFirst(2))).ids == ["yaml.syntax"])
    #expect(read(bytes: [0xFF, 0xFE, 0x00]).ids == ["yaml.syntax"])
  }

  @Test(
    arguments: [
      [0], [0x61, 0x3A, 0x20, 0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0x61, 0xE2, 0x80],
      [0x09, 0x61, 0x3A, 0x20, 0x62],
    ] as [[UInt8]])
  func bytesThatAreNoText(_ bytes: [UInt8]) {
    #expect(read(bytes: bytes).ids == ["yaml.syntax"])
    #expect(!YAMLStream.parseResources(bytes, path: .root).diagnostics.isEmpty)
    #expect(!JSONText.parse(bytes, path: .root).diagnostics.isEmpty)
  }

  @Test func randomBytes() {
    var generator = SeededGenerator(state: 1)
    let alphabet = Array(" \n\t:-?[]{},#&*!|>'\"%@`ab01.<\\/\u{85}é~=+".utf8)
    for _ in 0..<3_000 {
      let count = Int.random(in: 0..<60, using: &generator)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let resources = YAMLStream.parseResources(bytes, path: .root)
      for document in resources.documents {
        var output: [UInt8] = []
        guard YAMLPrinter.print(document, into: &output).isEmpty else { continue }
        // What was printed must be read back as the same thing.
        let again = YAMLStream.parseResources(output, path: .root)
        #expect(again.diagnostics.isEmpty, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
        #expect(again.documents.first?.yaml() == String(decoding: output, as: UTF8.self))
      }
      _ = YAMLStream.parse11(bytes, path: .root)
      _ = JSONText.parse(bytes, path: .root)
    }
  }
}

/// The same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var value = state ^ (state >> 33)
    value = value &* 0xFF51_AFD7_ED55_8CCD
    return value ^ (value >> 29)
  }
}

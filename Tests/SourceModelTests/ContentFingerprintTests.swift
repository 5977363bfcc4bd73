internal import SourceModel
internal import Testing

@Suite struct ContentFingerprintTests {
  /// Computed with the reference implementation of MurmurHash3 x64 128 (seed 0).
  @Test(arguments: [
    ("", "00000000000000000000000000000000"),
    ("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347"),
    ("hello", "cbd8a7b341bd9b025b1e906a48ae1d19"),
  ])
  func publishedValues(_ text: String, _ expected: String) {
    #expect(ContentFingerprint(of: Array(text.utf8)).description == expected)
  }

  @Test func everyLengthAndByteCounts() {
    var seen: Set<ContentFingerprint> = []
    for count in 0..<100 {
      var bytes = [UInt8](repeating: 0, count: count)
      #expect(seen.insert(ContentFingerprint(of: bytes)).inserted)
      for index in bytes.indices {
        bytes[index] = 1
        #expect(seen.insert(ContentFingerprint(of: bytes)).inserted)
        bytes[index] = 0
      }
    }
  }

  @Test func readsWhatItWrites() {
    let fingerprint = ContentFingerprint(high: 0xAB, low: 0xFFFF_FFFF_FFFF_FFFF)
    #expect(fingerprint.description == "00000000000000abffffffffffffffff")
    #expect(ContentFingerprint(fingerprint.description) == fingerprint)
    #expect(ContentFingerprint("00000000000000ABffffffffffffffff") == nil)
    #expect(ContentFingerprint("ab") == nil)
  }
}

/// A source of numbers that is the same for the same seed on every machine (SplitMix64).
struct Randomness {
  private var state: UInt64
  /// How odd the texts of an example are, in percent of what is asked for: most examples are to be about features.
  var oddity = 100

  /// The numbers of one case: neighbouring cases share nothing.
  init(seed: UInt64, index: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ (index &+ 1) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 to `bound` - 1.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// An element; the list must not be empty.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// Another source that begins where this one stands.
  mutating func fork() -> Randomness {
    var fork = Randomness(seed: next(), index: 0)
    fork.oddity = oddity
    return fork
  }
}

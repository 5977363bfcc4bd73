extension Example {
  /// Damages some bytes of a file: neither tool need accept it, but none may crash.
  mutating func damage(_ random: inout Randomness) {
    guard !files.isEmpty else { return }
    let file = random.below(files.count)
    let pieces: [[UInt8]] = [
      Array("{".utf8), Array("[".utf8), Array("- ".utf8), Array(": ".utf8), Array("? ".utf8),
      Array("\"".utf8), Array("'".utf8),
      Array("&a ".utf8), Array("*a".utf8), Array("<<: ".utf8), Array("!!int ".utf8), Array("\n".utf8),
      Array("\t".utf8), [0], [0xFF],
      [0xC3], [0xED, 0xA0, 0x80], Array("%YAML 1.1\n".utf8), Array("---\n".utf8), Array("\r".utf8),
      Array("|".utf8), Array(">".utf8),
      Array("99999999999999999999".utf8), Array("null".utf8), Array("$patch: delete\n".utf8),
      Array("  ".utf8), Array("#".utf8),
      Array(repeating: UInt8(ascii: "["), count: 12_000), Array("-9223372036854775808".utf8),
      Array("1e999999999".utf8),
    ]
    for _ in 0...random.below(3) {
      let place = random.below(files[file].bytes.count + 1)
      switch random.below(4) {
      case 0: files[file].bytes.insert(contentsOf: random.pick(pieces), at: place)
      case 1:
        files[file].bytes.removeSubrange(place..<min(files[file].bytes.count, place + 1 + random.below(8)))
      case 2 where place < files[file].bytes.count: files[file].bytes[place] = UInt8(random.below(256))
      default: files[file].bytes.removeSubrange(place...)
      }
    }
  }
}

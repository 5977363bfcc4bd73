internal import SourceModel

/// Writes the bytes of a record: numbers in base 128 or with a fixed width, little end first, texts with their length.
struct RecordWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func put(_ text: String) {
    put(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func put(fixed number: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  mutating func put(fixed number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }

  mutating func append(_ other: RecordWriter) { bytes += other.bytes }

  /// With the length before it.
  mutating func put(_ other: RecordWriter) {
    put(other.bytes.count)
    bytes += other.bytes
  }
}

/// Reads what `RecordWriter` wrote; past the end, or where the bytes make no sense, everything is zero and `isBroken`.
struct RecordReader {
  let bytes: [UInt8]
  private(set) var position: Int
  private(set) var isBroken = false

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  mutating func number() -> Int {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while position < bytes.count, shift < 64 {
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: result)) }
      shift += 7
    }
    isBroken = true
    return 0
  }

  /// A number of things that follow, each of at least `size` bytes.
  mutating func count(of size: Int = 1) -> Int {
    let count = number()
    if count >= 0, count <= (bytes.count - position) / size { return count }
    isBroken = true
    return 0
  }

  mutating func text() -> String {
    let range = block()
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// Passes over `count` bytes.
  mutating func skip(_ count: Int) -> Range<Int> {
    guard count >= 0, count <= bytes.count - position else {
      isBroken = true
      return position..<position
    }
    defer { position += count }
    return position..<position + count
  }

  /// The place of bytes that were written with their length.
  mutating func block() -> Range<Int> { skip(count()) }

  mutating func fixed64() -> UInt64 {
    let range = skip(8)
    return range.isEmpty ? 0 : word(at: range.lowerBound)
  }

  mutating func fixed32() -> UInt32 {
    let range = skip(4)
    return range.isEmpty ? 0 : half(at: range.lowerBound)
  }

  /// The eight bytes at an offset that is known to be inside.
  func word(at offset: Int) -> UInt64 {
    unsafe bytes.withUnsafeBytes {
      unsafe UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  /// The four bytes at an offset that is known to be inside.
  func half(at offset: Int) -> UInt32 {
    unsafe bytes.withUnsafeBytes {
      unsafe UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
  }
}

/// A sorted table from 64 bits to numbers, read where it lies.
struct RecordTable {
  private let reader: RecordReader
  private let keys: Int
  private let values: Int
  private let count: Int

  /// Reads the table that begins at `reader`'s position and passes over it.
  init(_ reader: inout RecordReader) {
    count = reader.count(of: 12)
    keys = reader.skip(count * 8).lowerBound
    values = reader.skip(count * 4).lowerBound
    self.reader = reader
  }

  static func write(_ entries: [(key: UInt64, value: UInt32)], to writer: inout RecordWriter) {
    let sorted = entries.sorted { $0.key == $1.key ? $0.value < $1.value : $0.key < $1.key }
    writer.put(sorted.count)
    for entry in sorted { writer.put(fixed: entry.key) }
    for entry in sorted { writer.put(fixed: entry.value) }
  }

  /// How many entries have such a value.
  func count(where matches: (UInt32) -> Bool) -> Int {
    reader.isBroken ? 0 : (0..<count).count { matches(reader.half(at: values + $0 * 4)) }
  }

  /// The values under a key.
  func values(of key: UInt64) -> [UInt32] {
    if reader.isBroken { return [] }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if reader.word(at: keys + middle * 8) < key { low = middle + 1 } else { high = middle }
    }
    var result: [UInt32] = []
    while low < count, reader.word(at: keys + low * 8) == key {
      result.append(reader.half(at: values + low * 4))
      low += 1
    }
    return result
  }
}

internal import SourceModel

/// Units of one source in some hundred bytes each: what they have in common is kept once, all text in one buffer.
///
/// A unit as it stands takes six times as much, and a fleet has one for each cluster and application.
struct PackedUnits: Sendable {
  /// Units without what differs from one to the next.
  private var prototypes: [BuildUnit] = []
  private var paths = Interned<SourcePath>()
  private var clusters = Interned<ByteKey>()
  private var numbers: [Int32] = []
  private var text: [UInt8] = []
  /// Where each unit begins in `numbers` and in `text`.
  private var starts: [(number: UInt32, text: UInt32)] = []

  var count: Int { starts.count }

  /// The unit at `index`, as it was appended.
  subscript(index: Int) -> BuildUnit {
    var reader = Reader(self, index)
    var unit = prototypes[reader.number()]
    unit.application = reader.string()
    unit.placement = .clusters((0..<reader.number()).map { _ in reader.cluster() })
    unit.location = reader.location()
    unit.namespace = reader.string()
    unit.namespaceLocation = reader.location()
    for source in unit.sources.indices {
      unit.sources[source].directory = reader.path()
      unit.sources[source].location = reader.location()
    }
    return unit
  }

  /// The name of the application at `index`, as bytes.
  func name(_ index: Int) -> ArraySlice<UInt8> {
    let start = Int(starts[index].text)
    return text[start..<start + Int(numbers[Int(starts[index].number) + 1])]
  }

  /// The names of all clusters that units go to.
  var clusterNames: [String] { clusters.values.map(\.text) }

  /// The clusters of the unit at `index`, as indices of `clusterNames`.
  func clusterIndices(_ index: Int) -> [Int] {
    let start = Int(starts[index].number) + 2
    return numbers[start + 1..<start + 1 + Int(numbers[start])].map { Int($0) }
  }

  /// Equal for units with the same content, and hardly ever for others.
  func contentHash(_ index: Int) -> UInt64 {
    let end = index + 1 < count ? starts[index + 1] : (UInt32(numbers.count), UInt32(text.count))
    let start = starts[index]
    let first = Int(start.number)
    // The name, the clusters and the place of the definition come first and are no part of the content.
    let clusterCount = Int(numbers[first + 2])
    var hash = BytesHash()
    hash.combine(UInt64(truncatingIfNeeded: numbers[first]))
    for number in numbers[(first + 3 + clusterCount + 3)..<Int(end.0)] {
      hash.combine(UInt64(truncatingIfNeeded: number))
    }
    hash.combine(text[(Int(start.text) + Int(numbers[first + 1]))..<Int(end.1)])
    return hash.value
  }

  /// Adds a unit that names its clusters.
  mutating func append(_ unit: BuildUnit, on names: [String]) {
    starts.append((UInt32(numbers.count), UInt32(text.count)))
    let start = numbers.count
    numbers.append(0)
    append(unit.application)
    numbers.append(Int32(names.count))
    for name in names { numbers.append(clusters.index(of: ByteKey(name))) }
    append(unit.location)
    append(unit.namespace)
    append(unit.namespaceLocation)
    for source in unit.sources {
      append(source.directory.string)
      append(source.location)
    }
    var prototype = unit
    let nowhere = SourceLocation(path: .root)
    (prototype.application, prototype.namespace) = ("", "")
    (prototype.location, prototype.namespaceLocation) = (nowhere, nowhere)
    prototype.placement = .clusters([])
    for index in prototype.sources.indices {
      prototype.sources[index].directory = .root
      prototype.sources[index].location = nowhere
    }
    if prototypes.last != prototype { prototypes.append(prototype) }
    numbers[start] = Int32(prototypes.count - 1)
  }

  private mutating func append(_ string: String) {
    numbers.append(Int32(string.utf8.count))
    text += string.utf8
  }

  private mutating func append(_ location: SourceLocation) {
    numbers.append(paths.index(of: location.path))
    numbers.append(Int32(truncatingIfNeeded: location.line))
    numbers.append(Int32(truncatingIfNeeded: location.column))
  }

  private struct Reader {
    private let units: PackedUnits
    private var nextNumber: Int
    private var nextText: Int

    init(_ units: PackedUnits, _ index: Int) {
      self.units = units
      nextNumber = Int(units.starts[index].number)
      nextText = Int(units.starts[index].text)
    }

    mutating func number() -> Int {
      defer { nextNumber += 1 }
      return Int(units.numbers[nextNumber])
    }

    mutating func string() -> String {
      let length = number()
      defer { nextText += length }
      return String(decoding: units.text[nextText..<nextText + length], as: UTF8.self)
    }

    mutating func cluster() -> String { units.clusters[number()].text }

    /// Paths are joined of components that were checked when the path was made.
    mutating func path() -> SourcePath { SourcePath.root.child(string()) }

    mutating func location() -> SourceLocation {
      SourceLocation(path: units.paths[number()], line: number(), column: number())
    }
  }
}

/// Values by small numbers, each kept once.
struct Interned<Value: Hashable & Sendable>: Sendable {
  private(set) var values: [Value] = []
  private var indices: [Value: Int32] = [:]
  private var last: Int32 = 0

  subscript(index: Int) -> Value { values[index] }

  mutating func index(of value: Value) -> Int32 {
    if !values.isEmpty, values[Int(last)] == value { return last }
    if let known = indices[value] {
      last = known
      return known
    }
    last = Int32(values.count)
    values.append(value)
    indices[value] = last
    return last
  }
}

/// A hash of bytes and numbers for tables within one run: FNV-1a, mixed at the end.
struct BytesHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func combine(_ number: UInt64) {
    state = (state ^ number) &* 0x100_0000_01b3
    state ^= state >> 29
  }

  mutating func combine(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // So that `ab` and `c` are not `a` and `bc`.
    combine(0xff51_afd7)
  }

  var value: UInt64 {
    let mixed = (state ^ (state >> 32)) &* 0xd6e8_feb8_6659_fd93
    return mixed ^ (mixed >> 32)
  }
}

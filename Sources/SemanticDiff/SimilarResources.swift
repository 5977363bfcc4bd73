internal import KubernetesModel
internal import SourceModel
internal import YAML

/// Finds which of the resources that are new on a cluster are old ones under another name, changed a little.
///
/// Looks only at pairs of one kind and application that share something rare or are called alike, so that the cost
/// grows with the number of resources and not with its square.
struct SimilarResources {
  struct Item {
    var application: String
    var resource: Resource
  }

  /// What the fields of a document hold, by its storage: clusters that share a base share this.
  private var known: [Document.StorageIdentity: [UInt64]] = [:]

  /// Positions in `removed` and `added`, each at most once, ascending by the first.
  mutating func pairs(_ removed: [Item], _ added: [Item]) -> [(Int, Int)] {
    var buckets: [Bucket: (removed: [Int], added: [Int])] = [:]
    for (index, item) in removed.enumerated() {
      buckets[Bucket(item), default: ([], [])].removed.append(index)
    }
    for (index, item) in added.enumerated() { buckets[Bucket(item)]?.added.append(index) }
    var result: [(Int, Int)] = []
    for bucket in buckets.values where !bucket.added.isEmpty {
      result += pairs(
        bucket.removed.map { ($0, removed[$0]) }, bucket.added.map { ($0, added[$0]) })
    }
    return result.sorted { $0.0 < $1.0 }
  }

  private mutating func pairs(_ removed: [(Int, Item)], _ added: [(Int, Item)]) -> [(Int, Int)] {
    let left = removed.map { features(of: $0.1.resource) }
    let right = added.map { features(of: $0.1.resource) }
    var found: [Match] = []
    let candidates = Candidates(added.map(\.1.resource.id.name), right)
    for (index, (_, item)) in removed.enumerated() {
      for other in candidates.of(item.resource.id.name, left[index]) {
        let shared = sharedCount(left[index], right[other])
        let all = left[index].count + right[other].count
        // Two thirds of both, and more than what any two of a kind have in common.
        guard shared >= leastShared, shared * 3 >= all else { continue }
        let names = (item.resource.id.name, added[other].1.resource.id.name)
        found.append(
          Match(
            before: index, after: other, score: 2_000_000 * shared / all,
            likeness: likeness(names.0, names.1)))
      }
    }
    var taken: (before: Set<Int>, after: Set<Int>) = ([], [])
    return found.sorted().compactMap { match in
      guard !taken.before.contains(match.before), !taken.after.contains(match.after) else {
        return nil
      }
      taken.before.insert(match.before)
      taken.after.insert(match.after)
      return (removed[match.before].0, added[match.after].0)
    }
  }

  /// A name for each field and its value, sorted; where the value holds the resource's own name, that does not count.
  private mutating func features(of resource: Resource) -> [UInt64] {
    let identity = resource.document.storageIdentity
    if let known = known[identity] { return known }
    let collected = FeatureCollector(resource).features.sorted()
    known[identity] = collected
    return collected
  }
}

/// Fewer common fields say nothing.
private let leastShared = 2

private struct Bucket: Hashable {
  var application: TextKey
  var group: TextKey
  var kind: TextKey

  init(_ item: SimilarResources.Item) {
    application = TextKey(item.application)
    group = TextKey(item.resource.id.group)
    kind = TextKey(item.resource.id.kind)
  }
}

private struct Match: Comparable {
  var before: Int
  var after: Int
  /// Millionths.
  var score: Int
  var likeness: Int

  /// The best first; the order of the lists decides what is equally good.
  static func < (a: Match, b: Match) -> Bool {
    (-a.score, -a.likeness, a.before, a.after) < (-b.score, -b.likeness, b.before, b.after)
  }
}

/// Which new resources are worth a comparison with an old one.
private struct Candidates {
  private var byFeature: [UInt64: [Int]] = [:]
  private let byName: [(name: [UInt8], index: Int)]
  private let byReversedName: [(name: [UInt8], index: Int)]

  init(_ names: [String], _ features: [[UInt64]]) {
    for (index, list) in features.enumerated() {
      for feature in list where byFeature[feature]?.last != index {
        byFeature[feature, default: []].append(index)
      }
    }
    func sorted(_ names: [[UInt8]]) -> [(name: [UInt8], index: Int)] {
      names.enumerated().map { ($1, $0) }.sorted { a, b in
        a.0 == b.0 ? a.1 < b.1 : a.0.lexicographicallyPrecedes(b.0)
      }
    }
    byName = sorted(names.map { Array($0.utf8) })
    byReversedName = sorted(names.map { $0.utf8.reversed() })
  }

  /// Ascending.
  func of(_ name: String, _ features: [UInt64]) -> [Int] {
    var counts: [Int: Int] = [:]
    for feature in features {
      // What many have does not tell them apart.
      guard let holders = byFeature[feature], holders.count <= 16 else { continue }
      for holder in holders { counts[holder, default: 0] += 1 }
    }
    let best = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .prefix(8).map(\.key)
    let alike =
      neighbours(Array(name.utf8), in: byName)
      + neighbours(name.utf8.reversed(), in: byReversedName)
    return Set(best + alike).sorted()
  }

  /// Those before and after the place where a name would stand.
  private func neighbours(_ name: [UInt8], in list: [(name: [UInt8], index: Int)]) -> [Int] {
    var low = 0
    var high = list.count
    while low < high {
      let middle = (low + high) / 2
      if list[middle].name.lexicographicallyPrecedes(name) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return list[max(0, low - 2)..<min(list.count, low + 2)].map(\.index)
  }
}

/// How many elements two sorted lists share.
private func sharedCount(_ a: [UInt64], _ b: [UInt64]) -> Int {
  var (i, j, count) = (0, 0, 0)
  while i < a.count, j < b.count {
    if a[i] == b[j] {
      count += 1
      i += 1
      j += 1
    } else if a[i] < b[j] {
      i += 1
    } else {
      j += 1
    }
  }
  return count
}

/// How many bytes two names begin and end with alike.
private func likeness(_ a: String, _ b: String) -> Int {
  let start = zip(a.utf8, b.utf8).prefix { $0 == $1 }.count
  let end = zip(a.utf8.reversed(), b.utf8.reversed()).prefix { $0 == $1 }.count
  return min(start + end, max(a.utf8.count, b.utf8.count))
}

/// Walks a document once.
private struct FeatureCollector {
  private let document: Document
  private let ownName: [UInt8]
  private(set) var features: [UInt64] = []

  init(_ resource: Resource) {
    document = resource.document
    ownName = Array(resource.id.name.utf8)
    collect()
  }

  private mutating func collect() {
    var pending: [(node: NodeID, path: UInt64)] = [(document.root, 1)]
    while let (node, path) = pending.popLast() {
      switch document.kind(node) {
      case .scalar: features.append(mix(path, valueName(FieldValue(document, node).encoded)))
      case .sequence:
        // Positions do not count: an item more or less leaves the others alike.
        for child in document.children(node) { pending.append((child, path &* 31)) }
      case .mapping:
        for child in document.children(node) {
          let key = document.bytes(document[child].key)
          if isIdentity(key, path) { continue }
          pending.append((child, mix(path, ContentFingerprint(of: Array(key)).high)))
        }
      }
    }
  }

  /// `apiVersion`, `kind`, `metadata.name`, `metadata.namespace`.
  private func isIdentity(_ key: ArraySlice<UInt8>, _ path: UInt64) -> Bool {
    if path == 1 { return key.elementsEqual("apiVersion".utf8) || key.elementsEqual("kind".utf8) }
    return path == mix(1, ContentFingerprint(of: Array("metadata".utf8)).high)
      && (key.elementsEqual("name".utf8) || key.elementsEqual("namespace".utf8))
  }

  /// The resource's own name does not count where it stands as a word.
  private func valueName(_ bytes: [UInt8]) -> UInt64 {
    ContentFingerprint(of: replacing(ownName, with: [0xFF], in: bytes, onlyWords: true)).high
  }

  private func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var word = a &* 0x9E37_79B9_7F4A_7C15 &+ b
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    return word ^ (word >> 27)
  }
}

/// `bytes` with every occurrence of `part` replaced, or every one between bytes that are no letters and digits; as they
/// are where it is empty.
func replacing(_ part: [UInt8], with other: [UInt8], in bytes: [UInt8], onlyWords: Bool = false) -> [UInt8] {
  guard !part.isEmpty, bytes.count >= part.count else { return bytes }
  var result: [UInt8] = []
  var index = 0
  while index < bytes.count {
    let end = index + part.count
    if end <= bytes.count, bytes[index] == part[0], bytes[index..<end].elementsEqual(part),
      !onlyWords || (!isWordByte(bytes, index - 1) && !isWordByte(bytes, end))
    {
      result += other
      index = end
    } else {
      result.append(bytes[index])
      index += 1
    }
  }
  return result
}

private func isWordByte(_ bytes: [UInt8], _ index: Int) -> Bool {
  guard bytes.indices.contains(index) else { return false }
  switch bytes[index] {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    return true
  default: return false
  }
}

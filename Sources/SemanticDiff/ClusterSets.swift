package import KubernetesModel

/// A set of clusters in words: `all production; not prod-east`.
package struct ClusterSetDescription: Sendable, Equatable {
  /// A label that all clusters of a part of the fleet have.
  package struct Label: Sendable, Hashable {
    package var key: String
    package var value: String
    /// Whether no other key has this value for other clusters, so that the value alone says it.
    package var isPlainValue: Bool
  }

  package enum Form: Sendable, Equatable {
    /// All clusters of the fleet.
    case everything
    /// Those with any of these labels, which have one key.
    case any([Label])
    /// Those with all of these labels.
    case every([Label])
    /// The names in `also`, and nothing else.
    case names
  }

  package var count: Int
  package var total: Int
  package var form: Form
  /// What `form` covers but the set does not hold, sorted.
  package var except: [String]
  /// What the set holds and `form` does not cover, sorted.
  package var also: [String]
}

/// Describes sets of the clusters of one fleet by their labels, where labels describe them.
package struct ClusterSets: Sendable {
  private let clusters: [String]
  private let positions: [TextKey: Int]
  /// The clusters of each label that at least two have, by key and value.
  private let parts: [(label: ClusterSetDescription.Label, members: ClusterBits)]

  package init(_ changeSet: ChangeSet) {
    self.init(clusters: changeSet.clusters, labels: changeSet.labels)
  }

  /// `labels` are those of each of `clusters` in turn.
  package init(clusters: [String], labels: [Labels]) {
    self.clusters = clusters
    positions = Dictionary(clusters.enumerated().map { (TextKey($1), $0) }) { first, _ in first }
    parts = ClusterSets.parts(labels)
  }

  private static func parts(_ labels: [Labels]) -> [(ClusterSetDescription.Label, ClusterBits)] {
    var members: [LabelKey: ClusterBits] = [:]
    for (index, own) in labels.enumerated() {
      for pair in own.pairs {
        let key = LabelKey(key: TextKey(pair.key), value: TextKey(pair.value))
        members[key, default: ClusterBits(count: labels.count)].insert(index)
      }
    }
    var byValue: [TextKey: [ClusterBits]] = [:]
    for (key, bits) in members { byValue[key.value, default: []].append(bits) }
    let sorted = members.keys.sorted { a, b in
      a.key == b.key ? bytewise(a.value.text, b.value.text) : bytewise(a.key.text, b.key.text)
    }
    return sorted.compactMap { key in
      guard let bits = members[key], bits.count > 1 else { return nil }
      let isPlain = isWord(key.value.text) && byValue[key.value]?.allSatisfy { $0 == bits } ?? false
      return (.init(key: key.key.text, value: key.value.text, isPlainValue: isPlain), bits)
    }
  }

  /// Describes clusters of the fleet, each given once and sorted; few are named, and so are many that labels do not describe.
  package func describe(_ names: [String]) -> ClusterSetDescription {
    var wanted = ClusterBits(count: clusters.count)
    for name in names { positions[TextKey(name)].map { wanted.insert($0) } }
    var best = (
      form: ClusterSetDescription.Form.names, covered: ClusterBits(count: clusters.count),
      cost: names.count
    )
    if names.count > nameLimit || names.count == clusters.count {
      for (form, covered, words) in candidates(wanted) {
        let rest = covered.symmetricDifferenceCount(wanted)
        // A rule with many exceptions is none.
        guard rest <= manyExceptions, rest * (rest <= exceptionLimit ? 2 : 8) < wanted.count || rest == 0
        else { continue }
        if words + rest < best.cost { best = (form, covered, words + rest) }
      }
    }
    return ClusterSetDescription(
      count: wanted.count, total: clusters.count, form: best.form,
      except: self.names(best.covered.subtracting(wanted)),
      also: self.names(wanted.subtracting(best.covered)))
  }

  /// The clusters that a description stands for, sorted.
  package func expand(_ description: ClusterSetDescription) -> [String] {
    var covered = ClusterBits(count: clusters.count)
    func bits(_ label: ClusterSetDescription.Label) -> ClusterBits {
      parts.first { $0.label == label }?.members ?? ClusterBits(count: clusters.count)
    }
    switch description.form {
    case .everything: for index in clusters.indices { covered.insert(index) }
    case .any(let labels): for label in labels { covered.formUnion(bits(label)) }
    case .every(let labels):
      for index in clusters.indices where labels.allSatisfy({ bits($0).contains(index) }) {
        covered.insert(index)
      }
    case .names: break
    }
    for name in description.also { positions[TextKey(name)].map { covered.insert($0) } }
    let except = Set(description.except.map { TextKey($0) })
    return names(covered).filter { !except.contains(TextKey($0)) }
  }

  private typealias Candidate = (form: ClusterSetDescription.Form, covered: ClusterBits, words: Int)

  private func candidates(_ wanted: ClusterBits) -> [Candidate] {
    var everything = ClusterBits(count: clusters.count)
    for index in clusters.indices { everything.insert(index) }
    var result: [Candidate] = [(.everything, everything, 1)]
    var start = parts.startIndex
    while start < parts.endIndex {
      let end =
        parts[start...].firstIndex { $0.label.key != parts[start].label.key } ?? parts.endIndex
      result += union(parts[start..<end], wanted).map { [$0] } ?? []
      start = end
    }
    // Two labels can only describe the set together when each of them holds most of it.
    let wide = parts.filter { $0.members.intersectionCount(wanted) * 2 > wanted.count }.prefix(
      pairLimit)
    for (index, one) in wide.enumerated() {
      for other in wide.dropFirst(index + 1) where other.label.key != one.label.key {
        let covered = one.members.intersection(other.members)
        if covered != one.members, covered != other.members {
          result.append((.every([one.label, other.label]), covered, 2))
        }
      }
    }
    return result
  }

  /// The values of one key that are mostly in the set.
  private func union(
    _ values: ArraySlice<(label: ClusterSetDescription.Label, members: ClusterBits)>,
    _ wanted: ClusterBits
  ) -> Candidate? {
    let inside = values.filter { $0.members.intersectionCount(wanted) * 2 > $0.members.count }
    guard !inside.isEmpty, inside.count <= valueLimit else { return nil }
    var covered = ClusterBits(count: clusters.count)
    for value in inside { covered.formUnion(value.members) }
    return (.any(inside.map(\.label)), covered, inside.count)
  }

  private func names(_ bits: ClusterBits) -> [String] {
    clusters.indices.filter(bits.contains).map { clusters[$0] }
  }
}

/// As many clusters are named rather than described.
private let nameLimit = 3
private let exceptionLimit = 4
/// As many only where they are few beside the rest.
private let manyExceptions = 8
private let valueLimit = 4
/// Labels that are tried in pairs.
private let pairLimit = 40

private struct LabelKey: Hashable {
  var key: TextKey
  var value: TextKey
}

/// A set of positions, one bit for each cluster.
struct ClusterBits: Hashable, Sendable {
  private var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  mutating func insert(_ index: Int) { words[index / 64] |= 1 << UInt64(index % 64) }
  mutating func formUnion(_ other: ClusterBits) {
    for i in words.indices { words[i] |= other.words[i] }
  }

  func contains(_ index: Int) -> Bool { words[index / 64] & (1 << UInt64(index % 64)) != 0 }
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  func intersectionCount(_ other: ClusterBits) -> Int { combined(other) { $0 & $1 }.count }
  func symmetricDifferenceCount(_ other: ClusterBits) -> Int { combined(other) { $0 ^ $1 }.count }
  func intersection(_ other: ClusterBits) -> ClusterBits { combined(other) { $0 & $1 } }
  func subtracting(_ other: ClusterBits) -> ClusterBits { combined(other) { $0 & ~$1 } }

  private func combined(_ other: ClusterBits, _ operation: (UInt64, UInt64) -> UInt64)
    -> ClusterBits
  {
    var result = self
    for i in words.indices { result.words[i] = operation(words[i], other.words[i]) }
    return result
  }
}

/// Whether a value says something without its key: `production`, but not `true` or `2`.
private func isWord(_ text: String) -> Bool {
  guard let first = text.utf8.first, text.utf8.count > 1,
    !["true", "false", "yes", "no"].contains(text)
  else {
    return false
  }
  return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first | 0x20)
}

private func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

/// Distributes whole seats by weight with the method of Webster (Sainte-Laguë), as Karmada 1.16 and later.
///
/// Source: reference/karmada.md section 8.3.
struct ReplicaDivision {
  struct Share {
    var name: String
    var weight: Int64
    var seats: Int64 = 0
  }

  /// Shares in the order of the candidates.
  private(set) var shares: [Share]
  /// The shares if real Karmada broke ties the other way; nil where that makes no difference.
  private(set) var alternative: [Share]?

  /// Divides `total` seats; candidates without a positive weight get none.
  init(_ total: Int64, among candidates: [(name: String, weight: Int64)]) {
    let start = candidates.map { Share(name: $0.name, weight: max(0, $0.weight)) }
    let ascending = Self.divide(total, start, descending: false)
    let descending = Self.divide(total, start, descending: true)
    shares = ascending
    let differs = zip(ascending, descending).contains { $0.seats != $1.seats }
    alternative = differs ? descending : nil
  }

  private static func divide(_ total: Int64, _ start: [Share], descending: Bool) -> [Share] {
    var shares = start
    let order = shares.indices.filter { shares[$0].weight > 0 }.sorted {
      descending ? bytewise(shares[$1].name, shares[$0].name) : bytewise(shares[$0].name, shares[$1].name)
    }
    guard !order.isEmpty, total > 0 else { return shares }
    var left = total - skipAhead(total, &shares, order)
    var heap = SeatHeap(shares: shares, order: order)
    while left > 0 {
      let winner = heap.seat()
      shares[winner].seats += 1
      left -= 1
    }
    return shares
  }

  /// Gives each candidate seats that it certainly gets, so that huge counts don't take a step each.
  ///
  /// With total weight W, candidate c has at least floor(w (R - n) / W) - 1 seats in the end (n candidates), and the
  /// greedy method never takes a seat back, so its order of the first seats does not matter.
  private static func skipAhead(_ total: Int64, _ shares: inout [Share], _ order: [Int]) -> Int64 {
    guard total > 4096 else { return 0 }
    let sum = order.reduce(0.0) { $0 + Double(shares[$1].weight) }
    var given: Int64 = 0
    for index in order {
      let exact = Double(shares[index].weight) / sum * Double(total - Int64(order.count))
      let seats = Int64((exact * (1 - 1e-9)).rounded(.down)) - 2
      shares[index].seats = max(0, seats)
      given += shares[index].seats
    }
    return given
  }
}

/// A binary heap of candidates; the top has the largest quotient w / (2s + 1), then the fewest seats, then comes
/// first in the order of names.
private struct SeatHeap {
  private struct Entry {
    var index: Int
    var rank: Int
    var weight: Int64
    var seats: Int64
  }

  private var entries: [Entry]

  init(shares: [ReplicaDivision.Share], order: [Int]) {
    entries = order.enumerated().map {
      Entry(index: $1, rank: $0, weight: shares[$1].weight, seats: shares[$1].seats)
    }
    for index in stride(from: entries.count / 2, through: 0, by: -1) { sink(index) }
  }

  /// Gives the next seat and returns who got it.
  mutating func seat() -> Int {
    let winner = entries[0].index
    entries[0].seats += 1
    sink(0)
    return winner
  }

  private mutating func sink(_ start: Int) {
    var at = start
    while true {
      var best = at
      for child in [2 * at + 1, 2 * at + 2] where child < entries.count && precedes(child, best) {
        best = child
      }
      if best == at { return }
      entries.swapAt(at, best)
      at = best
    }
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (entries[a], entries[b])
    // Exact: both products fit into 128 bits.
    let leftProduct = Int128(left.weight) * (2 * Int128(right.seats) + 1)
    let rightProduct = Int128(right.weight) * (2 * Int128(left.seats) + 1)
    if leftProduct != rightProduct { return leftProduct > rightProduct }
    if left.seats != right.seats { return left.seats < right.seats }
    return left.rank < right.rank
  }
}

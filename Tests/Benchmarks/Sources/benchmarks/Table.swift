internal import Foundation

/// The printed table: ours and the peer's cost side by side, with what no program can undercut.
struct Table {
  private static let header = [
    "work", "fleetfold", "peak", "peer", "peak", "memory", "ratio", "must", "L1", "L2", "of L1", "of L2",
  ]
  private var rows: [[String]] = [header]

  /// `must` is the goal of `performance.md` against native kustomize.
  mutating func add(
    _ work: String, ours: Cost?, peer: Cost?, must: String = "", copy: Cost? = nil, events: Cost? = nil
  ) {
    rows.append([
      work, Self.time(ours?.milliseconds), Self.megabytes(ours), Self.time(peer?.milliseconds),
      Self.megabytes(peer), Self.ratio(ours?.peakMegabytes, peer?.peakMegabytes),
      Self.ratio(peer?.milliseconds, ours?.milliseconds), must, Self.time(copy?.milliseconds),
      Self.time(events?.milliseconds), Self.ratio(ours?.milliseconds, copy?.milliseconds),
      Self.ratio(ours?.milliseconds, events?.milliseconds),
    ])
  }

  mutating func add(_ work: String, value: String, must: String = "") {
    rows.append([work, value, "", "", "", "", "", must, "", "", "", ""])
  }

  /// Columns as wide as their widest cell; the first is text, the others are numbers.
  var text: String {
    let widths = Self.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let blank = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + blank : blank + cell
      }.joined(separator: "  ") + "\n"
    }.joined()
  }

  private static func time(_ milliseconds: Double?) -> String {
    guard let milliseconds else { return "-" }
    return milliseconds < 1000
      ? String(format: "%.1f ms", milliseconds) : String(format: "%.2f s", milliseconds / 1000)
  }

  private static func megabytes(_ cost: Cost?) -> String {
    cost.map { String(format: "%.0f MB", $0.peakMegabytes) } ?? "-"
  }

  private static func ratio(_ value: Double?, _ base: Double?) -> String {
    guard let value, let base, base > 0 else { return "-" }
    let ratio = value / base
    return String(format: ratio < 1 ? "%.2f x" : ratio < 10 ? "%.1f x" : "%.0f x", ratio)
  }
}

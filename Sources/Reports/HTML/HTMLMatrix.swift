internal import SemanticDiff
internal import SourceModel

/// The table of clusters by applications; clusters on which all the same changes are one row.
struct HTMLMatrix {
  /// What changes for one application on one cluster.
  private struct Cell {
    var counts: [ResourceChange.Kind: Int] = [:]
    var isDangerous = false
    var keys: [ContentFingerprint] = []
  }

  private struct Row {
    /// Positions in `clusters`.
    var clusters: [Int]
    /// By column.
    var cells: [Int: Cell]
  }

  let clusters: [String]
  /// Applications by name, with `{cluster}` for the name of the cluster.
  private(set) var columns: [String] = []
  private var rows: [Row] = []
  private var untouched: [Int] = []
  private var clusterPositions: [[UInt8]: Int] = [:]
  private var columnPositions: [[UInt8]: Int] = [:]

  init(_ changeSet: ChangeSet, _ dangers: [DangerousEdit]) {
    clusters = changeSet.clusters
    for (index, name) in clusters.enumerated() { clusterPositions[Array(name.utf8)] = index }
    let names = Set(changeSet.changes.map { Array(applicationPattern($0).utf8) })
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      columnPositions[name] = columns.count
      columns.append(String(decoding: name, as: UTF8.self))
    }
    let dangerous = Set(dangers.filter(\.rule.isDangerous).flatMap(\.changes))
    var cells = [[Int: Cell]](repeating: [:], count: clusters.count)
    for (index, change) in changeSet.changes.enumerated() {
      guard let cluster = position(ofCluster: change.cluster),
        let column = column(named: applicationPattern(change))
      else { continue }
      cells[cluster][column, default: Cell()].counts[change.kind, default: 0] += 1
      cells[cluster][column, default: Cell()].keys.append(change.contentKey)
      if dangerous.contains(index) { cells[cluster][column, default: Cell()].isDangerous = true }
    }
    fold(cells)
  }

  func position(ofCluster name: String) -> Int? { clusterPositions[Array(name.utf8)] }

  func column(named pattern: String) -> Int? { columnPositions[Array(pattern.utf8)] }

  private mutating func fold(_ cells: [[Int: Cell]]) {
    var positions: [[UInt8]: Int] = [:]
    for (cluster, row) in cells.enumerated() {
      if row.isEmpty {
        untouched.append(cluster)
        continue
      }
      let key = columns.indices.flatMap { column in
        let keys = row[column]?.keys.sorted { ($0.high, $0.low) < ($1.high, $1.low) } ?? []
        return Array("\(column) \(row[column]?.isDangerous ?? false) \(keys)".utf8)
      }
      if let position = positions[key] {
        rows[position].clusters.append(cluster)
      } else {
        positions[key] = rows.count
        rows.append(Row(clusters: [cluster], cells: row))
      }
    }
    // The odd ones out first, as everywhere.
    rows.sort { ($0.clusters.count, $0.clusters[0]) < ($1.clusters.count, $1.clusters[0]) }
  }

  var text: String {
    var text = "<section id=\"matrix\"><h2>Clusters and applications</h2>\n"
    text +=
      "<p class=\"legend\"><span class=\"key added\">+</span> added <span class=\"key changed\">~</span> changed "
    text +=
      "<span class=\"key removed\">−</span> removed <span class=\"key moved\">›</span> renamed or moved "
    text += "<span class=\"key changed danger\">!</span> dangerous</p>\n"
    text += "<div class=\"scroll\"><table><thead><tr><th scope=\"col\" class=\"corner\">Cluster</th>"
    for name in columns {
      text += "<th scope=\"col\" title=\"\(markup(name))\"><span>\(markup(name))</span></th>"
    }
    text += "</tr></thead>\n<tbody>\n"
    for row in rows { text += self.text(row) }
    text += "</tbody></table></div>\n"
    if !untouched.isEmpty {
      text +=
        "<details class=\"untouched\"><summary>\(counted(untouched.count, "cluster")) without a change</summary>"
      text += "<p>\(untouched.map { markup(clusters[$0]) }.joined(separator: ", "))</p></details>\n"
    }
    return text + "</section>\n"
  }

  private func text(_ row: Row) -> String {
    var text = "<tr><th scope=\"row\">"
    if row.clusters.count == 1 {
      text += button(row.clusters[0])
    } else {
      text += "<details><summary>\(button(row.clusters[0])) <span class=\"dim\">and "
      text += "\(row.clusters.count - 1) more alike</span></summary><p>"
      text += row.clusters.dropFirst().map(button).joined(separator: " ") + "</p></details>"
    }
    text += "</th>"
    for column in columns.indices { text += cell(row, column) }
    return text + "</tr>\n"
  }

  private func button(_ cluster: Int) -> String {
    "<button type=\"button\" class=\"name\" data-cluster=\"\(cluster)\">\(markup(clusters[cluster]))</button>"
  }

  private func cell(_ row: Row, _ column: Int) -> String {
    guard let cell = row.cells[column] else { return "<td></td>" }
    let kinds: [(ResourceChange.Kind, String)] = [
      (.added, "+"), (.changed, "~"), (.removed, "−"), (.renamed, "›"), (.moved, "›"),
    ]
    let present = kinds.filter { cell.counts[$0.0] != nil }
    let marks = present.map { "\($0.1)\(cell.counts[$0.0] ?? 0)" }.joined(separator: " ")
    let words = present.map { "\(cell.counts[$0.0] ?? 0) \($0.0.rawValue)" }.joined(separator: ", ")
    let kind: ResourceChange.Kind =
      cell.counts[.removed] != nil ? .removed : present.count == 1 ? present[0].0 : .changed
    let title =
      "\(columns[column]) on \(clusters[row.clusters[0]]): \(words)\(cell.isDangerous ? ", dangerous" : "")"
    return "<td><button type=\"button\" class=\"cell \(kind.rawValue)\(cell.isDangerous ? " danger" : "")\" "
      + "data-cluster=\"\(row.clusters[0])\" data-column=\"\(column)\" title=\"\(markup(title))\">\(marks)</button></td>"
  }
}

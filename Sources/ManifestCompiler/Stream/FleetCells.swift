internal import KubernetesModel
internal import SourceModel

/// Every pair of an application and a cluster that it goes to, in output order, and how to make what it brings.
struct FleetCells<Made: Sendable, Placed: Sendable>: Sendable {
  private struct Cell: Sendable {
    /// The first bytes of the application's name, which nearly always decide the order.
    var prefix: UInt64
    /// The rank of its name among all.
    var cluster: Int32
    /// The node that brings it, which decides who is first where two bring the same.
    var node: Int32
    /// Of the packed unit of that node; of the set for one that is built already.
    var index: Int32
    /// Of the content that it shares with others; -1 for none.
    var content: Int32 = -1
    var isBuilt = false
    /// Whether it is the first of its unit: what concerns the unit is told once.
    var isFirst = true
  }

  private let nodes: [ApplicationGraph.Node]
  private let sets: [ClusterResourceSet]
  private let clusters: [String]
  private var cells: [Cell] = []
  private var contents: [SharedFleetContent<Made>] = []
  private let builds: BuildPhase
  private let shared: SharedContent
  private let workers: Int
  private let keepsIdentities: Bool
  private let make: @Sendable ([Resource]) -> Compiled<Made>
  private let place: @Sendable (_ made: Made, _ application: String, _ cluster: String) -> Placed

  init(
    _ fleet: FleetResult, _ builds: BuildPhase, _ shared: SharedContent, _ request: CompilationRequest,
    keepsIdentities: Bool, _ make: @escaping @Sendable ([Resource]) -> Compiled<Made>,
    _ place: @escaping @Sendable (_ made: Made, _ application: String, _ cluster: String) -> Placed
  ) {
    self.builds = builds
    self.shared = shared
    self.keepsIdentities = keepsIdentities
    self.make = make
    self.place = place
    workers = request.workers
    nodes = fleet.nodes
    sets = fleet.sets
    let names = fleet.nodes.flatMap(\.source.packed.clusterNames) + fleet.sets.map(\.cluster)
    let ranks = ClusterRanks(names)
    clusters = ranks.names
    addPacked(ranks, request.filter)
    for (index, set) in sets.enumerated() {
      cells.append(
        Cell(
          prefix: firstBytes(of: set.application.utf8), cluster: ranks.rank(of: set.cluster),
          node: Int32(fleet.setNodes[index]), index: Int32(index), isBuilt: true))
    }
    sort()
  }

  private mutating func addPacked(_ ranks: ClusterRanks, _ filter: CellFilter) {
    let selected = clusters.map { filter.selects(cluster: $0) }
    var hashes: [(hash: UInt64, first: Int, count: Int)] = []
    for (node, source) in nodes.map(\.source.packed).enumerated() {
      let own = source.clusterNames.map { ranks.rank(of: $0) }
      for index in 0..<source.count {
        let places = source.clusterIndices(index).map { own[$0] }.filter { selected[Int($0)] }.sorted()
        hashes.append((source.contentHash(index), cells.count, places.count))
        let prefix = firstBytes(of: source.name(index))
        for (place, cluster) in places.enumerated() {
          cells.append(
            Cell(
              prefix: prefix, cluster: cluster, node: Int32(node), index: Int32(index), isFirst: place == 0))
        }
      }
    }
    hashes.sort { ($0.hash, $0.first) < ($1.hash, $1.first) }
    var rest = hashes[...]
    while let leader = rest.popFirst() {
      var group = [leader]
      while let next = rest.first, next.hash == leader.hash {
        rest.removeFirst()
        if next.count > 0, leader.count > 0, isSame(next.first, leader.first) { group.append(next) }
      }
      share(group)
    }
  }

  private func isSame(_ one: Int, _ other: Int) -> Bool {
    unit(of: cells[one]).content.isSame(as: unit(of: cells[other]).content)
  }

  private mutating func share(_ group: [(hash: UInt64, first: Int, count: Int)]) {
    let users = group.reduce(0) { $0 + $1.count }
    if users < 2 { return }
    for unit in group {
      for cell in unit.first..<unit.first + unit.count { cells[cell].content = Int32(contents.count) }
    }
    contents.append(SharedFleetContent(users: users))
  }

  private mutating func sort() {
    let names = sets.map { ArraySlice($0.application.utf8) }
    let nodes = nodes
    func name(_ cell: Cell) -> ArraySlice<UInt8> {
      cell.isBuilt
        ? names[Int(cell.index)] : nodes[Int(cell.node)].source.packed.name(Int(cell.index))
    }
    cells.sort { a, b in
      if a.cluster != b.cluster { return a.cluster < b.cluster }
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      let (one, other) = (name(a), name(b))
      if !one.elementsEqual(other) { return one.lexicographicallyPrecedes(other) }
      return (a.node, a.index) < (b.node, b.index)
    }
  }

  private func unit(of cell: Cell) -> BuildUnit { nodes[Int(cell.node)].source.packed[Int(cell.index)] }

  // MARK: - Running

  /// Makes every cell and hands it to `take`, in order; what is found goes to `fleet` and `record`. Returns the number of
  /// resources.
  func run(
    _ fleet: inout FleetResult, _ record: inout StreamRecord?, _ take: (Placed) -> Void
  ) async -> Int {
    var resources = 0
    // The cells of the present cluster, and the hashes of their resources.
    var first = 0
    var next = 0
    var hashes: [UInt64] = []
    var found: [Diagnostic] = []
    let cells = self
    await parallelForEach(cells.cells.count, workers: workers, { cells.make($0) }) { made in
      let cell = cells.cells[next]
      if cell.cluster != cells.cells[first].cluster {
        found += cells.conflicts(first..<next, hashes)
        hashes.removeAll(keepingCapacity: true)
        first = next
      }
      next += 1
      hashes += made.content.hashes
      resources += made.content.hashes.count
      if !cell.isBuilt {
        let found = cell.isFirst ? cells.report(cell, made, &fleet) : []
        if record != nil {
          if cell.isFirst {
            record?.add(
              cells.unit(of: cell), made.content.reads, found, node: Int(cell.node), Int(cell.index))
          }
          record?.add(
            made.content.identities, on: cells.clusters[Int(cell.cluster)], node: Int(cell.node),
            Int(cell.index))
        }
      }
      if let placed = made.placed { take(placed) }
    }
    found += cells.conflicts(first..<next, hashes)
    fleet.diagnostics += found
    return resources
  }

  /// What an application brings to one cluster.
  private struct MadeCell: Sendable {
    var application: String
    var content: FleetContent<Made>
    /// Nil with errors.
    var placed: Placed?
  }

  private func make(_ index: Int) -> MadeCell {
    let (application, content) = content(cells[index])
    let cluster = clusters[Int(cells[index].cluster)]
    let placed = content.made.map { place($0, application, cluster) }
    return MadeCell(application: application, content: content, placed: placed)
  }

  private func content(_ cell: Cell) -> (application: String, content: FleetContent<Made>) {
    if cell.isBuilt {
      let set = sets[Int(cell.index)]
      return (set.application, FleetContent(set.resources, [], keepsIdentities: false, make))
    }
    let unit = unit(of: cell)
    func build() -> FleetContent<Made> {
      let built = builds.content(of: unit, shared)
      var content = FleetContent(
        built.resources, built.diagnostics, keepsIdentities: keepsIdentities, make)
      content.reads = built.reads
      return content
    }
    return (unit.application, cell.content < 0 ? build() : contents[Int(cell.content)].take(build))
  }

  /// Tells what concerns the unit of a cell; returns what was found about its resources.
  private func report(_ cell: Cell, _ made: MadeCell, _ fleet: inout FleetResult) -> [Diagnostic] {
    let source = nodes[Int(cell.node)].source
    var found = made.content.diagnostics
    if made.content.policy != nil || !made.content.applications.isEmpty {
      let places = source.packed.clusterIndices(Int(cell.index)).map { source.packed.clusterNames[$0] }
      if let policy = made.content.policy {
        found.append(builds.placement.strayPolicy(policy, of: made.application, on: places))
      }
      for place in places {
        for application in made.content.applications { fleet.reportForeign(application, on: place) }
      }
    }
    if fleet.add(found, of: made.application) { fleet.applicationCount += 1 }
    if !source.packedClaims.isEmpty, let claim = source.packedClaims[Int(cell.index)] {
      fleet.check(claim, made.content.identities)
    }
    return found
  }

  /// The resources that two cells of one cluster bring; they are made again to tell, for which there is rarely a need.
  private func conflicts(_ range: Range<Int>, _ hashes: [UInt64]) -> [Diagnostic] {
    guard hashes.hasRepetition else { return [] }
    let ordered = cells[range].sorted { ($0.node, $0.index) < ($1.node, $1.index) }
    return DuplicateCheck.run(
      ordered.lazy.map { cell in
        let cluster = clusters[Int(cell.cluster)]
        if cell.isBuilt {
          let set = sets[Int(cell.index)]
          return (
            cluster: cluster, application: set.application,
            resources: set.resources.map { PlacedIdentity($0) }
          )
        }
        let unit = unit(of: cell)
        let resources = builds.content(of: unit, shared).resources ?? []
        return (
          cluster: cluster, application: unit.application, resources: resources.map { PlacedIdentity($0) }
        )
      }, nodes.applicationLocations)
  }
}

/// The names of clusters in output order.
private struct ClusterRanks {
  private(set) var names: [String] = []
  private var ranks: [ByteKey: Int32] = [:]

  init(_ all: [String]) {
    for name in Set(all.map { ByteKey($0) }).sorted(by: {
      comesBefore($0.text, $1.text)
    }) {
      ranks[name] = Int32(names.count)
      names.append(name.text)
    }
  }

  func rank(of name: String) -> Int32 { ranks[ByteKey(name)] ?? 0 }
}

/// Up to eight bytes as a number that sorts as they do.
private func firstBytes(of name: some Sequence<UInt8>) -> UInt64 {
  var prefix: UInt64 = 0
  var count: UInt64 = 0
  for byte in name.prefix(8) {
    prefix = prefix << 8 | UInt64(byte)
    count += 1
  }
  return count == 0 ? 0 : prefix << (8 * (8 - count))
}

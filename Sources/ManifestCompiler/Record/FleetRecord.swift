internal import KubernetesModel
package import SourceModel

/// What the compilation of a commit leaves behind for later ones: what each application read, and what is needed to build
/// some applications without planning them all.
///
/// It is a hint and nothing more: it says which results can't differ from those of its commit, and none of the results
/// themselves. It holds no manifests, so no Secrets; names and paths only.
package struct FleetRecord: Sendable {
  /// The tree of the commit.
  package let tree: ObjectID
  /// Revisions that sources name, and what remotes, branches and these revisions came to.
  package let revisions: [String]
  package let repositories: ContentFingerprint
  /// `output`, `include` and `exclude` of the fleet file: what the scan looks at.
  let scope: FleetFile
  /// With their labels only.
  let clusters: [Cluster]
  private let clusterNames: [String]
  /// The files that register clusters, in the order of the scan.
  let inventoryFiles: [SourcePath]
  /// Warnings; `unit` is nil for those of the plan.
  let diagnostics: [(unit: Int?, diagnostic: Diagnostic)]
  let unitCount: Int
  /// The units that bring nothing to any cluster.
  private let idle: Set<Int>
  /// The units that bring objects which decide about others.
  private let steering: Set<Int>
  /// The units on each Karmada control plane.
  private let planes: [[Int]]
  let resourceCount: Int
  private let reader: RecordReader
  /// Offsets of the units, and of the texts that they share.
  private let units: Int
  private let texts: Int
  private let textCount: Int
  private let lookups: RecordTable
  private let resources: RecordTable
  /// Whether AppProjects have rules about what applications bring, and what they allow each unit.
  private let hasProjects: Bool
  private let allowed: RecordTable

  /// Nil for bytes that another build of the tool wrote, or that are damaged.
  package init?(_ bytes: [UInt8], tool: String) {
    let magic = Array(Self.magic.utf8)
    guard bytes.starts(with: magic), bytes.count >= magic.count + 16 else { return nil }
    var reader = RecordReader(bytes, at: magic.count)
    let fingerprint = ContentFingerprint(high: reader.fixed64(), low: reader.fixed64())
    guard fingerprint == ContentFingerprint(of: bytes, from: magic.count + 16) else { return nil }
    guard reader.text().utf8.elementsEqual(tool.utf8) else { return nil }
    tree = ObjectID(reader.fixed64(), reader.fixed64(), reader.fixed32())
    repositories = ContentFingerprint(high: reader.fixed64(), low: reader.fixed64())
    revisions = (0..<reader.count()).map { _ in reader.text() }
    var scope = FleetFile()
    scope.output = reader.path()
    scope.include = (0..<reader.count()).map { _ in reader.path() }
    scope.exclude = (0..<reader.count()).map { _ in reader.path() }
    self.scope = scope
    clusters = (0..<reader.count()).map { _ in
      let name = reader.text()
      let labels = (0..<reader.count()).map { _ in (key: reader.text(), value: reader.text()) }
      return Cluster(name: name, labels: Labels(labels))
    }
    clusterNames = clusters.map(\.name)
    inventoryFiles = (0..<reader.count()).map { _ in reader.path() }
    diagnostics = (0..<reader.count()).map { _ in
      let unit = reader.number()
      return (unit == 0 ? nil : unit - 1, reader.diagnostic())
    }
    resourceCount = reader.number()
    idle = Set((0..<reader.count()).map { _ in reader.number() })
    steering = Set((0..<reader.count()).map { _ in reader.number() })
    planes = (0..<reader.count()).map { _ in (0..<reader.count()).map { _ in reader.number() } }
    unitCount = reader.count(of: 4)
    units = reader.skip(unitCount * 4).lowerBound
    textCount = reader.count(of: 4)
    texts = reader.skip(textCount * 4).lowerBound
    _ = reader.block()
    lookups = RecordTable(&reader)
    resources = RecordTable(&reader)
    hasProjects = reader.number() == 1
    allowed = RecordTable(&reader)
    if reader.isBroken || reader.position != bytes.count { return nil }
    self.reader = reader
  }

  static let magic = "fleetfold record 3\n"

  /// Whether everything it says holds for the tree to which `changes` lead, too, as far as the scan is the same.
  package func holds(after changes: TreeChanges) -> Bool {
    let affected = affected(by: changes.lookups)
    return affected.units.isEmpty && !affected.plan
  }

  /// The units that the answers to `changed` may make another result, and whether they may make another plan.
  func affected(by changed: some Sequence<TreeLookup>) -> (units: [Int], plan: Bool) {
    var pending = changed.flatMap { lookups.values(of: $0.bits) }
    var seen: Set<UInt32> = []
    var units: [Int] = []
    var plan = false
    while let node = pending.popLast() {
      guard seen.insert(node).inserted else { continue }
      if node == Self.plan { plan = true } else if node < UInt32(unitCount) { units.append(Int(node)) }
      pending += lookups.values(of: Self.part(node))
    }
    return (units.sorted(), plan)
  }

  /// The unit at `index`; nil for one that only planning can tell.
  func unit(_ index: Int) -> BuildUnit? {
    guard index < unitCount else { return nil }
    var reader = RecordReader(self.reader.bytes, at: Int(self.reader.half(at: units + index * 4)))
    let unit = reader.unit(clusters: clusterNames) { text($0) }
    return reader.isBroken ? nil : unit
  }

  /// With all that stands on the same control planes, for the policies of one application may place what another brings.
  func withControlPlanes(_ units: [Int]) -> [Int] {
    var all = Set(units)
    for plane in planes where !all.isDisjoint(with: plane) { all.formUnion(plane) }
    return all.sorted()
  }

  /// Whether the unit brought objects that decide about others.
  func isSteering(_ unit: Int) -> Bool { steering.contains(unit) }

  /// Whether AppProjects are known to let the unit bring all this.
  func allows(_ sets: [ClusterResourceSet], of unit: Int) -> Bool {
    !hasProjects
      || sets.allSatisfy { set in
        set.resources.allSatisfy { allowed.values(of: Self.ruleKey($0.id)).contains(UInt32(unit)) }
      }
  }

  private func text(_ index: Int) -> String {
    guard index >= 0, index < textCount else { return "" }
    var reader = RecordReader(self.reader.bytes, at: Int(self.reader.half(at: texts + index * 4)))
    return reader.text()
  }

  /// Whether one of `units` may bring an object to a cluster that another application brings there too.
  func mayConflict(_ sets: [ClusterResourceSet], of units: Set<Int>) -> Bool {
    sets.contains { set in
      set.resources.contains { resource in
        resources.values(of: Self.key(resource.id, on: set.cluster)).contains { !units.contains(Int($0)) }
      }
    }
  }

  /// How many of these units brought something.
  func applicationCount(of units: some Sequence<Int>) -> Int { units.count { !idle.contains($0) } }

  /// How many resources these units brought.
  func resourceCount(of units: Set<Int>) -> Int { resources.count { units.contains(Int($0)) } }

  /// The node that stands for the plan.
  static let plan = UInt32.max

  /// The key under which those that use the part `node` stand among the lookups.
  static func part(_ node: UInt32) -> UInt64 { (UInt64(node) | 1 << 40) &* 0x9e37_79b9_7f4a_7c15 }

  /// What tells the objects of all clusters apart, versions aside.
  static func key(_ id: ResourceID, on cluster: String) -> UInt64 {
    hash([cluster, id.group, id.kind, id.namespace, id.name])
  }

  /// All that the rules of an AppProject look at: the name counts for cluster-scoped objects only.
  static func ruleKey(_ id: ResourceID) -> UInt64 {
    hash([id.group, id.kind, id.namespace, id.namespace.isEmpty ? id.name : ""])
  }

  private static func hash(_ texts: [String]) -> UInt64 {
    var bits: UInt64 = 0xcbf2_9ce4_8422_2325
    for text in texts {
      for byte in text.utf8 { bits = (bits ^ UInt64(byte)) &* 0x100_0000_01b3 }
      bits = (bits ^ 0xff) &* 0x100_0000_01b3
    }
    return bits
  }
}

extension RecordReader {
  fileprivate mutating func path() -> SourcePath { SourcePath(text()) ?? .root }

  fileprivate mutating func location() -> SourceLocation {
    SourceLocation(path: path(), line: number(), column: number())
  }

  fileprivate mutating func diagnostic() -> Diagnostic {
    func place(_ reader: inout RecordReader) -> SourceLocation? {
      reader.number() == 0 ? nil : reader.location()
    }
    let id = text()
    let message = text()
    let location = place(&self)
    let notes = (0..<count()).map { _ in Diagnostic.Note(text(), at: place(&self)) }
    return .warning(id, message, at: location, notes: notes)
  }

  mutating func unit(clusters: [String], text shared: (Int) -> String) -> BuildUnit? {
    if number() == 0 { return nil }
    func place(_ reader: inout RecordReader) -> SourceLocation {
      SourceLocation(
        path: SourcePath(shared(reader.number())) ?? .root, line: reader.number(), column: reader.number())
    }
    let application = text()
    let placement: BuildUnit.Placement
    switch number() {
    case 0:
      placement = .clusters(
        (0..<count()).map { _ in number() }.compactMap { clusters.indices.contains($0) ? clusters[$0] : nil })
    case 1: placement = .karmada(policies: nil)
    case 2: placement = .karmada(policies: SourcePath(shared(number())))
    case 3: placement = .kubeFed
    default: placement = .controlPlane(shared(number()))
    }
    let namespace = shared(number())
    let namespaceLocation = place(&self)
    let location = place(&self)
    let lastCounts = number() == 1
    let sources = (0..<count()).map { _ in
      let tree: SourceTree = number() == 0 ? .snapshot : .folder(path())
      let directory = path()
      var options = BuildUnit.Options()
      options.recurse = number() == 1
      return BuildUnit.Source(tree: tree, directory: directory, options: options, location: place(&self))
    }
    return BuildUnit(
      application: application, sources: sources, placement: placement, namespace: namespace,
      namespaceLocation: namespaceLocation, location: location, lastCounts: lastCounts)
  }
}

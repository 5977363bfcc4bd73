internal import Inventory
internal import KubernetesModel
package import SourceModel
internal import YAML

extension FleetRecord {
  /// The record of a compilation; nil for one that a record would not speed up or can't speak for.
  ///
  /// `tree` is what was compiled, and must be the tree of a commit; `tool` tells builds of the tool apart.
  package static func bytes(
    of compilation: Compilation, tree: ObjectID, repositories: any SourceRepositories, tool: String
  ) -> [UInt8]? {
    guard let trace = compilation.trace, compilation.resources != nil, trace.isSeparable,
      trace.units.count >= minimumUnits
    else { return nil }
    var writer = FleetRecordWriter(
      unitCount: trace.units.count, trace.planned, hasProjects: trace.hasProjects)
    for (index, unit) in trace.units.enumerated() { writer.add(unit, at: index) }
    writer.add(discovered: trace.discovered)
    return writer.finish(
      Subject(tool: tool, tree: tree, revisions: trace.revisions, repositories: repositories),
      compilation.diagnostics)
  }

  /// Below this many applications everything is compiled as fast as a record is read.
  static let minimumUnits = 100

  /// What a record is about, and who wrote it.
  struct Subject {
    var tool: String
    var tree: ObjectID
    var revisions: [String]
    var repositories: any SourceRepositories
  }
}

/// Makes a record, unit by unit and in any order.
struct FleetRecordWriter {
  private let planned: PlannedFleet
  /// Whether AppProjects have rules about what applications bring.
  private let hasProjects: Bool
  private var clusters: [String] = []
  private var clusterNumbers: [String: Int] = [:]
  private var texts = SharedTexts()
  private var room = RecordWriter()
  /// Where each unit stands in `room`; nil for one that only planning can tell.
  private var places: [Int?]
  private var brings: [Bool]
  private var steering: [Int] = []
  private var planes: [(name: String, units: [Int])] = []
  private var diagnostics: [(unit: Int, diagnostic: Diagnostic)] = []
  private var resources: [(key: UInt64, value: UInt32)] = []
  private var allowed: [(key: UInt64, value: UInt32)] = []
  private var lookups: RecordedLookups

  init(unitCount: Int, _ planned: PlannedFleet, hasProjects: Bool) {
    self.planned = planned
    self.hasProjects = hasProjects
    places = Array(repeating: nil, count: unitCount)
    brings = Array(repeating: false, count: unitCount)
    lookups = RecordedLookups(firstPart: unitCount)
    lookups.add(planned.reads, of: FleetRecord.plan)
    for cluster in planned.inventory.clusters { note(cluster: cluster.name) }
  }

  /// Clusters that nobody registers have applications too.
  private mutating func note(cluster: String) {
    guard clusterNumbers[cluster] == nil else { return }
    clusterNumbers[cluster] = clusters.count
    clusters.append(cluster)
  }

  /// Adds a unit with what it makes.
  mutating func add(_ traced: TracedUnit, at index: Int) {
    add(traced.unit, traced.reads, traced.diagnostics, brings: !traced.sets.isEmpty, at: index)
    for set in traced.sets {
      for resource in set.resources { add(resource.id, on: set.cluster, of: index) }
    }
    if traced.steersOthers { steering.append(index) }
    if case .controlPlane(let name) = traced.unit.placement {
      if let known = planes.firstIndex(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
        planes[known].units.append(index)
      } else {
        planes.append((name, [index]))
      }
    }
    guard hasProjects else { return }
    let keys = Set(traced.sent.flatMap { $0.resources.map { FleetRecord.ruleKey($0.id) } })
    allowed += keys.sorted().map { ($0, UInt32(index)) }
  }

  /// Adds what was asked for Applications in the output and by checks of the whole fleet.
  mutating func add(discovered reads: ReadTrace) { lookups.add(reads, of: FleetRecord.plan) }

  /// Adds a unit; `brings` tells whether it goes to any cluster.
  mutating func add(
    _ unit: BuildUnit, _ reads: ReadTrace, _ found: [Diagnostic], brings: Bool, at index: Int
  ) {
    if case .clusters(let names) = unit.placement { for name in names { note(cluster: name) } }
    var writer = RecordWriter()
    writer.put(unit, clusters: clusterNumbers, texts: &texts)
    var reader = RecordReader(writer.bytes)
    // Only what comes back as it was may be built from the record.
    let read = reader.unit(clusters: clusters) { texts.all[$0] }
    if let read, read.isSame(as: unit) {
      places[index] = room.bytes.count
      room.append(writer)
    }
    self.brings[index] = brings
    diagnostics += found.map { (index + 1, $0) }
    lookups.add(reads, of: UInt32(index))
  }

  /// Adds a resource that a unit brings to a cluster.
  mutating func add(_ id: ResourceID, on cluster: String, of index: Int) {
    resources.append((FleetRecord.key(id, on: cluster), UInt32(index)))
  }

  /// The record; `all` are the diagnostics of the whole fleet. Nil when the units take more room than offsets can tell.
  consuming func finish(_ subject: FleetRecord.Subject, _ all: [Diagnostic]) -> [UInt8]? {
    var body = RecordWriter()
    putHead(subject, to: &body)
    let own = Set(diagnostics.map(\.diagnostic))
    diagnostics += all.filter { !own.contains($0) }.map { (0, $0) }
    body.put(diagnostics)
    body.put(resources.count)
    body.put(brings.indices.filter { !brings[$0] })
    body.put(steering)
    body.put(planes.count)
    for plane in planes { body.put(plane.units) }
    guard putUnits(to: &body) else { return nil }
    RecordTable.write(lookups.entries, to: &body)
    RecordTable.write(resources, to: &body)
    body.put(hasProjects ? 1 : 0)
    RecordTable.write(allowed, to: &body)
    var result = RecordWriter()
    let fingerprint = ContentFingerprint(of: body.bytes)
    result.put(fixed: fingerprint.high)
    result.put(fixed: fingerprint.low)
    return Array(FleetRecord.magic.utf8) + result.bytes + body.bytes
  }

  private func putHead(_ subject: FleetRecord.Subject, to body: inout RecordWriter) {
    body.put(subject.tool)
    let words = subject.tree.words
    body.put(fixed: words.high)
    body.put(fixed: words.middle)
    body.put(fixed: words.low)
    let repositories = subject.repositories.fingerprint(of: subject.revisions)
    body.put(fixed: repositories.high)
    body.put(fixed: repositories.low)
    body.put(subject.revisions.count)
    for revision in subject.revisions { body.put(revision) }
    let file = planned.file
    body.put(file.output.string)
    for paths in [file.include, file.exclude] {
      body.put(paths.count)
      for path in paths { body.put(path.string) }
    }
    body.put(clusters.count)
    for cluster in clusters {
      let labels = planned.inventory.cluster(named: cluster)?.labels ?? Labels()
      body.put(cluster)
      body.put(labels.pairs.count)
      for (key, value) in labels.pairs {
        body.put(key)
        body.put(value)
      }
    }
    var files: [SourcePath] = []
    for document in planned.plan.scanned.inventory where files.last != document.path {
      files.append(document.path)
    }
    body.put(files.count)
    for path in files { body.put(path.string) }
  }

  private mutating func putUnits(to body: inout RecordWriter) -> Bool {
    var unknown: Int?
    var offsets: [Int] = []
    for place in places {
      if place == nil, unknown == nil {
        unknown = room.bytes.count
        room.put(0)
      }
      offsets.append(place ?? unknown ?? 0)
    }
    for text in texts.all {
      offsets.append(room.bytes.count)
      room.put(text)
    }
    var lengths = RecordWriter()
    lengths.put(places.count)
    lengths.put(texts.all.count)
    lengths.put(room.bytes.count)
    let first = FleetRecord.magic.utf8.count + 16
    let start = first + body.bytes.count + lengths.bytes.count + 4 * offsets.count
    guard start + room.bytes.count < Int(UInt32.max) else { return false }
    body.put(places.count)
    for offset in offsets.prefix(places.count) { body.put(fixed: UInt32(start + offset)) }
    body.put(texts.all.count)
    for offset in offsets.dropFirst(places.count) { body.put(fixed: UInt32(start + offset)) }
    body.put(room)
    return true
  }
}

/// Which computation asked what.
private struct RecordedLookups {
  private(set) var entries: [(key: UInt64, value: UInt32)] = []
  private var nextPart: UInt32
  /// Parts that several computations use, and their numbers; held, so that none can be mistaken for another.
  private var numbers: [ObjectIdentifier: (part: ReadTrace, number: UInt32)] = [:]
  /// Parts that were seen once, of late.
  private var once: [ObjectIdentifier: ReadTrace] = [:]
  private static let onceLimit = 4096

  init(firstPart: Int) { nextPart = UInt32(firstPart) }

  /// What one computation uses is its own; what comes again is kept once and pointed at.
  mutating func add(_ reads: ReadTrace, of node: UInt32) {
    var work = [(trace: reads, node: node)]
    while let (reads, node) = work.popLast() {
      for lookup in reads.lookups { entries.append((lookup.bits, node)) }
      for part in reads.parts {
        let id = ObjectIdentifier(part)
        if let known = numbers[id] {
          entries.append((FleetRecord.part(known.number), node))
        } else if once.removeValue(forKey: id) != nil {
          numbers[id] = (part, nextPart)
          entries.append((FleetRecord.part(nextPart), node))
          work.append((part, nextPart))
          nextPart += 1
        } else {
          if once.count >= Self.onceLimit { once.removeAll(keepingCapacity: true) }
          once[id] = part
          work.append((part, node))
        }
      }
    }
  }
}

/// Texts that many units share, each once.
private struct SharedTexts {
  private(set) var all: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func number(of text: String) -> Int {
    if let known = numbers[text], all[known].utf8.elementsEqual(text.utf8) { return known }
    numbers[text] = all.count
    all.append(text)
    return all.count - 1
  }
}

extension RecordWriter {
  fileprivate mutating func put(_ numbers: [Int]) {
    put(numbers.count)
    for number in numbers { put(number) }
  }

  fileprivate mutating func put(_ diagnostics: [(unit: Int, diagnostic: Diagnostic)]) {
    put(diagnostics.count)
    for (unit, diagnostic) in diagnostics {
      put(unit)
      put(diagnostic.id)
      put(diagnostic.message)
      put(diagnostic.location)
      put(diagnostic.notes.count)
      for note in diagnostic.notes {
        put(note.message)
        put(note.location)
      }
    }
  }

  fileprivate mutating func put(_ location: SourceLocation?) {
    put(location == nil ? 0 : 1)
    guard let location else { return }
    put(location.path.string)
    put(location.line)
    put(location.column)
  }

  fileprivate mutating func put(_ location: SourceLocation, texts: inout SharedTexts) {
    put(texts.number(of: location.path.string))
    put(location.line)
    put(location.column)
  }

  /// Writes what the reader knows of a unit; the caller sees whether that is all.
  fileprivate mutating func put(_ unit: BuildUnit, clusters: [String: Int], texts: inout SharedTexts) {
    put(1)
    put(unit.application)
    switch unit.placement {
    case .clusters(let names):
      put(0)
      put(names.count)
      for name in names { put(clusters[name] ?? clusters.count) }
    case .karmada(let policies):
      put(policies == nil ? 1 : 2)
      if let policies { put(texts.number(of: policies.string)) }
    case .kubeFed: put(3)
    case .controlPlane(let name):
      put(4)
      put(texts.number(of: name))
    }
    put(texts.number(of: unit.namespace))
    put(unit.namespaceLocation, texts: &texts)
    put(unit.location, texts: &texts)
    put(unit.lastCounts ? 1 : 0)
    put(unit.sources.count)
    for source in unit.sources {
      if case .folder(let folder) = source.tree {
        put(1)
        put(folder.string)
      } else {
        put(0)
      }
      put(source.directory.string)
      put(source.options.recurse ? 1 : 0)
      put(source.location, texts: &texts)
    }
  }
}

internal import Inventory
internal import KubernetesModel
package import SourceModel

extension FleetRecord {
  /// The record of a compilation; nil for one that a record would not speed up or can't speak for.
  ///
  /// `tree` is what was compiled, and must be the tree of a commit; `tool` tells builds of the tool apart.
  package static func bytes(
    of compilation: Compilation, tree: ObjectID, repositories: any SourceRepositories, tool: String
  ) -> [UInt8]? {
    guard let trace = compilation.trace, compilation.resources != nil, trace.isSeparable,
      trace.built.count >= minimumUnits
    else { return nil }
    let repositories = repositories.fingerprint(of: trace.revisions)
    var body = RecordWriter()
    body.put(tool)
    let words = tree.words
    body.put(fixed: words.high)
    body.put(fixed: words.middle)
    body.put(fixed: words.low)
    body.put(fixed: repositories.high)
    body.put(fixed: repositories.low)
    body.put(trace.revisions.count)
    for revision in trace.revisions { body.put(revision) }
    let file = trace.planned.file
    body.put(file.output.string)
    for paths in [file.include, file.exclude] {
      body.put(paths.count)
      for path in paths { body.put(path.string) }
    }
    let clusters = trace.planned.inventory.clusters
    body.put(clusters.count)
    for cluster in clusters {
      body.put(cluster.name)
      body.put(cluster.labels.pairs.count)
      for (key, value) in cluster.labels.pairs {
        body.put(key)
        body.put(value)
      }
    }
    putDiagnostics(of: compilation, trace, to: &body)
    guard putUnits(of: trace, to: &body) else { return nil }
    putLookups(of: trace, to: &body)
    putResources(of: trace, to: &body)
    var result = RecordWriter()
    let fingerprint = ContentFingerprint(of: body.bytes)
    result.put(fixed: fingerprint.high)
    result.put(fixed: fingerprint.low)
    return Array(magic.utf8) + result.bytes + body.bytes
  }

  /// Below this many applications everything is compiled as fast as a record is read.
  private static let minimumUnits = 100

  private static func putDiagnostics(
    of compilation: Compilation, _ trace: FleetTrace, to body: inout RecordWriter
  ) {
    var diagnostics: [(Int, Diagnostic)] = []
    for (index, built) in trace.built.enumerated() {
      diagnostics += built.result.sets.diagnostics.map { (index + 1, $0) }
    }
    let own = Set(diagnostics.map(\.1))
    diagnostics += compilation.diagnostics.filter { !own.contains($0) }.map { (0, $0) }
    body.put(diagnostics.count)
    for (unit, diagnostic) in diagnostics {
      body.put(unit)
      body.put(diagnostic.id)
      body.put(diagnostic.message)
      body.put(diagnostic.location)
      body.put(diagnostic.notes.count)
      for note in diagnostic.notes {
        body.put(note.message)
        body.put(note.location)
      }
    }
    let sets = trace.built.flatMap { $0.result.sets.value ?? [] }
    body.put(sets.reduce(0) { $0 + $1.resources.count })
    let idle = trace.built.indices.filter { trace.built[$0].result.sets.value?.isEmpty ?? true }
    body.put(idle.count)
    for index in idle { body.put(index) }
  }

  /// False when the units take more room than their offsets can tell.
  private static func putUnits(of trace: FleetTrace, to body: inout RecordWriter) -> Bool {
    let units = trace.built.map(\.unit)
    let clusters = trace.planned.inventory.clusters
    var clusterNumbers: [String: Int] = [:]
    for (index, cluster) in clusters.enumerated() { clusterNumbers[cluster.name] = index }
    var texts = SharedTexts()
    var encoded: [RecordWriter] = []
    for unit in units {
      var writer = RecordWriter()
      writer.put(unit, clusters: clusterNumbers, texts: &texts)
      var reader = RecordReader(writer.bytes)
      // Only what comes back as it was may be built from the record.
      if let read = reader.unit(clusters: clusters, text: { texts.all[$0] }), read.isSame(as: unit) {
        encoded.append(writer)
      } else {
        var unknown = RecordWriter()
        unknown.put(0)
        encoded.append(unknown)
      }
    }
    let first = magic.utf8.count + 16
    let tables = 4 * (units.count + texts.all.count)
    var room = RecordWriter()
    var offsets: [Int] = []
    for unit in encoded {
      offsets.append(room.bytes.count)
      room.append(unit)
    }
    for text in texts.all {
      offsets.append(room.bytes.count)
      room.put(text)
    }
    var lengths = RecordWriter()
    lengths.put(units.count)
    lengths.put(texts.all.count)
    lengths.put(room.bytes.count)
    let start = first + body.bytes.count + lengths.bytes.count + tables
    guard start + room.bytes.count < Int(UInt32.max) else { return false }
    body.put(units.count)
    for offset in offsets.prefix(units.count) { body.put(fixed: UInt32(start + offset)) }
    body.put(texts.all.count)
    for offset in offsets.dropFirst(units.count) { body.put(fixed: UInt32(start + offset)) }
    body.put(room)
    return true
  }

  private static func putLookups(of trace: FleetTrace, to body: inout RecordWriter) {
    var users: [ObjectIdentifier: Int] = [:]
    var pending = trace.built.map(\.result.reads)
    while let next = pending.popLast() {
      for part in next.parts {
        let id = ObjectIdentifier(part)
        users[id, default: 0] += 1
        if users[id] == 1 { pending.append(part) }
      }
    }
    var entries: [(key: UInt64, value: UInt32)] = []
    var numbers: [ObjectIdentifier: UInt32] = [:]
    var work = trace.built.enumerated().map { (trace: $1.result.reads, node: UInt32($0)) }
    work.append((trace.planned.reads, plan))
    var next = UInt32(trace.built.count)
    while let (reads, node) = work.popLast() {
      for lookup in reads.lookups { entries.append((lookup.bits, node)) }
      for part in reads.parts {
        let id = ObjectIdentifier(part)
        // What one computation uses is its own; what several use is kept once and pointed at.
        guard users[id] ?? 0 > 1 else {
          work.append((part, node))
          continue
        }
        if let number = numbers[id] {
          entries.append((FleetRecord.part(number), node))
          continue
        }
        numbers[id] = next
        entries.append((FleetRecord.part(next), node))
        work.append((part, next))
        next += 1
      }
    }
    RecordTable.write(entries, to: &body)
  }

  private static func putResources(of trace: FleetTrace, to body: inout RecordWriter) {
    var entries: [(key: UInt64, value: UInt32)] = []
    for (index, built) in trace.built.enumerated() {
      for set in built.result.sets.value ?? [] {
        for resource in set.resources { entries.append((key(resource.id, on: set.cluster), UInt32(index))) }
      }
    }
    RecordTable.write(entries, to: &body)
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
    var names: [String] = []
    if case .clusters(let all) = unit.placement { names = all }
    put(names.count)
    for name in names { put(clusters[name] ?? clusters.count) }
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

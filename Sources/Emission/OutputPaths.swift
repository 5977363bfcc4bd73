internal import KubernetesModel
internal import SourceModel

/// Which resources go to which path, with every collision resolved in a way that does not depend on order.
struct OutputPaths {
  struct ResourceIndex {
    var set: Int
    var resource: Int
  }

  struct Output {
    var path: SourcePath
    /// In output order.
    var resources: [ResourceIndex]
  }

  private(set) var files: [Output] = []
  private(set) var diagnostics: [Diagnostic] = []

  init(_ sets: [OutputSet], layout: OutputLayout) {
    for (setIndex, set) in sets.enumerated() {
      reportDuplicates(in: set)
      for resource in set.resources.indices {
        files.append(
          Output(
            path: layout.path(of: set.resources[resource].id, in: set),
            resources: [ResourceIndex(set: setIndex, resource: resource)]))
      }
    }
    if !layout.isPerResource { join(sets, layout: layout) }
    separate(sets, layout: layout)
  }

  /// Two resources of one application that the cluster would take for one.
  private mutating func reportDuplicates(in set: OutputSet) {
    var seen: [Identity: PlacedIdentity] = [:]
    for resource in set.resources {
      guard let first = seen.updateValue(resource, forKey: Identity(resource.id)) else { continue }
      diagnostics.append(
        .error(
          duplicateResource,
          "\(resource.id) is twice in \(set.application) on \(set.cluster); remove one",
          at: resource.location, notes: [.init("the other is here", at: first.location)]))
    }
  }

  /// Joins the resources that give all placeholders of the layout the same values.
  private mutating func join(_ sets: [OutputSet], layout: OutputLayout) {
    var positions: [[ByteKey]: Int] = [:]
    var joined: [Output] = []
    for file in files {
      let key = values(of: file, sets, layout)
      if let position = positions[key] {
        joined[position].resources += file.resources
      } else {
        positions[key] = joined.count
        joined.append(file)
      }
    }
    files = joined
  }

  /// Appends the namespace, then the group, then a hash of the identity to all paths of a group that collides.
  ///
  /// Compared without regard to case and to composition of characters, as the file systems of macOS and Windows
  /// compare: there two such files would be one. All members of a group change, so the outcome is the same in
  /// whatever order they come.
  private mutating func separate(_ sets: [OutputSet], layout: OutputLayout) {
    var levels = [Int](repeating: 0, count: files.count)
    for level in 1...3 {
      // `String` as the key on purpose: its equality is canonical equivalence.
      var groups: [String: [Int]] = [:]
      for (index, file) in files.enumerated() {
        groups[file.path.string.lowercased(), default: []].append(index)
      }
      if groups.count == files.count { return }
      for group in groups.values where group.count > 1 {
        for index in group { levels[index] = level }
      }
      for index in files.indices where levels[index] == level {
        files[index].path = path(of: files[index], level: level, sets, layout)
      }
    }
  }

  private func path(
    of file: Output, level: Int, _ sets: [OutputSet], _ layout: OutputLayout
  ) -> SourcePath {
    let set = sets[file.resources[0].set]
    let id = set.resources[file.resources[0].resource].id
    var suffixes: [String] = []
    if layout.isPerResource {
      if !layout.uses(.namespace), !id.namespace.utf8.isEmpty {
        suffixes.append(layout.value(of: .namespace, id, set))
      }
      if level > 1, !layout.uses(.group) { suffixes.append(layout.value(of: .group, id, set)) }
    }
    if level > 2 { suffixes.append(shortHash(values(of: file, sets, layout).map(\.text))) }
    return layout.path(of: id, in: set, suffixes: suffixes)
  }

  /// What tells one file from all others, before names are made fit for a file system.
  private func values(of file: Output, _ sets: [OutputSet], _ layout: OutputLayout) -> [ByteKey] {
    let set = sets[file.resources[0].set]
    let id = set.resources[file.resources[0].resource].id
    let texts =
      if layout.isPerResource {
        [set.cluster, set.application, id.group, id.kind, id.namespace, id.name]
      } else {
        OutputLayout.Placeholder.allCases.map { layout.uses($0) ? raw($0, id, set) : "" }
      }
    return texts.map(ByteKey.init)
  }

  private func raw(_ placeholder: OutputLayout.Placeholder, _ id: ResourceID, _ set: OutputSet)
    -> String
  {
    switch placeholder {
    case .cluster: set.cluster
    case .application: set.application
    case .namespace: id.namespace
    case .group: id.group
    case .version: id.version
    case .kind: id.kind
    case .name: id.name
    }
  }
}

/// What a cluster knows a resource by: its version is not part of it.
private struct Identity: Hashable {
  private var texts: [ByteKey]

  init(_ id: ResourceID) { texts = [id.group, id.kind, id.namespace, id.name].map(ByteKey.init) }
}

private let duplicateResource = "emission.duplicate-resource"

internal import KubernetesModel
internal import SourceModel

/// An application that counts, with all that tells what it brings from what others bring.
struct TracedUnit: Sendable {
  var unit: BuildUnit
  /// What is told of it alone; what is told of a control plane belongs to the first of its applications.
  var diagnostics: [Diagnostic]
  /// What clusters get of it.
  var sets: [ClusterResourceSet]
  /// What it sends to its destination, before a control plane hands it on.
  var sent: [ClusterResourceSet]
  var reads: ReadTrace

  init(_ unit: BuildUnit, _ result: BuiltUnit) {
    self.unit = unit
    diagnostics = result.sets.diagnostics
    sets = result.sets.value ?? []
    sent = result.sent(by: unit)
    reads = result.reads
  }

  /// Whether it brings objects that decide about others.
  var steersOthers: Bool { (sets + sent).contains { $0.resources.contains { $0.id.steersOthers } } }
}

extension [TracedUnit] {
  /// Takes in what a control plane makes of what is sent to it.
  mutating func take(_ placed: Compiled<PlacedResources>, from plane: String) {
    let own = indices.filter { self[$0].unit.isPlaced(by: plane) }
    guard let first = own.first else { return }
    self[first].diagnostics += placed.diagnostics
    for set in placed.value?.sets ?? [] {
      let index = own.first { self[$0].unit.application.utf8.elementsEqual(set.application.utf8) }
      if let index { self[index].sets.append(set) }
    }
  }
}

extension BuildUnit {
  /// Whether the policies on this control plane decide where it goes.
  func isPlaced(by plane: String) -> Bool {
    guard case .controlPlane(let name) = placement else { return false }
    return name.utf8.elementsEqual(plane.utf8)
  }
}

extension BuiltUnit {
  /// What the application sends to its destination, before a control plane hands it on.
  func sent(by unit: BuildUnit) -> [ClusterResourceSet] {
    guard let held, case .controlPlane(let name) = unit.placement else { return sets.value ?? [] }
    return [ClusterResourceSet(cluster: name, application: unit.application, resources: held)]
  }
}

extension ResourceID {
  /// Whether the object decides about others: what brings it is never judged by itself.
  var steersOthers: Bool {
    group.utf8.elementsEqual("argoproj.io".utf8)
      && ["Application", "ApplicationSet", "AppProject"].contains(kind)
  }
}

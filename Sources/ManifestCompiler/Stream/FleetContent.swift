internal import Karmada
internal import KubernetesModel
internal import SourceModel
internal import Synchronization

/// What one application brings to each of its clusters, made into what is wanted, and what checks want to know of it.
struct FleetContent<Made: Sendable>: Sendable {
  /// Nil with errors.
  var made: Made?
  var diagnostics: [Diagnostic]
  /// One for each resource, by which a cluster tells it from others; hardly ever equal for two that are not.
  var hashes: [UInt64] = []
  /// Empty where no project has rules about them.
  var identities: [PlacedIdentity] = []
  /// Those of Applications and ApplicationSets.
  var applications: [PlacedIdentity] = []
  /// The first Karmada policy.
  var policy: PlacedIdentity?
  /// What was asked of the snapshot for it; nothing where nobody records that.
  var reads = ReadTrace.nothing

  init(
    _ resources: [Resource]?, _ diagnostics: [Diagnostic], keepsIdentities: Bool,
    _ make: ([Resource]) -> Compiled<Made>
  ) {
    self.diagnostics = diagnostics
    guard let resources else { return }
    let result = make(resources)
    made = result.value
    self.diagnostics += result.diagnostics
    hashes = resources.map { $0.id.hashOnCluster }
    if keepsIdentities { identities = resources.map { PlacedIdentity($0) } }
    for resource in resources {
      if resource.id.makesApplications { applications.append(PlacedIdentity(resource)) }
      if policy == nil, resource.id.isKarmadaPolicy { policy = PlacedIdentity(resource) }
    }
  }
}

/// The content that several clusters share: made by the first that needs it, dropped by the last.
final class SharedFleetContent<Made: Sendable>: Sendable {
  private struct State {
    var content: FleetContent<Made>?
    var users: Int
  }

  private let state: Mutex<State>

  init(users: Int) { state = Mutex(State(users: users)) }

  /// Called once by each user; others wait for the one that makes it.
  func take(_ make: () -> FleetContent<Made>) -> FleetContent<Made> {
    state.withLock { state in
      let content = state.content ?? make()
      state.users -= 1
      state.content = state.users > 0 ? content : nil
      return content
    }
  }
}

extension ResourceID {
  /// Of what a cluster knows the resource by: its version is not part of it.
  fileprivate var hashOnCluster: UInt64 {
    var hash = BytesHash()
    for text in [group, kind, namespace, name] { hash.combine(text.utf8) }
    return hash.value
  }
}

internal import Synchronization

/// Lends open repositories to threads, each to one at a time, so that as many can read as there are processors.
final class HandlePool: Sendable {
  /// A place for one handle, opened when first needed.
  private final class Slot: Sendable {
    let handle: Mutex<RepositoryHandle?>

    init() { handle = Mutex(nil) }
  }

  private let location: RepositoryLocation
  private let slots: [Slot]
  /// Where to wait when all are lent out.
  private let turn = Atomic<Int>(0)

  init(_ location: RepositoryLocation, count: Int) {
    self.location = location
    slots = (0..<max(1, count)).map { _ in Slot() }
  }

  /// Runs `body` with a handle of this thread's own.
  func withHandle<Result: Sendable>(
    _ body: @Sendable (borrowing RepositoryHandle) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    for slot in slots {
      let result = try slot.handle.withLockIfAvailable { handle throws(GitError) in
        try use(&handle, body)
      }
      if let result { return result }
    }
    let next = turn.wrappingAdd(1, ordering: .relaxed).newValue
    let slot = slots[Int(UInt(bitPattern: next) % UInt(slots.count))]
    return try slot.handle.withLock { handle throws(GitError) in try use(&handle, body) }
  }

  private func use<Result: Sendable>(
    _ handle: inout RepositoryHandle?,
    _ body: @Sendable (borrowing RepositoryHandle) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    if handle == nil { handle = try RepositoryHandle.open(location) }
    switch handle {
    case .some(let open): return try body(open)
    case .none: preconditionFailure("internal error: a handle that was just opened is gone")
    }
  }
}

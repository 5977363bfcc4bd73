internal import Synchronization

/// Transforms every input on up to `workers` threads; the results are in the order of the inputs.
///
/// Workers take the next index from one counter, so a slow item does not hold the others up. With one worker nothing
/// is started and the inputs are done in turn.
func parallelMap<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], workers: Int, _ transform: @escaping @Sendable (Input) -> Output
) async -> [Output] {
  let workers = min(workers, inputs.count)
  if workers <= 1 { return inputs.map(transform) }
  let next = Counter()
  return await withTaskGroup(of: [(Int, Output)].self) { group in
    for _ in 0..<workers {
      group.addTask {
        var done: [(Int, Output)] = []
        while true {
          let index = next.take()
          guard index < inputs.count else { return done }
          done.append((index, transform(inputs[index])))
        }
      }
    }
    var results = [Output?](repeating: nil, count: inputs.count)
    for await part in group {
      for (index, output) in part { results[index] = output }
    }
    return results.compactMap { $0 }
  }
}

/// Hands out 0, 1, 2 ... to any number of threads.
private final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}

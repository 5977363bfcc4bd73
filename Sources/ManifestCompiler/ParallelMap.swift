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

/// Hands the results for 0, 1, 2 ... up to `count` on in that order, while up to `workers` threads make further ones.
///
/// However many there are, only some are there at a time: workers take `size` of them at once. With one worker nothing is
/// started.
package func parallelForEach<Output: Sendable>(
  _ count: Int, by size: Int = 16, workers: Int, _ transform: @escaping @Sendable (Int) -> Output,
  take: (Output) -> Void
) async {
  let slices = (count + size - 1) / size
  if min(workers, slices) <= 1 { return (0..<count).forEach { take(transform($0)) } }
  await withTaskGroup(of: (slice: Int, outputs: [Output]).self) { group in
    var started = 0
    var taken = 0
    var waiting: [Int: [Output]] = [:]
    func start() {
      // One slow slice must not let the others run far ahead of it.
      while started < min(slices, taken + workers * 8), started - taken - waiting.count < workers {
        let slice = started
        group.addTask { (slice, (slice * size..<min(count, (slice + 1) * size)).map(transform)) }
        started += 1
      }
    }
    start()
    while let (slice, outputs) = await group.next() {
      waiting[slice] = outputs
      start()
      while let next = waiting.removeValue(forKey: taken) {
        taken += 1
        next.forEach(take)
      }
      start()
    }
  }
}

/// Hands out 0, 1, 2 ... to any number of threads.
private final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}

/// One step of a compiled expression; numbers are indices of steps.
enum Instruction: Sendable {
  case scalar(UInt32, next: Int)
  case set(ScalarSet, next: Int)
  case anyButNewline(next: Int)
  case any(next: Int)
  /// Tries the first way before the second.
  case split(Int, Int)
  case save(slot: Int, next: Int)
  case assertion(Assertion, next: Int)
  case match
}

/// A compiled expression.
struct Program: Sendable {
  private(set) var instructions: [Instruction] = [.match]
  private(set) var start = 0
  let captureCount: Int

  /// Steps; repetitions of repetitions are copies.
  private static let maximumSize = 60_000

  init(_ node: SyntaxNode, captureCount: Int, pattern: String) throws(PatternError) {
    self.captureCount = captureCount
    guard let entry = emit(node, next: 0) else {
      throw PatternError("expression too large", pattern.unicodeScalars.count > 40 ? "..." : pattern)
    }
    start = entry
  }

  private mutating func add(_ instruction: Instruction) -> Int? {
    guard instructions.count < Program.maximumSize else { return nil }
    instructions.append(instruction)
    return instructions.count - 1
  }

  /// Adds the steps of `node` that lead to `next`; nil when there are too many.
  private mutating func emit(_ node: SyntaxNode, next: Int) -> Int? {
    switch node {
    case .empty: return next
    case .scalar(let value): return add(.scalar(value, next: next))
    case .set(let set): return add(.set(set, next: next))
    case .anyButNewline: return add(.anyButNewline(next: next))
    case .any: return add(.any(next: next))
    case .assertion(let assertion): return add(.assertion(assertion, next: next))
    case .capture(let inner, let index):
      guard let end = add(.save(slot: index * 2 + 1, next: next)), let body = emit(inner, next: end) else {
        return nil
      }
      return add(.save(slot: index * 2, next: body))
    case .sequence(let nodes):
      var entry = next
      for node in nodes.reversed() {
        guard let step = emit(node, next: entry) else { return nil }
        entry = step
      }
      return entry
    case .alternatives(let nodes):
      var entry: Int?
      for node in nodes.reversed() {
        guard let step = emit(node, next: next) else { return nil }
        guard let other = entry else {
          entry = step
          continue
        }
        guard let split = add(.split(step, other)) else { return nil }
        entry = split
      }
      return entry
    case .repetition(let inner, let minimum, let maximum, let isGreedy):
      return emitRepetition(inner, minimum, maximum, isGreedy, next)
    }
  }

  private mutating func emitRepetition(
    _ inner: SyntaxNode, _ minimum: Int, _ maximum: Int?, _ isGreedy: Bool, _ next: Int
  ) -> Int? {
    func split(_ body: Int, _ out: Int) -> Instruction { isGreedy ? .split(body, out) : .split(out, body) }
    var entry = next
    var copies = minimum
    if let maximum {
      for _ in minimum..<max(maximum, minimum) {
        guard let body = emit(inner, next: entry), let choice = add(split(body, next)) else { return nil }
        entry = choice
      }
    } else {
      // One or more; the loop comes back to the choice behind the body.
      guard let choice = add(.match), let body = emit(inner, next: choice) else { return nil }
      instructions[choice] = split(body, next)
      if minimum > 0 {
        entry = body
        copies -= 1
      } else if inner.isNullable {
        // Zero or more of what can be empty: one or more, or none, to keep the order of preference.
        guard let whole = add(split(body, next)) else { return nil }
        entry = whole
      } else {
        entry = choice
      }
    }
    for _ in 0..<max(copies, 0) {
      guard let body = emit(inner, next: entry) else { return nil }
      entry = body
    }
    return entry
  }
}

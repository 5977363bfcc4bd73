/// Runs a program over a text, all ways at once: time grows with text times program, never faster.
struct Matcher {
  private let program: Program
  private let bytes: [UInt8]
  private let slotCount: Int

  /// The ways that are alive at one place, the preferred first.
  private struct Threads {
    var steps: [Int] = []
    var slots: [Int] = []
    /// For each step, the last round in which it was added.
    var rounds: [Int]

    init(size: Int) { rounds = Array(repeating: -1, count: size) }
  }

  init(_ program: Program, _ bytes: [UInt8], wantsCaptures: Bool) {
    self.program = program
    self.bytes = bytes
    slotCount = wantsCaptures ? program.captureCount * 2 : 0
  }

  /// The slots of the leftmost match from `start` on; nil when there is none. Slots that took no part are -1.
  ///
  /// Each step at each place costs one of `budget`; below zero the search gives up.
  func run(from start: Int, budget: inout Int) -> [Int]? {
    var current = Threads(size: program.instructions.count)
    var following = Threads(size: program.instructions.count)
    var best: [Int]?
    var at = start
    var before = previous(start)
    while true {
      let (scalar, width) = decode(at)
      budget -= current.steps.count + 1
      if budget < 0 { return nil }
      if current.steps.isEmpty, best != nil { break }
      if best == nil {
        var slots = [Int](repeating: -1, count: slotCount)
        if slotCount > 0 { slots[0] = at }
        add(program.start, slots, at, before, scalar, to: &current)
      }
      if current.steps.isEmpty, isAnchored, at >= start { break }
      following.steps.removeAll(keepingCapacity: true)
      following.slots.removeAll(keepingCapacity: true)
      let after = decode(at + width).scalar
      threads: for (index, step) in current.steps.enumerated() {
        let next: Int
        switch program.instructions[step] {
        case .match:
          best = Array(current.slots[(index * slotCount)..<((index + 1) * slotCount)])
          if slotCount > 0 { best?[1] = at }
          break threads
        case .scalar(let value, let to):
          guard value == scalar else { continue }
          next = to
        case .set(let set, let to):
          guard let scalar, set.contains(scalar) else { continue }
          next = to
        case .anyButNewline(let to):
          guard let scalar, scalar != 0x0A else { continue }
          next = to
        case .any(let to):
          guard scalar != nil else { continue }
          next = to
        default: continue
        }
        let slots = Array(current.slots[(index * slotCount)..<((index + 1) * slotCount)])
        add(next, slots, at + width, scalar, after, to: &following)
      }
      if best != nil, slotCount == 0 { return [] }
      swap(&current, &following)
      if width == 0 { break }
      before = scalar
      at += width
    }
    return best
  }

  private var isAnchored: Bool {
    if case .assertion(.textStart, _) = program.instructions[program.start] { return true }
    return false
  }

  /// Follows the steps that take no character.
  private func add(
    _ step: Int, _ slots: [Int], _ at: Int, _ before: UInt32?, _ after: UInt32?, to threads: inout Threads
  ) {
    var pending = [(step, slots)]
    while let (step, slots) = pending.popLast() {
      if threads.rounds[step] == at { continue }
      threads.rounds[step] = at
      switch program.instructions[step] {
      case .split(let first, let second):
        pending.append((second, slots))
        pending.append((first, slots))
      case .save(let slot, let next):
        var slots = slots
        if slot < slots.count { slots[slot] = at }
        pending.append((next, slots))
      case .assertion(let assertion, let next):
        if holds(assertion, before, after) { pending.append((next, slots)) }
      default:
        threads.steps.append(step)
        threads.slots.append(contentsOf: slots)
      }
    }
  }

  private func holds(_ assertion: Assertion, _ before: UInt32?, _ after: UInt32?) -> Bool {
    switch assertion {
    case .textStart: before == nil
    case .textEnd: after == nil
    case .lineStart: before == nil || before == 0x0A
    case .lineEnd: after == nil || after == 0x0A
    case .wordBoundary: isWord(before) != isWord(after)
    case .noWordBoundary: isWord(before) == isWord(after)
    }
  }

  private func isWord(_ scalar: UInt32?) -> Bool {
    switch scalar ?? 0 {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
    default: false
    }
  }

  /// The scalar at a place and its length in bytes; nil and 0 at the end. A byte that is no UTF-8 is U+FFFD.
  func decode(_ at: Int) -> (scalar: UInt32?, width: Int) {
    guard at < bytes.count else { return (nil, 0) }
    let first = bytes[at]
    if first < 0x80 { return (UInt32(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    guard length > 1, at + length <= bytes.count else { return (0xFFFD, 1) }
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for index in 1..<length {
      let byte = bytes[at + index]
      guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
      value = value << 6 | UInt32(byte & 0x3F)
    }
    let minimum: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
    guard value >= minimum, Unicode.Scalar(value) != nil else { return (0xFFFD, 1) }
    return (value, length)
  }

  private func previous(_ at: Int) -> UInt32? {
    guard at > 0 else { return nil }
    var start = at - 1
    while start > 0, at - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let (scalar, width) = decode(start)
    return start + width == at ? scalar : 0xFFFD
  }
}

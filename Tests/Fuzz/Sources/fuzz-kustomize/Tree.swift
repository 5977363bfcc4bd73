/// What is to be written as YAML, in whatever style.
indirect enum Tree {
  /// A scalar as it is to stand in the file, quotes included.
  case scalar(String)
  /// A block scalar: its header (`|`, `>-`, …) and its lines, not yet indented.
  case text(header: String, lines: [String])
  case map([(key: String, value: Tree)])
  case list([Tree])

  subscript(key: String) -> Tree? {
    guard case .map(let pairs) = self else { return nil }
    return pairs.first { $0.key == key }?.value
  }

  /// This map with one field more, or with another value for it.
  func setting(_ key: String, _ value: Tree?) -> Tree {
    guard case .map(var pairs) = self else { return self }
    pairs.removeAll { $0.key == key }
    if let value { pairs.append((key, value)) }
    return .map(pairs)
  }

  /// The way to some field, from the top: keys as they are written, and places in lists.
  func path(_ random: inout Randomness) -> [String] {
    var steps: [String] = []
    var tree = self
    while true {
      switch tree {
      case .map(let pairs) where !pairs.isEmpty && (steps.isEmpty || random.chance(85)):
        let pair = random.pick(pairs)
        steps.append(pair.key)
        tree = pair.value
      case .list(let elements) where !elements.isEmpty && random.chance(85):
        let place = random.below(elements.count)
        steps.append(String(place))
        tree = elements[place]
      default: return steps
      }
    }
  }

  /// What is at the end of a way.
  func value(at steps: [String]) -> Tree? {
    guard let step = steps.first else { return self }
    let next: Tree?
    switch self {
    case .map: next = self[step]
    case .list(let elements): next = Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    default: next = nil
    }
    return next?.value(at: Array(steps.dropFirst()))
  }

  var isFlowable: Bool {
    switch self {
    case .scalar: true
    case .text: false
    case .map(let pairs): pairs.allSatisfy { !$0.key.hasPrefix("?") && $0.value.isFlowable }
    case .list(let elements): elements.allSatisfy(\.isFlowable)
    }
  }
}

extension Tree: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .scalar(value) }
}

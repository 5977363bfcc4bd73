internal import Foundation

/// How the tools disagree; the minimiser keeps it the same.
enum Difference: String {
  case oursCrashes = "ours crashes"
  case oursHangs = "ours hangs"
  case onlyOursRefuses = "only ours refuses"
  case onlyTheirsRefuses = "only theirs refuses"
  case bytes = "the outputs differ"
}

/// Builds an example with both tools.
struct Comparison {
  var ours: Tool
  var theirs: any Builder
  /// Other versions of theirs: who agrees with one of them is right enough.
  var elders: [Tool] = []
  /// A folder for the files of one example at a time.
  var scratch: String

  struct Result {
    var difference: Difference?
    /// Whether ours is what an elder version makes of it.
    var isAsBefore = false
    var ours: Outcome
    var theirs: Outcome

    /// What two findings of the same cause have in common, roughly: the message without names and numbers, or the
    /// first line that differs.
    var signature: String {
      let words = message.split(separator: " ").map(String.init).filter { word in
        let isName = word.allSatisfy { $0.isLetter || "-:.]".contains($0) }
        return isName && !["web", "api", "db", "cache", "web-config", "a.b"].contains(word)
      }
      return ([difference?.rawValue ?? ""] + words).joined(separator: " ")
    }

    private var message: String {
      func line(_ text: String, with mark: String) -> String {
        text.split(separator: "\n").first { $0.contains(mark) }.map(String.init) ?? ""
      }
      switch (ours, theirs) {
      case (.printed(let first), .printed(let second)): return firstDifference(first, second)
      case (.refused(let message), _):
        return line(message, with: "error:").split(separator: "[").last.map(String.init) ?? ""
      case (_, .refused(let message)): return String(message.prefix(400))
      default: return ""
      }
    }

    private func firstDifference(_ first: [UInt8], _ second: [UInt8]) -> String {
      let pairs = zip(first.split(separator: 10), second.split(separator: 10))
      guard let pair = pairs.first(where: { $0 != $1 }) else { return "length" }
      return String(decoding: pair.0, as: UTF8.self) + " " + String(decoding: pair.1, as: UTF8.self)
    }
  }

  /// Builds an example with both; `isExact` false leaves out what only makes it more certain.
  func run(_ example: Example, isExact: Bool = true) -> Result {
    let folder = scratch + "/case"
    example.write(to: folder)
    let target = example.target == "." ? folder : folder + "/" + example.target
    var options = example.options
    if let tool = theirs as? Tool, !tool.takesOrder { options.order = nil }
    let mine = ours.build(target, options)
    var other = theirs.build(target, options)
    var difference = difference(mine, other)
    if let peer = theirs as? LibraryPeer, isExact && difference != nil || example.contains("openapi") {
      // A schema of an earlier example may still be loaded.
      peer.stop()
      if difference != nil {
        other = peer.build(target, options)
        difference = self.difference(mine, other)
      }
    }
    var result = Result(difference: difference, ours: mine, theirs: other)
    if difference != nil, difference != .oursCrashes, difference != .oursHangs {
      result.isAsBefore =
        isExact
        && elders.contains {
          self.difference(mine, $0.build(target, options)) == nil
        }
    }
    return result
  }

  /// Looks for crashes and hangs alone.
  func runOurs(_ example: Example) -> Result {
    let folder = scratch + "/case"
    example.write(to: folder)
    let outcome = ours.build(folder + "/" + example.target, example.options)
    let difference: Difference? =
      switch outcome {
      case .crashed: .oursCrashes
      case .hung: .oursHangs
      default: nil
      }
    return Result(difference: difference, ours: outcome, theirs: outcome)
  }

  private func difference(_ ours: Outcome, _ theirs: Outcome) -> Difference? {
    switch (ours, theirs) {
    case (.crashed, _): .oursCrashes
    case (.hung, _): .oursHangs
    case (.printed(let first), .printed(let second)):
      first == second || withoutVersion(first) == withoutVersion(second) ? nil : .bytes
    case (.printed, _): .onlyTheirsRefuses
    case (.refused, .printed): .onlyOursRefuses
    case (.refused, _): nil
    }
  }

  /// The label of `managedByLabel` names the version, and ours is another one.
  private func withoutVersion(_ output: [UInt8]) -> [[UInt8]] {
    let mark = Array("app.kubernetes.io/managed-by: kustomize-".utf8)
    return output.split(separator: 10).map { line in
      let text = line.drop { $0 == 32 }
      return text.starts(with: mark) ? mark : Array(line)
    }
  }

  /// Whether the other tool disagrees with itself: it walks maps in random order.
  func isRandom(_ example: Example) -> Bool {
    var seen: [[UInt8]] = []
    let folder = scratch + "/case"
    example.write(to: folder)
    for _ in 0..<4 {
      switch theirs.build(example.target == "." ? folder : folder + "/" + example.target, example.options) {
      case .printed(let bytes): seen.append(bytes)
      default: seen.append([])
      }
    }
    return seen.contains { $0 != seen[0] }
  }
}

/// A way in which kustomize is known to differ: 5.5.0, inside kubectl 1.32, from 5.8.1, which is what we follow, or 5.8.1 from us.
///
/// What is left out of the generator for the same reason: volumes with images and empty patches
/// (reference/kustomize.md section 20).
struct KnownDifference: Sendable {
  var reason: String
  var applies: @Sendable (Example, Comparison.Result) -> Bool

  static let all: [KnownDifference] = [
    KnownDifference(reason: "5.5 crashes on bad input") { _, result in
      guard result.difference == .onlyTheirsRefuses, case .crashed(let message) = result.theirs else {
        return false
      }
      return message.contains("panic:") || message.contains("goroutine")
    },
    KnownDifference(reason: "a hash suffix for a kind that is neither ConfigMap nor Secret") { _, result in
      guard result.difference == .onlyOursRefuses, case .refused(let message) = result.ours else {
        return false
      }
      return message.contains("[kustomize.hash-kind]")
    },
    KnownDifference(reason: "comments that a merge leaves where kustomize writes and cannot read them") {
      example, result in
      guard result.difference == .onlyTheirsRefuses, case .refused(let message) = result.theirs else {
        return false
      }
      return message.contains("failed to convert result to YAML") && example.contains("#")
    },
    KnownDifference(reason: "a validator that writes what is there") { _, result in
      guard result.difference == .onlyTheirsRefuses, case .refused(let message) = result.theirs else {
        return false
      }
      let sides = message.split(separator: "\n").filter { $0.hasPrefix(" -- {") }
      return message.contains("nodes unequal") && sides.count == 2
        && sides[0].trimmingSuffix(",") == sides[1].trimmingSuffix(",")
    },
    // The minimised `patches` of an example seldom hold an empty file, the others may.
    KnownDifference(reason: "an empty patch is no error in 5.8") { example, result in
      result.difference != .oursCrashes
        && example.files.contains {
          $0.path.hasSuffix(".yaml") && $0.bytes.allSatisfy { $0 == 10 || $0 == 32 }
        }
    },
    KnownDifference(reason: "a JSON patch takes all annotations, and with them those of kustomize itself") {
      example, result in
      result.difference == .bytes && example.contains("'/metadata/annotations'")
    },
    KnownDifference(reason: "a literal text begins with a tab, which 5.5 writes and cannot read") {
      _, result in
      guard result.difference == .onlyTheirsRefuses, case .refused(let message) = result.theirs else {
        return false
      }
      return message.contains("found a tab character where an indentation space is expected")
    },
  ]
}

extension Substring {
  fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}

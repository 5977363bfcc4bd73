/// A Lua function that goes straight through, as far as it only names fields of its first parameter.
///
/// Understood are `name = value`, `object.field = value` and `return value, ...`, where a value is a field, a name, `nil`,
/// `{}`, or what Karmada's library `kube` says of a pod template. So the scripts of Karmada's documentation for kinds
/// with a pod template are understood, and none whose result depends on more than the object's shape.
struct LuaFunction {
  enum Value: Equatable {
    /// A field of the object; the object itself where there is no step.
    case field([String])
    case parameter(Int)
    /// `kube.accuratePodRequirements` of the pod template at a field.
    case requirements([String])
    /// `kube.getPodDependencies` of the pod template at a field.
    case dependencies([String])
    case nothing
    case kube
  }

  private(set) var assigned: [(path: [String], value: Value)] = []
  private(set) var returned: [Value] = []
  private var names: [Substring: Value] = [:]
  /// The first parameter.
  private var object: Substring = ""

  /// Nil for everything that is not understood.
  init?(_ script: String) {
    var isInside = false
    var isDone = false
    for line in script.split(whereSeparator: { $0 == "\n" || $0 == ";" }) {
      var words = Self.words(line)
      if words.isEmpty { continue }
      if isDone { return nil }
      switch words[0] {
      case "function" where !isInside:
        guard readHead(words) else { return nil }
        isInside = true
      case "end" where isInside && words.count == 1: isDone = true
      case "return" where isInside && returned.isEmpty:
        guard let values = values(words.dropFirst()), !values.isEmpty else { return nil }
        returned = values
      case _ where !returned.isEmpty: return nil
      default:
        if words[0] == "local" { words.removeFirst() }
        guard readAssignment(words) else { return nil }
      }
    }
    if !isDone || returned.isEmpty { return nil }
  }

  /// The words of a line without its comment.
  private static func words(_ line: Substring) -> [Substring] {
    let code = line.split(separator: "--", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    let spaced = code.map { "=,(){}".contains($0) ? " \($0) " : String($0) }.joined()
    return spaced.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" }).map { Substring($0) }
  }

  /// `function GetReplicas(obj)`.
  private mutating func readHead(_ words: [Substring]) -> Bool {
    guard words.count > 4, words[2] == "(", words.last == ")" else { return false }
    let parameters = words[3..<(words.count - 1)].filter { $0 != "," }
    guard let first = parameters.first else { return false }
    object = first
    for (index, name) in parameters.enumerated().dropFirst() { names[name] = .parameter(index) }
    return true
  }

  private mutating func readAssignment(_ words: [Substring]) -> Bool {
    guard words.count > 2, words[1] == "=", let values = values(words.dropFirst(2)), values.count == 1 else {
      return false
    }
    if let path = path(words[0]) {
      assigned.append((path, values[0]))
      return !path.isEmpty
    }
    if words[0].contains(".") { return false }
    names[words[0]] = values[0]
    return true
  }

  /// Values that are separated by commas; nil when one is not understood.
  private func values(_ words: ArraySlice<Substring>) -> [Value]? {
    var values: [Value] = []
    var rest = words
    while let word = rest.first {
      rest = rest.dropFirst()
      if word == "{", rest.first == "}" {
        rest = rest.dropFirst()
        values.append(.nothing)
      } else if rest.first == "(" {
        guard let close = rest.firstIndex(of: ")"),
          let value = call(word, rest[(rest.startIndex + 1)..<close])
        else { return nil }
        rest = rest[(close + 1)...]
        values.append(value)
      } else if let value = value(word) {
        values.append(value)
      } else {
        return nil
      }
      guard let next = rest.first else { return values }
      if next != "," { return nil }
      rest = rest.dropFirst()
      if rest.isEmpty { return nil }
    }
    return values
  }

  private func value(_ word: Substring) -> Value? {
    if word == "nil" { return .nothing }
    return names[word] ?? path(word).map { .field($0) }
  }

  private func call(_ function: Substring, _ arguments: ArraySlice<Substring>) -> Value? {
    if function == "require" {
      return arguments.count == 1 && ["\"kube\"", "'kube'"].contains(arguments.first) ? .kube : nil
    }
    let steps = function.split(separator: ".", omittingEmptySubsequences: false)
    guard steps.count == 2, names[steps[0]] == .kube, let values = values(arguments),
      case .field(let template)? = values.first
    else { return nil }
    switch (steps[1], values.count) {
    case ("accuratePodRequirements", 1): return .requirements(template)
    case ("getPodDependencies", 2):
      return values[1] == .field(["metadata", "namespace"]) ? .dependencies(template) : nil
    default: return nil
    }
  }

  /// The steps of `object.spec.size` behind the object; nil for what is no field of it.
  private func path(_ word: Substring) -> [String]? {
    let steps = word.split(separator: ".", omittingEmptySubsequences: false)
    guard steps.first == object else { return nil }
    let isName = steps.allSatisfy { step in
      !step.isEmpty
        && step.utf8.allSatisfy {
          isDigit($0) || $0 == UInt8(ascii: "_")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
        }
    }
    return isName ? steps.dropFirst().map(String.init) : nil
  }
}

internal import GoTemplate
internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What is wrong with a YAML text, in the words of Go's reader where they can be told from ours.
///
/// Source: compared with sigs.k8s.io/yaml.
struct YAMLProblem {
  private let problem: Diagnostic
  /// From the place of the problem to the end of its line.
  private let rest: Substring

  init(_ problem: Diagnostic, _ text: String) {
    self.problem = problem
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = problem.location?.line ?? 0
    rest =
      line > 0 && line <= lines.count
      ? lines[line - 1].dropFirst(max(0, (problem.location?.column ?? 1) - 1)) : ""
  }

  var goText: String {
    let message = problem.message.split(separator: ": ").last.map(String.init) ?? problem.message
    let line = problem.location?.line ?? 0
    switch problem.id {
    case "yaml.merge-value": return "yaml: map merge requires map or sequence of maps as the value"
    case "yaml.unknown-anchor": return "yaml: unknown anchor '\(anchor)' referenced"
    case "yaml.recursive-alias": return "yaml: anchor '\(anchor)' value contains itself"
    case "yaml.tag-mismatch": return tagMismatch
    case "yaml.key-type":
      let value = rest.firstIndex(of: ":").map { rest[$0...].dropFirst() } ?? ""
      return "Unsupported map key of type: %!s(<nil>), key: <nil>, value: \(YAMLProblem.goSyntax(of: value))"
    case "yaml.complex-key":
      // Of keys in a key, Go's reader meets the inner one first.
      let key = rest.hasPrefix("{{") ? rest.dropFirst(rest.prefix { $0 == "{" }.count - 1) : rest
      return "yaml: invalid map key: \(YAMLProblem.goSyntax(of: key))"
    default: break
    }
    // Go's reader counts from 0 where its parser, not its scanner, fails; it names no line 0.
    let shown = YAMLProblem.parserMessages.contains { message.hasPrefix($0) } ? line - 1 : line
    return line > 1 ? "yaml: line \(shown): \(message)" : "yaml: \(message)"
  }

  private static let parserMessages = [
    "did not find expected <document start>", "did not find expected node content",
    "did not find expected '-' indicator", "did not find expected key", "did not find expected ',' or",
  ]

  /// The name behind `&` or `*`.
  private var anchor: Substring {
    rest.dropFirst().prefix { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == "-" }
  }

  /// Of a number that JSON has not, or of a text that is not what its tag says.
  private var tagMismatch: String {
    let word = rest.prefix { !" ,]}".contains($0) }
    guard word.hasPrefix("!!") else {
      if word.lowercased().hasSuffix("inf") {
        return "json: unsupported value: \(word.hasPrefix("-") ? "-" : "+")Inf"
      }
      return "json: unsupported value: NaN"
    }
    if word == "!!binary" { return "yaml: !!binary value contains invalid base64 data" }
    let (found, text): (String, String)
    let value = YAMLProblem.document(rest.dropFirst(word.count))
    if let value, value.isScalar(value.root) {
      text = value.string(value.root)
      switch value.kubernetesScalar(value.root) {
      case .boolean?: found = "bool"
      case .integer?, .unsigned?: found = "int"
      case .double?: found = "float"
      case .null?: found = "null"
      default: found = "str"
      }
    } else {
      (found, text) = ("null", "")
    }
    return "yaml: cannot decode !!\(found) `\(text)` as a \(word)"
  }

  /// What stands at the beginning of a text; what lies behind a bracket that it does not open is not part of it.
  private static func document(_ text: Substring) -> Document? {
    func parsed(_ text: Substring) -> Document? {
      YAMLParser(duplicateKeys: .lastWins, dialect: .yaml11).parse(Array(text.utf8), path: .root).documents
        .first
    }
    var depth = 0
    var comma: Substring.Index?
    for index in text.indices {
      switch text[index] {
      case "[", "{": depth += 1
      case "]", "}":
        depth -= 1
        if depth < 0 { return parsed(text[..<(comma ?? index)]) }
        // A collection that is a key ends here.
        if depth == 0, let first = text.first, first == "[" || first == "{" { return parsed(text[...index]) }
      case "," where depth == 0 && comma == nil: comma = index
      default: break
      }
    }
    return parsed(text)
  }

  /// The value as Go's `%#v` prints it.
  private static func goSyntax(of text: Substring) -> String {
    guard let document = document(text) else { return "<nil>" }
    return goSyntax(document, document.root, isInside: false)
  }

  private static func goSyntax(_ document: Document, _ node: NodeID, isInside: Bool) -> String {
    let children = document.children(node)
    func joined(_ parts: [String]) -> String { parts.joined(separator: ", ") }
    switch document.kubernetesScalar(node) {
    case nil where document.isMapping(node):
      let entries = children.sorted {
        document.jsonKey($0).utf8.lexicographicallyPrecedes(document.jsonKey($1).utf8)
      }
      return "map[interface {}]interface {}{"
        + joined(
          entries.map { quotedText(document.jsonKey($0)) + ":" + goSyntax(document, $0, isInside: true) })
        + "}"
    case nil: return "[]interface {}{" + joined(children.map { goSyntax(document, $0, isInside: true) }) + "}"
    case .null?: return isInside ? "interface {}(nil)" : "<nil>"
    case .boolean(let value)?: return String(value)
    case .integer(let value)?: return String(value)
    case .unsigned(let value)?: return "0x" + String(value, radix: 16)
    case .double(let value)?: return Value.float(value).text
    case .string?: return quotedText(document.string(node))
    }
  }
}

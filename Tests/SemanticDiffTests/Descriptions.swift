internal import KubernetesModel
internal import YAML

@testable internal import SemanticDiff

/// `kind cluster/application resource: path before > after; ...`
func describe(_ change: ResourceChange) -> String {
  var text = "\(change.kind.rawValue) \(change.cluster)/\(change.application) \(change.id)"
  if let previous = change.previousID { text += " (was \(previous.namespace)/\(previous.name))" }
  if let previous = change.previousApplication { text += " (from \(previous))" }
  return text + ":" + change.fields.map { " " + describe($0) }.joined(separator: ";")
}

func describe(_ field: FieldChange) -> String {
  if let follows = field.follows { return "\(field.address) follows \(follows)" }
  return "\(field.address) \(describe(field.before)) > \(describe(field.after))"
}

func describe(_ value: FieldValue?) -> String {
  switch value {
  case nil: return "-"
  case .string(let text)?: return text
  case .number(let digits)?: return digits
  case .boolean(let value)?: return "\(value)"
  case .null?: return "null"
  case .masked?: return "***"
  case .order(let names)?: return names.joined(separator: ",")
  case .collection(let snippet)?:
    var bytes: [UInt8] = []
    _ = JSONWriter().write(snippet.document, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}

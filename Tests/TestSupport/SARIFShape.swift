/// The part of the schema of SARIF 2.1.0 that our reports use: what must be there, and what may.
package indirect enum SARIFShape: Sendable {
  case text
  case number
  case boolean
  case exactly(String)
  case relativeReference
  case list(SARIFShape)
  /// Keys that end in `?` are optional.
  case object([String: SARIFShape])
  case map(SARIFShape)

  static let message = SARIFShape.object(["text": .text])
  static let physical = SARIFShape.object([
    "artifactLocation": .object(["uri": .relativeReference, "uriBaseId?": .text]),
    "region": .object(["startLine": .number, "startColumn?": .number]),
  ])
  package static let log = SARIFShape.object([
    "$schema?": .text, "version": .exactly("2.1.0"),
    "runs": .list(
      .object([
        "tool": .object([
          "driver": .object([
            "name": .text, "version?": .text,
            "rules?": .list(
              .object(["id": .text, "shortDescription?": message, "fullDescription?": message])),
          ])
        ]),
        "invocations?": .list(
          .object([
            "executionSuccessful": .boolean,
            "toolExecutionNotifications?": .list(.object(["message": message, "level?": .text])),
          ])),
        "columnKind?": .exactly("unicodeCodePoints"),
        "results": .list(
          .object([
            "ruleId": .text, "ruleIndex": .number, "level": .text, "message": message,
            "locations": .list(.object(["physicalLocation": physical])),
            "relatedLocations?": .list(.object(["message?": message, "physicalLocation?": physical])),
            "partialFingerprints": .map(.text),
          ])),
      ])),
  ])

  package func mistakes(in value: Any, at place: String) -> [String] {
    switch self {
    case .text: return value is String ? [] : ["\(place): no text"]
    case .number: return (value as? Int).map { $0 >= 0 } == true ? [] : ["\(place): no number"]
    case .boolean: return value is Bool ? [] : ["\(place): no boolean"]
    case .exactly(let text): return value as? String == text ? [] : ["\(place): not \(text)"]
    case .relativeReference:
      let allowed = /(?:[A-Za-z0-9\-._~\/]|%[0-9A-F]{2})+/
      return (value as? String)?.wholeMatch(of: allowed) != nil ? [] : ["\(place): no relative reference"]
    case .list(let item):
      guard let items = value as? [Any] else { return ["\(place): no list"] }
      return items.enumerated().flatMap { item.mistakes(in: $1, at: "\(place)[\($0)]") }
    case .map(let item):
      guard let items = value as? [String: Any] else { return ["\(place): no object"] }
      return items.flatMap { item.mistakes(in: $1, at: "\(place).\($0)") }
    case .object(let keys):
      guard let items = value as? [String: Any] else { return ["\(place): no object"] }
      var result: [String] = []
      var known: Set<String> = []
      for (key, shape) in keys {
        let name = key.hasSuffix("?") ? String(key.dropLast()) : key
        known.insert(name)
        if let item = items[name] {
          result += shape.mistakes(in: item, at: "\(place).\(name)")
        } else if name == key {
          result.append("\(place): \(name) is missing")
        }
      }
      return result + items.keys.filter { !known.contains($0) }.map { "\(place): \($0) is unknown" }
    }
  }
}

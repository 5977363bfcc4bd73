internal import SourceModel

/// Findings as SARIF 2.1.0 (OASIS, errata 01), one run.
package struct SARIFReport {
  /// Of the tool.
  package var version: String

  /// More results than this GitHub refuses to take; the rest is counted in a notification.
  var limit = 25_000

  package init(version: String) { self.version = version }

  package func text(_ findings: [Finding]) -> String {
    let rules = Rules(findings)
    let driver = JSONValue.object([
      ("name", .string("fleetfold")), ("version", .string(version)),
      ("rules", .array(rules.descriptions)),
    ])
    let results = zip(findings, findings.fingerprints).prefix(limit).map { finding, fingerprint in
      result(finding, fingerprint, rule: rules.index(of: finding.rule))
    }
    var invocation: [(key: String, value: JSONValue)] = [("executionSuccessful", .boolean(true))]
    if findings.count > limit {
      let text = "\(findings.count - limit) more findings are left out"
      let notification = JSONValue.object([("level", .string("warning")), ("message", message(text))])
      invocation.append(("toolExecutionNotifications", .array([notification])))
    }
    return JSONValue.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
      ("version", .string("2.1.0")),
      (
        "runs",
        .array([
          .object([
            ("tool", .object([("driver", driver)])),
            ("invocations", .array([.object(invocation)])),
            ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(results)),
          ])
        ])
      ),
    ]).text
  }

  private func result(_ finding: Finding, _ fingerprint: ContentFingerprint, rule: Int) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      ("ruleId", .string(finding.rule)), ("ruleIndex", .integer(rule)),
      ("level", .string(level(finding.level))), ("message", message(finding.message)),
      ("locations", .array([.object([("physicalLocation", physical(finding.place))])])),
    ]
    if !finding.notes.isEmpty {
      let related = finding.notes.map { note in
        var pairs: [(key: String, value: JSONValue)] = [("message", message(note.message))]
        if let location = note.location { pairs.append(("physicalLocation", physical(location))) }
        return JSONValue.object(pairs)
      }
      pairs.append(("relatedLocations", .array(related)))
    }
    pairs.append(
      ("partialFingerprints", .object([("fleetfoldFinding/v1", .string(fingerprint.description))])))
    return .object(pairs)
  }

  private func physical(_ location: SourceLocation) -> JSONValue {
    var pairs: [(key: String, value: JSONValue)] = [
      (
        "artifactLocation",
        .object([
          ("uri", .string(relativeReference(location.path))), ("uriBaseId", .string("%SRCROOT%")),
        ])
      )
    ]
    var region: [(key: String, value: JSONValue)] = [("startLine", .integer(max(1, location.line)))]
    if location.line > 0, location.column > 0 { region.append(("startColumn", .integer(location.column))) }
    pairs.append(("region", .object(region)))
    return .object(pairs)
  }

  private func message(_ text: String) -> JSONValue { .object([("text", .string(visible(text)))]) }

  private func level(_ level: Finding.Level) -> String {
    switch level {
    case .error: "error"
    case .warning: "warning"
    case .note: "note"
    }
  }
}

/// The rules of a run: each once, in the order of the first finding.
private struct Rules {
  private(set) var descriptions: [JSONValue] = []
  private var positions: [[UInt8]: Int] = [:]

  init(_ findings: [Finding]) {
    for finding in findings where positions[Array(finding.rule.utf8)] == nil {
      positions[Array(finding.rule.utf8)] = descriptions.count
      let text = JSONValue.object([("text", .string(visible(finding.title)))])
      descriptions.append(
        .object([
          ("id", .string(finding.rule)), ("shortDescription", text), ("fullDescription", text),
        ]))
    }
  }

  func index(of rule: String) -> Int { positions[Array(rule.utf8)] ?? -1 }
}

/// A path as a relative reference (RFC 3986): every byte but letters, digits, `-._~` and `/` as `%XX`.
private func relativeReference(_ path: SourcePath) -> String {
  var result = ""
  for byte in path.description.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"), UInt8(ascii: "/"):
      result.unicodeScalars.append(Unicode.Scalar(byte))
    default:
      let digits = String(byte, radix: 16, uppercase: true)
      result += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
    }
  }
  return result
}

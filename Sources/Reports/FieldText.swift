internal import SemanticDiff
internal import YAML

/// The lines that show the fields of one changed resource.
struct FieldText {
  var detail: TextDiffReport.Detail
  var paint: Paint

  /// Lines of one resource in a summary.
  private let summaryLimit = 10
  /// Characters of one value in a summary.
  private let widthLimit = 160

  func lines(_ change: ResourceChange) -> [String] {
    if let body = change.body {
      return detail == .full && change.kind == .added ? yaml(body).map { paint($0, .green) } : []
    }
    let lines = change.fields.flatMap(field)
    guard detail == .summary, lines.count > summaryLimit else { return lines }
    let rest = counted(lines.count - summaryLimit + 1, "more line")
    return lines.prefix(summaryLimit - 1) + [paint("... \(rest)", .dim)]
  }

  /// The lines of one field.
  func field(_ change: FieldChange) -> [String] {
    let path = paint.safe(change.address.description)
    if let follows = change.follows {
      return ["\(path): \(paint("follows the new name of \(paint.safe(follows))", .dim))"]
    }
    switch (change.before, change.after) {
    case (.masked?, .masked?): return ["\(path): \(arrow("(masked, before)", "(masked, after)"))"]
    case (.order(let before)?, .order(let after)?): return [order(path, before, after)]
    case (let before?, let after?): return replaced(path, before, after)
    case (nil, let after?): return whole("+ \(path)", after, .green)
    case (let before?, nil): return whole("- \(path)", before, .red)
    case (nil, nil): return []
    }
  }

  private func replaced(_ path: String, _ before: FieldValue, _ after: FieldValue) -> [String] {
    if case .string(let old) = before, case .string(let new) = after, isLong(old) || isLong(new) {
      let lines = LineDiff.lines(old, new)
      if detail == .summary {
        let removed = lines.count { if case .removed = $0 { true } else { false } }
        let added = lines.count { if case .added = $0 { true } else { false } }
        return ["\(path): \(paint("-\(removed)", .red)) \(paint("+\(added)", .green)) lines"]
      }
      return ["\(path):"] + lines.map { "  " + line($0) }
    }
    if let old = scalar(before), let new = scalar(after) { return ["\(path): \(arrow(old, new))"] }
    return whole("- \(path)", before, .red) + whole("+ \(path)", after, .green)
  }

  private func line(_ line: LineDiff.Line) -> String {
    switch line {
    case .same(let text): "  \(paint.safe(text))"
    case .removed(let text): paint("- \(paint.safe(text))", .red)
    case .added(let text): paint("+ \(paint.safe(text))", .green)
    case .gap: paint("...", .dim)
    }
  }

  private func order(_ path: String, _ before: [String], _ after: [String]) -> String {
    // Only what moves: equal ends of a long list say nothing.
    var start = 0
    while start < before.count, before[start] == after[start] { start += 1 }
    var end = 0
    while end < before.count - start, before[before.count - 1 - end] == after[after.count - 1 - end] {
      end += 1
    }
    func list(_ names: [String]) -> String {
      let middle = names[start..<(names.count - end)]
      var text = middle.prefix(12).map(paint.safe).joined(separator: ", ")
      if middle.count > 12 { text += ", ..." }
      return "\(start > 0 ? "..., " : "")\(text)\(end > 0 ? ", ..." : "")"
    }
    return "\(path): order \(arrow(list(before), list(after)))"
  }

  private func whole(_ label: String, _ value: FieldValue, _ tone: Paint.Tone) -> [String] {
    if case .string(let text) = value, isLong(text) {
      var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let isEnded = lines.last?.isEmpty ?? false
      if isEnded { lines.removeLast() }
      if detail == .summary { return [paint("\(label): \(counted(lines.count, "line"))", tone)] }
      let shown = lines.map { "    " + paint.safe(String(decoding: $0, as: UTF8.self)) }
      return ([label + (isEnded ? ": |" : ": |-")] + shown).map { paint($0, tone) }
    }
    if let text = scalar(value) { return [paint("\(label): \(text)", tone)] }
    guard case .collection(let snippet) = value else { return [] }
    let lines = yaml(snippet.document)
    if lines.count == 1 { return [paint("\(label): \(lines[0])", tone)] }
    return ([label + ":"] + lines.map { "    " + $0 }).map { paint($0, tone) }
  }

  /// A value that fits on a line; nil for others.
  private func scalar(_ value: FieldValue) -> String? {
    switch value {
    case .string(let text): quotedIfNeeded(text)
    case .number(let digits): paint.safe(digits)
    case .boolean(let value): value ? "true" : "false"
    case .null: "null"
    case .masked: "(masked)"
    case .collection, .order: nil
    }
  }

  /// A string that would be read as something else, or as nothing, stands in quotes.
  private func quotedIfNeeded(_ text: String) -> String {
    let isPlain =
      ResolvedScalar(plain: text, as: .kustomizeResource) == .string && text.utf8.first != UInt8(ascii: " ")
      && text.utf8.last != UInt8(ascii: " ") && !text.contains("→") && text != "(masked)"
    let isShortened = detail == .summary && text.unicodeScalars.count > widthLimit
    let shown =
      isShortened ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(widthLimit))) : text
    return (isPlain ? paint.safe(shown) : "\"\(paint.safe(shown))\"") + (isShortened ? "..." : "")
  }

  private func isLong(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "\n")) }

  private func arrow(_ before: String, _ after: String) -> String {
    "\(paint(before, .red)) → \(paint(after, .green))"
  }

  private func yaml(_ document: Document) -> [String] {
    var bytes: [UInt8] = []
    // What the printer refuses is reported when the fleet is emitted; here the part before it is shown.
    _ = YAMLPrinter.print(document, into: &bytes)
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      paint.safe(String(decoding: $0, as: UTF8.self))
    }
  }
}

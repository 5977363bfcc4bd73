import Provenance
import SourceModel
import YAML

extension ProvenanceAudit {
  /// A tree in which the line that made a field says something else.
  struct Edit {
    var tree: EditedTree
    /// Place, old line and new line.
    var description: String
    /// The same for the same edit.
    var key: String
  }

  /// Changes the text at the place of the last step; nil where nothing is written there.
  mutating func edit(for field: FieldListing.Field, in document: Document) -> Edit? {
    let steps = Explanation(of: field.node, in: document).steps
    guard let last = steps.last, last.origin.kind != .defaulted, last.location.column > 0 else { return nil }
    let isImplied =
      last.origin.kind == .generator && ["apiVersion", "kind", "type", "immutable"].contains(field.address)
    if isImplied || last.origin.step == "buildMetadata" { return nil }
    // A replacement says where, its source says what.
    let isCopy = last.origin.kind == .replacement && steps.count > 1
    let place = isCopy ? steps[steps.count - 2].location : last.location
    guard let bytes = try? tree.contents(of: place.path) else { return nil }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard place.line <= lines.count else { return nil }
    var index = place.line - 1
    var start = place.column - 1
    // A block scalar begins below its indicator.
    let characters = Array(lines[index].unicodeScalars)
    if start < characters.count, characters[start] == "|" || characters[start] == ">" {
      index += 1
      guard index < lines.count else { return nil }
      start = lines[index].unicodeScalars.prefix { $0 == " " }.count
    }
    guard let edited = changed(lines[index], at: start, value: last.value ?? "") else { return nil }
    let description = "\(place) [\(last.origin.step)] `\(lines[index])` to `\(edited)`"
    let key = "\(place.path):\(index) \(edited)"
    lines[index] = edited
    let tree = EditedTree(base: tree, path: place.path, bytes: Array(lines.joined(separator: "\n").utf8))
    return Edit(tree: tree, description: description, key: key)
  }

  private func changed(_ line: String, at start: Int, value: String) -> String? {
    let characters = Array(line.unicodeScalars)
    guard start < characters.count else { return nil }
    var position = start
    while position < characters.count, "\"'- {[".unicodeScalars.contains(characters[position]) {
      position += 1
    }
    // The last letter or digit of the word at the place.
    var end = position
    let isQuoted = position > 0 && "\"'".unicodeScalars.contains(characters[position - 1])
    let stops = (isQuoted ? "\"'=" : " \"',}]#:=").unicodeScalars
    while end < characters.count, !stops.contains(characters[end]) { end += 1 }
    if end < characters.count, characters[end] == ":" || characters[end] == "=" {
      // A key: what is changed is behind it.
      end = characters.count
      while end > position, " \"'}],\r".unicodeScalars.contains(characters[end - 1]) { end -= 1 }
    }
    while end > position, !characters[end - 1].properties.isAlphabetic, !isDigit(characters[end - 1]) {
      end -= 1
    }
    guard end > position else { return nil }
    var result = characters
    let old = characters[end - 1]
    let word = String(String.UnicodeScalarView(characters[position..<end]))
    switch word {
    case "true": result.replaceSubrange(position..<end, with: Array("false".unicodeScalars))
    case "false": result.replaceSubrange(position..<end, with: Array("true".unicodeScalars))
    case _ where Double(word) != nil && isDigit(result[position]):
      result[position] = result[position] == "7" ? "6" : "7"
    default: result[end - 1] = old == "9" ? "8" : isDigit(old) ? "9" : old == "z" ? "y" : "z"
    }
    return String(String.UnicodeScalarView(result))
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

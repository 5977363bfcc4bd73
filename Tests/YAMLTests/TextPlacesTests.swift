import SourceModel
import Testing
import YAML

@Suite struct TextPlacesTests {
  /// For each word of the text of `field` the place at which it stands, as `word line:column`.
  private func words(_ file: String, of field: String = "patch") throws -> [String] {
    let bytes = Array(file.utf8)
    let path = try #require(SourcePath("a.yaml"))
    let document = try #require(YAMLParser().parse(bytes, path: path).documents.first)
    let node = try #require(document[document.root, field])
    let text = document.string(node)
    let places = try #require(TextPlaces(of: text, at: document.location(node), in: bytes))
    var result: [String] = []
    for (line, content) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var column = 1
      for word in content.split(separator: " ", omittingEmptySubsequences: false) {
        let place = places.place(line: line + 1, column: column)
        if !word.isEmpty { result.append("\(word) \(place.line):\(place.column)") }
        column += word.unicodeScalars.count + 1
      }
    }
    return result
  }

  /// What the places promise: the words stand there.
  private func check(_ file: String) throws {
    let lines = file.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0) }
    for word in try words(file) {
      let parts = word.split(separator: " ")
      let place = parts[1].split(separator: ":").compactMap { Int($0) }
      let rest = String(String.UnicodeScalarView(lines[place[0] - 1].dropFirst(place[1] - 1)))
      #expect(rest.hasPrefix(parts[0]), "\(word) in \(file)")
    }
  }

  @Test func literalsAreIndented() throws {
    #expect(
      try words("patch: |-\n    a: 1\n      b c\n\n    d\n") == [
        "a: 2:5", "1 2:8", "b 3:7", "c 3:9", "d 5:5",
      ])
    try check("patch: |2+\n    a: 1\n  b\n\n")
    try check("patch: &x !!str |\n\n\n  a\n \n  b\n")
    try check("patch: |-\r\n  a b\r\n  c\r\n")
    try check("# é\npatch: |\n  é ü\n  ö\nnext: 1\n")
  }

  @Test func foldedOnesAreJoined() throws {
    #expect(
      try words("patch: >-\n  a b\n  c\n\n  d\n   e\n  f\n") == [
        "a 2:3", "b 2:5", "c 3:3", "d 5:3", "e 6:4", "f 7:3",
      ])
    try check("patch: >\n\n  a\n  b\n\n\n  c\n\n   d\n\n  e\n")
  }

  @Test func quotedOnesAreEscaped() throws {
    #expect(
      try words("patch: \"a: 1\\nb\\u0020\\x41 c\"\n") == ["a: 1:9", "1 1:12", "b 1:15", "A 1:22", "c 1:27"])
    #expect(try words("patch: 'it''s a'\n") == ["it's 1:9", "a 1:15"])
    #expect(try words("patch: \"a\n  b\n\n  c \\\n  d\"\n") == ["a 1:9", "b 2:3", "c 4:3", "d 5:3"])
    try check("patch: 'a\n\n  b   c\n  d'\n")
  }

  @Test func plainOnesMaySpanLines() throws {
    try check("patch: a b\n  c\n\n  d\nother: 1\n")
  }

  @Test func whatIsNotThereIsNotFound() throws {
    let path = try #require(SourcePath("a.yaml"))
    for (file, value) in [
      ("a: |\n  b\n", "c\n"), ("a: \"b\n", "c"), ("", "a"), ("a: >\n", "b"), ("a: |", "b"),
    ] {
      let location = SourceLocation(path: path, line: 1, column: 4)
      #expect(TextPlaces(of: value, at: location, in: Array(file.utf8)) == nil)
    }
    #expect(TextPlaces(of: "a", at: SourceLocation(path: path, line: 9, column: 4), in: [0x61]) == nil)
  }

  @Test func droppedLinesAreCounted() throws {
    let file = "patch: |2\n\n    a\n  b\n"
    let path = try #require(SourcePath("a.yaml"))
    let location = SourceLocation(path: path, line: 1, column: 8)
    let value = "\n  a\nb\n"
    var places = try #require(TextPlaces(of: value, at: location, in: Array(file.utf8)))
    places.drop(lines: 1, columns: 2)
    #expect(places.place(line: 1, column: 1) == (3, 5))
    #expect(places.place(line: 2, column: 1) == (4, 3))
  }
}

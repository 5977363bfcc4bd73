/// Finds the comments that hold a JSON object, such as `list: # {"type": "array"}`.
///
/// kustomize reads them as the merge schema of the field beside them, and so loses what it knows of the field when they
/// are something else (`# {"$kpt-set": "names"}`). They stand behind a key whose value follows on the next lines, behind a
/// collection in brackets, or on the lines above a key or a list element, as the first of them. Source: kubectl kustomize.
struct SchemaComments {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Keeps what such comments of `bytes` say at the nodes of the document that was read from it.
  static func attach(from bytes: Bytes, firstLine: Int, to document: inout Document) {
    var start = bytes.next(brace, from: 0)
    var places: Places?
    while start < bytes.count {
      if let comment = Comment(bytes, bracedAt: start) {
        let known = places ?? Places(document, bytes, firstLine: firstLine)
        places = known
        if let node = known.node(of: comment, in: document) { document.comments[node] = comment.object }
      }
      start = bytes.next(brace, from: start + 1)
    }
  }
}

/// A comment that begins with a JSON object.
private struct Comment {
  /// Where its first `#` is.
  let start: Int
  /// The object, from brace to brace; what follows it does not matter.
  let object: String

  /// Nil where no comment begins with the brace at `brace`.
  init?(_ bytes: SchemaComments.Bytes, bracedAt brace: Int) {
    var start = brace
    while start > 0, isBlank(bytes[start - 1]) { start -= 1 }
    guard start > 0, bytes[start - 1] == hash else { return nil }
    while start > 0, bytes[start - 1] == hash { start -= 1 }
    guard start == 0 || isBlank(bytes[start - 1]) || bytes[start - 1] == newLine else { return nil }
    // A comment in a comment is none.
    var before = start
    while before > 0, bytes[before - 1] != newLine {
      before -= 1
      if bytes[before] == hash, before == 0 || isBlank(bytes[before - 1]) || bytes[before - 1] == newLine {
        return nil
      }
    }
    guard let end = Comment.end(of: bytes, from: brace) else { return nil }
    self.start = start
    object = String(decoding: bytes[brace..<end], as: UTF8.self)
  }

  /// Behind the brace that closes the one at `start`, on the same line.
  private static func end(of bytes: SchemaComments.Bytes, from start: Int) -> Int? {
    var depth = 0
    var isQuoted = false
    var index = start
    while index < bytes.count, bytes[index] != newLine {
      switch bytes[index] {
      case UInt8(ascii: "\\") where isQuoted: index += 1
      case UInt8(ascii: "\""): isQuoted.toggle()
      case brace where !isQuoted: depth += 1
      case UInt8(ascii: "}") where !isQuoted:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }
}

/// The lines of a text with the nodes that begin on them.
private struct Places {
  private let bytes: SchemaComments.Bytes
  private let lineStarts: [Int]
  private let firstLine: Int
  /// The nodes with a key on a line, and the elements of lists that begin there.
  private var keyed: [Int: [NodeID]] = [:]
  private var elements: [Int: NodeID] = [:]

  init(_ document: Document, _ bytes: SchemaComments.Bytes, firstLine: Int) {
    self.bytes = bytes
    self.firstLine = firstLine
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == newLine }.map { $0 + 1 }
    for raw in document.nodes.indices {
      let (node, record) = (NodeID(Int32(raw)), document.nodes[raw])
      if record.keyColumn > 0 {
        keyed[Int(record.line) - Int(record.keyLineDelta), default: []].append(node)
      } else if record.kind == .mapping, elements[Int(record.line)] == nil {
        elements[Int(record.line)] = node
      }
    }
  }

  /// The node that the comment belongs to; nil where it belongs to none that could have a schema.
  func node(of comment: Comment, in document: Document) -> NodeID? {
    var (low, high) = (0, lineStarts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= comment.start { low = middle } else { high = middle }
    }
    let lead = bytes[lineStarts[low]..<comment.start]
    guard let last = lead.lastIndex(where: { !isBlank($0) }) else {
      return below(comment, line: low, column: lead.count + 1, in: document)
    }
    return beside(line: low + firstLine, endingWith: lead[last], in: document)
  }

  /// What a comment stands above: the comments below it belong to it, and a blank line ends it.
  private func below(_ comment: Comment, line: Int, column: Int, in document: Document) -> NodeID? {
    if line > 0, firstByte(line - 1) == hash { return nil }
    var line = line + 1
    while firstByte(line) == hash { line += 1 }
    guard let first = firstByte(line) else { return nil }
    let place = line + firstLine
    if first == UInt8(ascii: "-"), let element = elements[place] { return element }
    // What is indented deeper ends the text of a block scalar.
    guard let node = keyed[place]?.first, column <= Int(document[node].keyColumn) else { return nil }
    // The comment above a whole document is none of its first field.
    return document.firstChild(document.root) == node ? nil : node
  }

  private func beside(line: Int, endingWith byte: UInt8, in document: Document) -> NodeID? {
    guard let nodes = keyed[line] else { return nil }
    if byte == UInt8(ascii: ":") {
      return nodes.last { !document.isScalar($0) && !document[$0].isFlow && Int(document[$0].line) > line }
    }
    let kind: NodeKind? =
      byte == UInt8(ascii: "]") ? .sequence : byte == UInt8(ascii: "}") ? .mapping : nil
    return nodes.first { document.kind($0) == kind && document[$0].isFlow && Int(document[$0].line) == line }
  }

  /// The first byte of a line that is no blank; nil for an empty line and behind the last one.
  private func firstByte(_ line: Int) -> UInt8? {
    guard lineStarts.indices.contains(line) else { return nil }
    var index = lineStarts[line]
    while index < bytes.count, isBlank(bytes[index]) { index += 1 }
    return index < bytes.count && bytes[index] != newLine ? bytes[index] : nil
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
private let brace = UInt8(ascii: "{")
private let hash = UInt8(ascii: "#")
private let newLine: UInt8 = 0x0A

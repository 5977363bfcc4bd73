/// A path of a replacement or var: `spec.containers.[name=web].image`.
///
/// Dots separate, `\.` escapes, `[a.b/c]` is one key, `[name=x]` and `[=x]` select elements of a list, numbers index, `*`
/// means every element. Source: reference/kustomize.md section 13.
struct DottedPath {
  let parts: [String]

  init(parts: [String]) { self.parts = parts }

  init(_ text: String) {
    let pieces = DottedPath.split(text)
    var parts: [String] = []
    var index = 0
    while index < pieces.count {
      var piece = pieces[index]
      index += 1
      if piece.hasPrefix("["), !piece.hasSuffix("]") {
        // Dots in brackets do not separate.
        while index < pieces.count {
          piece += "." + pieces[index]
          index += 1
          if piece.hasSuffix("]") { break }
        }
        if !piece.contains("=") { piece = String(piece.dropFirst().dropLast(piece.hasSuffix("]") ? 1 : 0)) }
      }
      parts.append(piece)
    }
    self.parts = parts
  }

  /// The path of a source or var: blanks around the parts and empty parts mean nothing there.
  var cleaned: DottedPath {
    let trimmed = parts.map { part in
      String(part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
    return DottedPath(parts: trimmed.filter { !$0.isEmpty })
  }

  /// The path of a target: the dot in front of `.spec.replicas`, as kubebuilder writes it, means nothing.
  var withoutLeadingDot: DottedPath {
    parts.count > 1 && parts[0].isEmpty ? DottedPath(parts: Array(parts.dropFirst())) : self
  }

  private static func split(_ text: String) -> [String] {
    var parts: [[UInt8]] = [[]]
    for byte in text.utf8 {
      guard byte == UInt8(ascii: ".") else {
        parts[parts.count - 1].append(byte)
        continue
      }
      if parts[parts.count - 1].last == UInt8(ascii: "\\") {
        parts[parts.count - 1].removeLast()
        parts[parts.count - 1].append(byte)
      } else {
        parts.append([])
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the path leads to the annotations of a resource, or to something that holds them.
  var concernsAnnotations: Bool {
    switch parts.count {
    case 1: same(parts[0], "metadata")
    case 2: same(parts[0], "metadata") && same(parts[1], "annotations")
    default: false
    }
  }

  /// What one part of a path selects.
  enum Step {
    case field(String)
    case index(Int)
    /// Elements whose field (or, with an empty name, which themselves) match.
    case matching(field: String, value: String)
    case every
    /// Brackets without `name=value`.
    case malformed

    init(_ part: String) {
      if !part.isEmpty, part.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let index = Int(part) {
        self = .index(index)
      } else if part == "*" {
        self = .every
      } else if part.hasPrefix("["), part.hasSuffix("]"), let equals = part.firstIndex(of: "=") {
        self = .matching(
          field: String(part[part.index(after: part.startIndex)..<equals]),
          value: String(part[part.index(after: equals)...].dropLast()))
      } else if part.hasPrefix("["), part.hasSuffix("]") {
        self = .malformed
      } else {
        self = .field(part)
      }
    }

    /// The kind of node that this step can look into.
    var container: NodeShape {
      if case .field = self { return .mapping }
      return .sequence
    }
  }

  enum NodeShape {
    case mapping
    case sequence
  }
}

internal import SourceModel

/// What keeps a document from being written out: found by the printers, because the readers let it pass.
enum DocumentFault {
  static func duplicateKey(_ later: NodeID, earlier: NodeID, in document: Document) -> Diagnostic {
    .error(
      duplicateKeyID, "the key \"\(document.key(later))\" is twice in this mapping; remove one of the two",
      at: document.keyLocation(later),
      notes: [.init("the other one is here", at: document.keyLocation(earlier))])
  }

  /// Keys must be strings; at the top of a resource the reference takes every scalar but null as text.
  static func keyType(of child: NodeID, in document: Document, isRoot: Bool) -> Diagnostic? {
    let record = document[child]
    if record.keyTag == .string || (record.keyTag == .none && record.keyStyle != .plain) { return nil }
    let type: String
    switch document.resolvedKey(child, as: .kustomizeResource) {
    case .string:
      guard record.keyTag == .other, !isRoot else { return nil }
      type = "of another tag"
    case .null: type = "null"
    case .boolean: type = "a boolean"
    case .integer, .unsigned, .float: type = "a number"
    case .timestamp: type = "a date"
    case .binary: type = "binary"
    case .invalid: type = "at odds with its tag"
    }
    if isRoot, type != "null", type != "at odds with its tag" { return nil }
    return .error(
      keyTypeID, "the key \"\(document.key(child))\" is \(type), not a string; quote it",
      at: document.keyLocation(child))
  }

  /// Shorter keys need no closer look: no character of one byte takes more than six in JSON.
  static let longKeyBytes = 1022 / 6

  /// The reference carries its output through JSON that it reads as YAML, where a key has at most 1,024 characters.
  static func keyLength(of child: NodeID, in document: Document) -> Diagnostic? {
    var length = 2
    for scalar in document.key(child).unicodeScalars {
      switch scalar {
      case "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{C}": length += 2
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\0"..<" ": length += 6
      default: length += 1
      }
    }
    guard length > 1024 else { return nil }
    return .error(
      keyLengthID, "this key has more than 1,022 characters; shorten it", at: document.keyLocation(child))
  }

  static func notFinite(_ node: NodeID, in document: Document) -> Diagnostic {
    .error(
      notFiniteID, "infinity and \"not a number\" can't be printed; quote it if a string is meant",
      at: document.location(node))
  }

  static func tagMismatch(_ node: NodeID, in document: Document) -> Diagnostic {
    .error(tagMismatchID, "the text does not fit its tag; change one of the two", at: document.location(node))
  }

  static func tooLong(_ root: NodeID, in document: Document) -> Diagnostic {
    .error(
      tooLongID, "this takes more than \(YAMLLimits.printedBytes >> 20) MiB to print; nest it less deeply",
      at: document.location(root))
  }

  static func unprintable(_ node: NodeID, in document: Document) -> Diagnostic {
    .error(
      unprintableID, "this text has a character that YAML can't hold; remove it", at: document.location(node))
  }

  static func unprintableKey(_ node: NodeID, in document: Document) -> Diagnostic {
    .error(
      unprintableID, "this key has a character that YAML can't hold; remove it",
      at: document.keyLocation(node))
  }
}

private let duplicateKeyID = "yaml.duplicate-key"
private let keyLengthID = "yaml.key-length"
private let keyTypeID = "yaml.key-type"
private let notFiniteID = "yaml.number-not-finite"
private let tagMismatchID = "yaml.tag-mismatch"
private let tooLongID = "yaml.output-too-large"
private let unprintableID = "yaml.unprintable"

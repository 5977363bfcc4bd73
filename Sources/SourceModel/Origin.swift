/// Which step of the compilation wrote a node.
package enum OriginKind: UInt8, Sendable {
  /// Read from a file as it stands.
  case parsed
  case templateParameter
  case generator
  case transformer
  case patch
  case replacement
  case override
  /// Not written by anybody: a default of the reference tool.
  case defaulted
}

/// Which step wrote a node, and in which file the node's line and column are to be found.
package struct Origin: Hashable, Sendable {
  package var kind: OriginKind
  package var path: SourcePath
  /// What wrote it, in the words of the file: `images`, `patches[2]`, `OverridePolicy demo/nginx`; empty for parsed.
  package var step: String

  package init(_ kind: OriginKind, path: SourcePath, step: String = "") {
    self.kind = kind
    self.path = path
    self.step = step
  }

  package static func == (a: Origin, b: Origin) -> Bool {
    a.kind == b.kind && haveSameBytes(a.step, b.step) && a.path == b.path
  }
}

/// Who writes: a step, and the place in its file that asked for the write.
package struct Author: Hashable, Sendable {
  package var origin: Origin
  package var line: Int
  package var column: Int

  package init(_ origin: Origin, line: Int, column: Int) {
    self.origin = origin
    self.line = line
    self.column = column
  }

  package init(_ kind: OriginKind, step: String, at location: SourceLocation) {
    self.init(Origin(kind, path: location.path, step: step), line: location.line, column: location.column)
  }

  package var location: SourceLocation { SourceLocation(path: origin.path, line: line, column: column) }

  /// The same step, which is asked for at another place.
  package func at(_ location: SourceLocation) -> Author {
    Author(origin.kind, step: origin.step, at: location)
  }
}

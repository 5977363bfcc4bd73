/// A parsed expression.
indirect enum SyntaxNode: Sendable {
  case empty
  case scalar(UInt32)
  case set(ScalarSet)
  case anyButNewline
  case any
  case assertion(Assertion)
  case capture(SyntaxNode, index: Int)
  case sequence([SyntaxNode])
  case alternatives([SyntaxNode])
  /// `maximum` nil is without bound.
  case repetition(SyntaxNode, minimum: Int, maximum: Int?, isGreedy: Bool)

  /// Whether it can match the empty text.
  var isNullable: Bool {
    switch self {
    case .empty, .assertion: true
    case .scalar, .set, .anyButNewline, .any: false
    case .capture(let node, _): node.isNullable
    case .sequence(let nodes): nodes.allSatisfy(\.isNullable)
    case .alternatives(let nodes): nodes.contains(where: \.isNullable)
    case .repetition(let node, let minimum, _, _): minimum == 0 || node.isNullable
    }
  }
}

/// A condition on a place in the text.
enum Assertion: UInt8, Sendable {
  case textStart
  case textEnd
  case lineStart
  case lineEnd
  case wordBoundary
  case noWordBoundary
}

/// Why an expression can't be used, in the words of Go's `regexp`.
package struct PatternError: Error, Hashable, Sendable {
  package var message: String

  init(_ problem: String, _ part: some StringProtocol) {
    message = "error parsing regexp: \(problem): `\(part)`"
  }
}

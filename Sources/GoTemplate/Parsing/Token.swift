/// One lexical token of a template.
struct Token: Equatable {
  enum Kind: Equatable {
    case error, bool, character, characterConstant, complex, assign, declare, end, field, identifier
    case leftDelimiter, leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space,
      string
    case text, variable, dot, null
    case keywordBlock, keywordBreak, keywordContinue, keywordDefine, keywordElse, keywordEnd, keywordIf
    case keywordRange, keywordTemplate, keywordWith
  }

  var kind: Kind
  /// Byte offset in the text.
  var position: Int
  var text: String
  var line: Int

  /// The token as an error message names it.
  var description: String {
    switch kind {
    case .end: return "EOF"
    case .error: return text
    case .keywordBlock, .keywordBreak, .keywordContinue, .keywordDefine, .keywordElse, .keywordEnd,
      .keywordIf, .keywordRange, .keywordTemplate, .keywordWith, .dot, .null:
      return "<\(text)>"
    default:
      let scalars = text.unicodeScalars
      if text.utf8.count > 10 {
        return quotedText(String(String.UnicodeScalarView(scalars.prefix(10)))) + "..."
      }
      return quotedText(text)
    }
  }
}

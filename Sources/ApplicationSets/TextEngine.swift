internal import GoTemplate
internal import SourceModel

/// The template language of one ApplicationSet.
struct TextEngine {
  /// A text with tags, ready to be rendered many times.
  enum Compiled {
    case fast(FastTemplate)
  }

  let isGoTemplate: Bool
  let options: [String]

  /// Why a text can't be parsed or rendered.
  struct Failure: Error {
    var message: String
    /// The failure is a missing key or a field that can't be evaluated.
    var isMissingKey = false
  }

  /// Parses `text`; nil when rendering would leave it as it is.
  func compile(_ text: String) throws(Failure) -> Compiled? {
    if isGoTemplate { throw Failure(message: "Go templates are not supported yet") }
    do {
      guard let template = try FastTemplate(text) else { return nil }
      return .fast(template)
    } catch {
      throw Failure(message: "the tag opened by \"{{\" is not closed; add \"}}\" after \"\(error.rest)\"")
    }
  }

  func render(_ compiled: Compiled, _ values: MapValue) throws(Failure) -> String {
    switch compiled {
    case .fast(let template): template.render(values)
    }
  }

  /// Compiles and renders one text.
  func render(_ text: String, _ values: MapValue) throws(Failure) -> String {
    guard let compiled = try compile(text) else { return text }
    return try render(compiled, values)
  }
}

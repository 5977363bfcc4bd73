internal import GoTemplate
internal import SourceModel

/// The template language of one ApplicationSet.
struct TextEngine {
  /// A text with tags, ready to be rendered many times.
  enum Compiled {
    case fast(FastTemplate)
    case go(Template)
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
    if isGoTemplate {
      guard text.contains("{{") else { return nil }
      do {
        return .go(try Template(name: "base", text: text, functions: .argoCD))
      } catch {
        throw Failure(message: "the template can't be parsed: \(error.message)")
      }
    }
    do {
      guard let template = try FastTemplate(text) else { return nil }
      return .fast(template)
    } catch {
      throw Failure(message: "the tag opened by \"{{\" is not closed; add \"}}\" after \"\(error.rest)\"")
    }
  }

  func render(_ compiled: Compiled, _ values: MapValue) throws(Failure) -> String {
    switch compiled {
    case .fast(let template): return template.render(values)
    case .go(let template):
      do {
        return try template.execute(.map(values), options: options)
      } catch {
        throw Failure(message: "the template fails: \(error.message)", isMissingKey: error.isMissingKey)
      }
    }
  }

  /// Compiles and renders one text.
  func render(_ text: String, _ values: MapValue) throws(Failure) -> String {
    guard let compiled = try compile(text) else { return text }
    return try render(compiled, values)
  }

  /// What is wrong with the options; nil when nothing is, or in the default mode, which ignores them.
  var optionProblem: String? {
    guard isGoTemplate else { return nil }
    do {
      _ = try MissingKey(options: options)
      return nil
    } catch {
      return error.message
    }
  }
}

/// The commands that a Markdown file shows, with what it says they print.
///
/// A block fenced as `console` or `sh` holds commands after `$ `, each followed by its output; a command that ends
/// in a backslash goes on in the next line. `…` stands for text that differs from run to run: alone in its line for
/// any lines, else for any characters.
/// A block fenced as `console not-run` is shown only: it installs or builds, see `mayStandUnrun`.
struct DocumentedSession {
  struct Command {
    var line: Int
    var text: String
    /// Nil when the block shows no output for it.
    var output: [String]?
  }

  struct Mistake: Error, CustomStringConvertible {
    var line: Int
    var description: String
  }

  /// Commands to run, in order.
  private(set) var commands: [Command] = []
  private(set) var mistakes: [Mistake] = []

  init(markdown: String) {
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).enumerated().makeIterator()
    while let (index, line) = lines.next() {
      guard line.hasPrefix("```") else { continue }
      let words = line.drop { $0 == "`" }.split(separator: " ")
      var block: [(line: Int, text: String)] = []
      while let (index, line) = lines.next(), !line.hasPrefix("```") {
        block.append((index + 1, String(line)))
      }
      guard words.first == "console" || words.first == "sh" else { continue }
      read(block, startingAt: index + 1, isRun: !words.contains("not-run"))
    }
  }

  private mutating func read(_ block: [(line: Int, text: String)], startingAt line: Int, isRun: Bool) {
    var found: [Command] = []
    for (line, text) in block {
      if text.hasPrefix("$ ") {
        found.append(Command(line: line, text: String(text.dropFirst(2)), output: nil))
      } else if let last = found.indices.last {
        if found[last].output == nil, found[last].text.hasSuffix("\\") {
          found[last].text += "\n" + text
        } else {
          found[last].output = (found[last].output ?? []) + [text]
        }
      }
    }
    if found.isEmpty {
      mistakes.append(
        Mistake(line: line, description: "a block of commands without a line that starts with `$ `"))
    }
    if isRun {
      commands += found
    } else {
      for command in found where !Self.mayStandUnrun(command.text) {
        mistakes.append(Mistake(line: command.line, description: "must be run by the test: \(command.text)"))
      }
    }
  }

  /// Only what fetches, builds or installs the tool itself may be shown without being run.
  private static func mayStandUnrun(_ command: String) -> Bool {
    [
      "git clone ", "cd ", "make ", "make", "apt-get ", "sudo apt-get ", "brew ", ".ci/run",
      ".build/release/",
    ]
    .contains { command == $0 || ($0.last == " " || $0.last == "/") && command.hasPrefix($0) }
  }

  /// Whether `actual` is what the pattern lines of a block show.
  static func matches(_ pattern: [String], _ actual: [String]) -> Bool {
    matches(pattern[...], actual[...], isAnything: { $0 == "…" }, equal: { matches(line: $0, $1) })
  }

  private static func matches(line pattern: String, _ actual: String) -> Bool {
    matches(Array(pattern)[...], Array(actual)[...], isAnything: { $0 == "…" }, equal: ==)
  }

  /// Matching with one wildcard, by the greedy two-pointer method: linear in practice, never exponential.
  private static func matches<Element>(
    _ pattern: ArraySlice<Element>, _ actual: ArraySlice<Element>, isAnything: (Element) -> Bool,
    equal: (Element, Element) -> Bool
  ) -> Bool {
    var (p, a) = (pattern.startIndex, actual.startIndex)
    var resume: (pattern: Int, actual: Int)?
    while a < actual.endIndex {
      if p < pattern.endIndex, isAnything(pattern[p]) {
        resume = (p + 1, a)
        p += 1
      } else if p < pattern.endIndex, equal(pattern[p], actual[a]) {
        (p, a) = (p + 1, a + 1)
      } else if let last = resume {
        resume = (last.pattern, last.actual + 1)
        (p, a) = (last.pattern, last.actual + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy(isAnything)
  }
}

import Foundation
import SourceModel
import Testing
import YAML

/// A file of a CI system, with what that system puts in place of its expressions.
struct PipelineFile {
  let document: Document

  /// The last document of a file of this package.
  init(_ name: String) throws {
    let bytes = try [UInt8](Data(contentsOf: Tool.packageRoot.appending(path: name)))
    var parser = YAMLParser()
    parser.dialect = .kustomizeResource
    let parsed = parser.parse(bytes, path: try #require(SourcePath(name)))
    #expect(parsed.diagnostics.isEmpty)
    document = try #require(parsed.documents.last)
  }

  /// The texts of a mapping below `node`, in order.
  func texts(_ node: NodeID, _ key: String) -> [(key: String, value: String)] {
    guard let mapping = document[node, key] else { return [] }
    return document.children(mapping).map { (document.key($0), document.string($0)) }
  }

  /// `text` with every expression that `opening` and `closing` enclose replaced by its value.
  static func filled(
    _ text: String, _ opening: String, _ closing: String, _ value: (String) throws -> String
  ) throws -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.range(of: opening) {
      let end = try #require(rest.range(of: closing, range: start.upperBound..<rest.endIndex), "\(text)")
      result += rest[..<start.lowerBound]
      result += try value(rest[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespaces))
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}

/// Runs `action.yml` as GitHub does: step by step, with its variables and files.
struct GitHubRunner {
  let repository: TemporaryRepository
  var environment: [String: String] = [:]

  struct Outcome {
    var status: Int32
    var log: String
    var summary: String
    /// The outputs of the action.
    var outputs: [String: String]
  }

  func run(_ inputs: [String: String]) throws -> Outcome {
    let action = try PipelineFile("action.yml")
    let document = action.document
    let declared = try #require(document[document.root, "inputs"])
    var values: [String: String] = [:]
    for input in document.children(declared) {
      values["inputs." + document.key(input)] = document[input, "default"].map { document.string($0) } ?? ""
    }
    for (name, value) in inputs {
      #expect(values["inputs." + name] != nil, "the action has no input \(name)")
      values["inputs." + name] = value
    }
    let folder = repository.folder
    let outputFile = folder.appending(path: "outputs").path
    let summaryFile = folder.appending(path: "summary").path
    for file in [outputFile, summaryFile] { try Data().write(to: URL(filePath: file)) }
    var outcome = Outcome(status: 0, log: "", summary: "", outputs: [:])
    let steps = try #require(document[document.root, ["runs", "steps"]])
    for step in document.children(steps) where outcome.status == 0 {
      let known = values
      func fill(_ text: String) throws -> String {
        try PipelineFile.filled(text, "${{", "}}") { try #require(known[$0], "unknown expression \($0)") }
      }
      var variables = environment
      for (key, value) in action.texts(step, "env") { variables[key] = try fill(value) }
      variables["GITHUB_ACTIONS"] = "true"
      variables["CI"] = "true"
      variables["GITHUB_ACTION_PATH"] = Tool.packageRoot.path
      variables["GITHUB_OUTPUT"] = outputFile
      variables["GITHUB_STEP_SUMMARY"] = summaryFile
      variables["GITHUB_PATH"] = folder.appending(path: "path").path
      let place = try document[step, "working-directory"].map { try fill(document.string($0)) } ?? "."
      let script = document.string(try #require(document[step, "run"]))
      let run = try repository.run("cd '\(place)'\n\(script)", environment: variables)
      outcome.status = run.status
      outcome.log += run.output
      let written = try String(contentsOfFile: outputFile, encoding: .utf8)
      if let id = document[step, "id"] {
        for line in written.split(separator: "\n") {
          let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
          values["steps.\(document.string(id)).outputs.\(parts[0])"] = parts[1]
        }
      }
    }
    let outputs = try #require(document[document.root, "outputs"])
    for output in document.children(outputs) {
      let expression = document.string(try #require(document[output, "value"]))
      let known = values
      outcome.outputs[document.key(output)] = try PipelineFile.filled(expression, "${{", "}}") {
        known[$0] ?? ""
      }
    }
    outcome.summary = try String(contentsOfFile: summaryFile, encoding: .utf8)
    return outcome
  }
}

/// Runs the job of the GitLab component as a runner does.
struct GitLabRunner {
  let repository: TemporaryRepository
  var environment: [String: String] = [:]

  /// The paths of the artifacts that the job declares, and the outcome of its script.
  func run(_ inputs: [String: String]) throws -> (run: TemporaryRepository.Run, artifacts: [String]) {
    let file = try PipelineFile("templates/fleetfold.yml")
    let document = file.document
    let job = try #require(document[document.root, "fleetfold"])
    func fill(_ text: String) throws -> String {
      try PipelineFile.filled(text, "$[[", "]]") { expression in
        let name = String(expression.dropFirst("inputs.".count))
        return inputs[name] ?? (name == "check-output" ? "false" : "")
      }
    }
    var variables = environment
    for (key, value) in file.texts(job, "variables") { variables[key] = try fill(value) }
    variables["GITLAB_CI"] = "true"
    variables["CI"] = "true"
    let script = try #require(document[job, "script"])
    let lines = try document.children(script).map { try fill(document.string($0)) }
    let paths = try #require(document[job, ["artifacts", "paths"]])
    let artifacts =
      document.children(paths).map { document.string($0) }
      + file.texts(try #require(document[job, "artifacts"]), "reports").map(\.value)
    return (try repository.run(lines.joined(separator: "\n"), environment: variables), artifacts)
  }
}

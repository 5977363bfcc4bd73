internal import ArgumentParser
internal import KubernetesModel
internal import Provenance
internal import Reports

/// `fleetfold explain`: where a resource, or one field of it, comes from.
struct Explain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", _superCommandName: "fleetfold",
    abstract: "Show which file and line made a resource or one of its fields, and what each step changed.",
    discussion: """
      With a field, every step that wrote it, oldest first: the file it was read from, then patches, transformers, \
      parameters and overrides. Without one, every field with the step that wrote it last. Where the cluster has no \
      such resource, the reason.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var snapshot: SnapshotOptions
  @OptionGroup var subject: ResourceArguments

  @Argument(
    help: ArgumentHelp(
      "The field, such as .spec.template.spec.containers[name=web].image", valueName: "field"))
  var field: String?

  @Option(name: .shortAndLong, help: "The format: text or json.")
  var output = TextFormat.text

  func run() async throws {
    try global.apply()
    let query = try field.map { text in
      guard let query = FieldQuery(text) else {
        throw Refusal(
          "\(text) is no field; write .spec.containers[name=web].image, [\"key.with.dots\"] or [0]")
      }
      return query
    }
    let (resources, session) = try await subject.find(snapshot.choice, color: global.color)
    let report = ExplanationReport(resources, display: session.output.display)
    let text = output == .json ? report.json(of: query) : query.map(report.text) ?? report.text
    guard let text else {
      let subject = resources[0].resource
      let hint = query?.hint(in: subject.document).map { "; did you mean \($0)?" } ?? ""
      throw Refusal("\(subject.id) has no field \(field ?? "")\(hint)")
    }
    Terminal.write(text, to: .output)
  }
}

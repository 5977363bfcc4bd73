internal import GoTemplate
internal import KubernetesModel
internal import Patching
internal import SourceModel
internal import YAML

/// `spec.templatePatch`: a text that is rendered for each set and merged into the Application.
///
/// Source: reference/applicationset.md section 11. Emits `applicationset.template-patch`,
/// `applicationset.template` and what the merge emits.
struct TemplatePatch {
  private let engine: TextEngine
  private let text: String
  /// Nil for a text without tags; what can't be parsed matters when the first set is rendered.
  private let compiled: Result<TextEngine.Compiled?, TextEngine.Failure>
  private let location: SourceLocation
  private let namespace: String
  private let name: String

  init(
    _ document: Document, _ node: NodeID, engine: TextEngine, namespace: String, name: String
  ) {
    self.engine = engine
    self.namespace = namespace
    self.name = name
    location = document.location(node)
    text = document.string(node)
    do {
      compiled = .success(try engine.compile(text))
    } catch {
      compiled = .failure(error)
    }
  }

  /// Patches the Application that a set made.
  func apply(_ set: ParameterSet, to application: inout Document, _ context: ExpansionContext)
    throws(ExpansionFailure)
  {
    var rendered = text
    do {
      if let compiled = try compiled.get() { rendered = try engine.render(compiled, set.values) }
    } catch {
      throw ExpansionFailure(badTemplate, error.message, at: location, notes: notes(set))
    }
    try checkJSON(rendered, set)
    let parsed = context.parseEmbedded(rendered, path: location.path)
    guard let patch = parsed.document else {
      throw fail("renders to a text that is no YAML: \(parsed.problem)", set)
    }
    if patch.kubernetesScalar(patch.root) == .null { return }
    guard patch.isMapping(patch.root) else { throw fail("must render to a mapping", set) }
    if patch.firstChild(patch.root) == nil { return }
    try check(patch, set)
    try merge(patch, set, into: &application)
  }

  /// A text that begins with a brace is not read as YAML.
  private func checkJSON(_ text: String, _ set: ParameterSet) throws(ExpansionFailure) {
    guard text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == "{" else { return }
    do {
      _ = try JSONReader.value(of: text)
    } catch {
      throw fail("renders to a text that begins with \"{\", but is no JSON: \(error.message)", set)
    }
  }

  /// Refuses what would not decode as an Application; unknown fields are dropped.
  private func check(_ patch: Document, _ set: ParameterSet) throws(ExpansionFailure) {
    var stripped = patch
    ObjectShape(keepsJSON: true).removeNulls(&stripped, stripped.root)
    var admission = Admission(stripped, unknownFields: .warning, isComplete: false)
    admission.check(stripped.root, Schema.argoCD.named("PatchedApplication"), path: "")
    if let problem = admission.diagnostics.first(where: { $0.severity == .error }) {
      throw fail("does not fit an Application: \(problem.message)", set)
    }
  }

  private func merge(
    _ patch: Document, _ set: ParameterSet, into application: inout Document
  ) throws(ExpansionFailure) {
    let step = Origin(.patch, path: location.path, step: "templatePatch of ApplicationSet \(name)")
    let project = application[application.root, ["spec", "project"]].map { application.extract($0) }
    do {
      try KubernetesStrategicMerge.apply(
        patch, patchRoot: patch.root, to: &application,
        mergedLists: KubernetesStrategicMerge.applicationLists,
        step: step)
    } catch {
      throw fail("can't be merged: \(error.message)", set)
    }
    let author = Author(step, line: location.line, column: location.column)
    let type = Schema.argoCD.named("Application")
    ObjectShape(keepsJSON: true).prune(&application, application.root, type)
    let root = application.root
    if let project {
      let spec = application.ensure("spec", in: root, kind: .mapping, by: author)
      application.set("project", in: spec, to: project.root, of: project)
    }
    let metadata = application.ensure("metadata", in: root, kind: .mapping, by: author)
    application.set("namespace", in: metadata, to: .string(namespace), by: author)
    application.set("apiVersion", in: root, to: .string("argoproj.io/v1alpha1"), by: author)
    application.set("kind", in: root, to: .string("Application"), by: author)
    ObjectShape().finish(&application, root, type, by: author)
  }

  private func notes(_ set: ParameterSet) -> [Diagnostic.Note] {
    set.sources.last.map { [Diagnostic.Note("rendered for \($0)", at: $0.location)] } ?? []
  }

  private func fail(_ problem: String, _ set: ParameterSet) -> ExpansionFailure {
    ExpansionFailure(badPatch, "templatePatch \(problem)", at: location, notes: notes(set))
  }
}

private let badPatch = "applicationset.template-patch"
private let badTemplate = "applicationset.template"

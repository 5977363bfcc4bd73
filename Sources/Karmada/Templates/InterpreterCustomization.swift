internal import KubernetesModel
internal import SourceModel
internal import YAML

/// What ResourceInterpreterCustomizations say about one kind, as far as their scripts only name fields.
///
/// Lua is not run: a script with a branch, a loop or a calculation is refused by name, see `LuaFunction`.
struct InterpreterCustomization {
  /// Where the replicas of a kind are read, and the pod template that they run.
  struct Count {
    var field: [String]
    /// Nil where the script names no requirements.
    var podTemplate: [String]?
  }

  /// The name of the ResourceInterpreterCustomization.
  var name: String
  var apiVersion: String
  var kind: String
  /// Nil when nothing is said about it, as for all the following.
  var replicas: Count?
  /// The field that gets a cluster's share.
  var revision: [String]?
  /// The pod template whose references are the dependencies.
  var dependencies: [String]?
  /// The customizations that would need a Lua engine: `replicaResource`.
  private(set) var undecidable: [(field: String, location: SourceLocation)] = []
  /// What is customized, understood or not.
  private var fields: [String] = []

  /// Reads one ResourceInterpreterCustomization; nil when it names no target.
  init?(_ document: Document) {
    let root = document.root
    func text(_ path: [String]) -> String {
      guard let node = document[root, path], document.isScalar(node) else { return "" }
      return document.string(node)
    }
    name = text(["metadata", "name"])
    apiVersion = text(["spec", "target", "apiVersion"])
    kind = text(["spec", "target", "kind"])
    guard !kind.isEmpty, let customizations = document[root, ["spec", "customizations"]] else { return nil }
    for customization in document.children(customizations) {
      let field = document.key(customization)
      // These concern a live object or its status, never what is written to a cluster first.
      let later = [
        "retention", "statusReflection", "statusAggregation", "healthInterpretation", "componentResource",
      ]
      if later.contains(field) { continue }
      fields.append(field)
      let script = document[customization, "luaScript"]
      if !understand(field, LuaFunction(script.map { document.string($0) } ?? "")) {
        undecidable.append((field, document.location(script ?? customization)))
      }
    }
  }

  private mutating func understand(_ field: String, _ function: LuaFunction?) -> Bool {
    guard let function else { return false }
    switch field {
    case "replicaResource":
      guard function.assigned.isEmpty, case .field(let path)? = function.returned.first, !path.isEmpty else {
        return false
      }
      switch function.returned.dropFirst().first {
      case nil, .nothing?: replicas = Count(field: path)
      case .requirements(let template)?: replicas = Count(field: path, podTemplate: template)
      default: return false
      }
      return function.returned.count <= 2
    case "replicaRevision":
      guard function.returned == [.field([])], function.assigned.count == 1,
        function.assigned[0].value == .parameter(1)
      else { return false }
      revision = function.assigned[0].path
      return true
    case "dependencyInterpretation":
      guard function.assigned.isEmpty, function.returned.count == 1,
        case .dependencies(let template) = function.returned[0]
      else { return false }
      dependencies = template
      return true
    default: return false
    }
  }

  /// Takes over what another one says beside this; of two that say something about one thing the first name counts.
  mutating func add(_ other: InterpreterCustomization) {
    func adds(_ field: String) -> Bool { other.fields.contains(field) && !fields.contains(field) }
    if adds("replicaResource") { replicas = other.replicas }
    if adds("replicaRevision") { revision = other.revision }
    if adds("dependencyInterpretation") { dependencies = other.dependencies }
    undecidable += other.undecidable.filter { adds($0.field) }
    fields += other.fields.filter { adds($0) }
  }
}

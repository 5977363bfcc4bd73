/// What teaches kustomize more fields: `configurations`, `crds` and `openapi`.
extension Growth {
  mutating func addConfiguration(_ place: Int) -> Bool {
    let tree = Plugins.configuration(&random)
    guard case .map(let fields) = tree, !fields.isEmpty else { return false }
    let name = "configuration\(number()).yaml"
    file("\(directories[place].path)/\(name)", documents: [tree], noise: 3)
    directories[place].add("configurations", .list([.scalar(name)]))
    // There must be something for it to work on.
    if random.chance(70) { addWidgets(place) }
    return true
  }

  /// Resources of kinds without a schema, with the fields that schemas and configurations name.
  mutating func addWidgets(_ place: Int) {
    var documents: [Tree] = []
    for _ in 0..<random.pick([1, 1, 2]) {
      let name = random.chance(50) ? random.pick(Resources.names) : "widget\(number())"
      let tree = Resources.resource("example.com/v1", "Widget", name: name, namespace: nil, &random)
      documents.append(tree)
      directories[place].written.append(
        Written(apiVersion: "example.com/v1", kind: "Widget", name: name, namespace: nil, tree: tree))
    }
    let name = "widget\(number()).yaml"
    file("\(directories[place].path)/\(name)", documents: documents, noise: 0)
    directories[place].add("resources", .list([.scalar(name)]))
  }

  /// Definitions in the form of OpenAPI, as `crds` takes them.
  mutating func addDefinitions(_ place: Int) -> Bool {
    let extensions = [
      #""x-kubernetes-annotation": """#, #""x-kubernetes-label-selector": """#,
      #""x-kubernetes-identity": """#,
      #""x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret""#,
      #""x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "ConfigMap", "x-kubernetes-object-ref-name-key": "name""#,
      #""x-kubernetes-object-ref-api-version": "example.com/v1", "x-kubernetes-object-ref-kind": "Widget""#,
      #""type": "string""#,
    ]
    let fields = ["name", "nested", "b", "labels", "selector", "things", "image"]
    func properties(_ count: Int) -> String {
      let chosen = fields[random.below(fields.count)...].prefix(count)
      return chosen.map { "\"\($0)\": {\(random.pick(extensions))}" }.joined(separator: ", ")
    }
    let text = """
      {"example.com/v1.Widget": {"Schema": {"type": "object", "properties": {
        "apiVersion": {"type": "string"}, "kind": {"type": "string"},
        "metadata": {"$ref": "k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta"},
        "spec": {"$ref": "example.com/v1.WidgetSpec"}}},
        "Dependencies": ["example.com/v1.WidgetSpec", "k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta"]},
      "example.com/v1.WidgetSpec": {"Schema": {"type": "object", "properties": {
        \(properties(3)), "deeper": {"$ref": "example.com/v1.Deeper"}}}, "Dependencies": []},
      "example.com/v1.Deeper": {"Schema": {"properties": {\(properties(2))}}}}

      """
    let name = "crd\(number()).json"
    file("\(directories[place].path)/\(name)", text)
    directories[place].add("crds", .list([.scalar(name)]))
    if random.chance(70) { addWidgets(place) }
    return true
  }

  /// A schema of our own, by which lists of a custom kind merge.
  mutating func addSchema(_ place: Int) -> Bool {
    guard !directories[place].has("openapi") else { return false }
    let key = random.pick(["name", "name", "value"])
    let keys = random.pick([
      "", #", "x-kubernetes-list-map-keys": ["name", "value"], "x-kubernetes-list-type": "map""#,
    ])
    let strategy = random.pick(["merge", "merge", "replace", "merge,retainKeys"])
    let text = """
      {"definitions": {"com.example.v1.Widget": {"properties": {"spec": {"$ref": "#/definitions/com.example.v1.WidgetSpec"}},
        "type": "object", "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Widget", "version": "v1"}]},
      "com.example.v1.WidgetSpec": {"properties": {
        "things": {"items": {"$ref": "#/definitions/com.example.v1.Thing"}, "type": "array",
          "x-kubernetes-patch-merge-key": "\(key)", "x-kubernetes-patch-strategy": "\(strategy)"\(keys)},
        "names": {"items": {"type": "string"}, "type": "array", "x-kubernetes-patch-strategy": "merge"}}, "type": "object"},
      "com.example.v1.Thing": {"properties": {"name": {"type": "string"}, "value": {},
        "things": {"items": {"$ref": "#/definitions/com.example.v1.Thing"}, "type": "array",
          "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge"}}, "type": "object"}}}

      """
    let name = "schema\(number()).json"
    file("\(directories[place].path)/\(name)", text)
    directories[place].set(
      "openapi",
      random.chance(95)
        ? ["path": .scalar(name)] : ["version": .scalar(random.pick(["v1.21.2", "v1.20.4", "v9"]))])
    if random.chance(80) {
      addWidgets(place)
      if random.chance(60) { _ = addPatch(place, isJSON: false) }
    }
    return true
  }
}

/// Values that go from one resource to another: `replacements` and `vars`.
extension Growth {
  mutating func addReplacement(_ place: Int) -> Bool {
    let known = visible(place)
    guard !known.isEmpty else { return false }
    let replacement = replacement(known)
    if random.chance(20) {
      let name = "replacement\(number()).yaml"
      let more = random.chance(30) ? [replacement, self.replacement(known)] : [replacement]
      let isList = more.count > 1 || random.chance(30)
      file("\(directories[place].path)/\(name)", documents: [isList ? .list(more) : replacement], noise: 3)
      directories[place].add("replacements", .list([["path": .scalar(name)]]))
    } else {
      directories[place].add("replacements", .list([replacement]))
    }
    return true
  }

  mutating func replacement(_ known: [Written]) -> Tree {
    let source = random.pick(known)
    var from: Tree = ["kind": .scalar(source.kind), "name": .scalar(source.name)]
    if random.chance(10) { from = exactTarget(source) }
    if let namespace = source.namespace, random.chance(60) {
      from = from.setting("namespace", .scalar(namespace))
    }
    if random.chance(85) {
      from = from.setting("fieldPath", .scalar("'" + path(source, isTarget: false) + "'"))
    }
    if random.chance(20) { from = from.setting("options", delimiter()) }
    let targets = (0..<random.pick([1, 1, 1, 2])).map { _ in replacementTarget(random.pick(known)) }
    if random.chance(10) { return ["sourceValue": random.value(oddness: 20), "targets": .list(targets)] }
    return ["source": from, "targets": .list(targets)]
  }

  private mutating func replacementTarget(_ target: Written) -> Tree {
    var select: Tree = ["kind": .scalar(target.kind), "name": .scalar(target.name)]
    if random.chance(15) { select = ["kind": .scalar(target.kind)] }
    if random.chance(5) { select = exactTarget(target) }
    if random.chance(4) { select = ["labelSelector": "app"] }
    if random.chance(3) { select = ["annotationSelector": .scalar(random.pick(["'!a'", "a", "b=v"]))] }
    var to: Tree = ["select": select]
    if random.chance(95) {
      let paths = (0..<random.pick([1, 1, 1, 2])).map { _ in
        Tree.scalar("'" + path(target, isTarget: true) + "'")
      }
      to = to.setting("fieldPaths", .list(paths))
    }
    switch random.below(10) {
    case 0...3: to = to.setting("options", ["create": "true"])
    case 4...5: to = to.setting("options", delimiter())
    case 6: to = to.setting("options", delimiter().setting("create", "true"))
    default: break
    }
    if random.chance(10) {
      let rejects: [Tree] = [
        ["name": .scalar(random.pick(Resources.names))], ["kind": "Deployment"], ["namespace": "dev"],
        ["group": "apps"],
        ["kind": .scalar(target.kind), "name": "x"],
      ]
      to = to.setting("reject", .list([random.pick(rejects)]))
    }
    return to
  }

  private mutating func delimiter() -> Tree {
    var options: Tree = ["delimiter": .scalar(random.pick(["':'", "'/'", "'-'", "'.'", "' '", "e"]))]
    if random.chance(80) {
      options = options.setting("index", .scalar(random.pick(["0", "0", "1", "2", "-1", "7"])))
    }
    return options
  }

  /// A field path, as `replacements` write it: mostly one that is there.
  private mutating func path(_ resource: Written, isTarget: Bool) -> String {
    if isTarget, random.chance(20) {
      let paths = [
        "metadata.annotations.new", "metadata.labels.[a.b/c]", "spec.copied", "metadata.annotations.a\\.b/c",
        "spec.deep.er.est", "spec.template.metadata.annotations.x", "metadata.name", "metadata.namespace",
        "metadata.annotations", "spec.list.-", "spec.list.0", "spec.things.[name=x].value", "data.new",
        "spec.template.spec.containers.*.env.[name=NEW].value",
      ]
      return random.pick(paths)
    }
    var steps = resource.tree.path(&random)
    if isTarget, ["kind", "apiVersion"].contains(steps.first) { steps = ["metadata", "name"] }
    var parts: [String] = []
    var tree = resource.tree
    for step in steps {
      let plain = step.filter { $0 != "'" && $0 != "\"" }
      if case .list(let elements) = tree, let index = Int(step), elements.indices.contains(index) {
        tree = elements[index]
        parts.append(element(tree, step, isTarget: isTarget))
        continue
      }
      tree = tree[step] ?? ""
      if plain.contains(where: { ".:/ ".contains($0) }) {
        let escaped = plain.split(separator: ".", omittingEmptySubsequences: false).joined(separator: "\\.")
        parts.append(random.chance(60) ? "[\(plain)]" : escaped)
      } else {
        parts.append(plain)
      }
    }
    // A text that is itself a document can be entered.
    if isTarget, random.chance(5) {
      parts.append(random.pick(["a", "a.b", "a.b.0", "image", "list.[name=x].v"]))
    }
    return parts.joined(separator: ".")
  }

  private mutating func element(_ tree: Tree, _ index: String, isTarget: Bool) -> String {
    if case .scalar(let name)? = tree["name"], random.chance(40) { return "[name=\(name)]" }
    if case .scalar(let text) = tree, random.chance(20) {
      return "[=\(text.filter { $0 != "'" && $0 != "\"" })]"
    }
    if isTarget, random.chance(40) { return "*" }
    return random.chance(3) ? "-" : index
  }

  mutating func addVariable(_ place: Int) -> Bool {
    let known = visible(place)
    guard !known.isEmpty else { return false }
    for _ in 0..<random.pick([1, 1, 2]) {
      let resource = random.pick(known)
      var object: Tree = [
        "apiVersion": .scalar(resource.apiVersion), "kind": .scalar(resource.kind),
        "name": .scalar(resource.name),
      ]
      if let namespace = resource.namespace { object = object.setting("namespace", .scalar(namespace)) }
      let name = random.chance(60) ? "VAR" : "VAR_\(number())"
      var variable: Tree = ["name": .scalar(name), "objref": object]
      if random.chance(60) {
        let steps = resource.tree.path(&random).map { step -> String in
          if Int(step) != nil { return "[\(step)]" }
          return step.filter { $0 != "'" && $0 != "\"" }.split(separator: ".").joined(separator: "\\.")
        }
        let joined = steps.joined(separator: ".").split(separator: ".[").joined(separator: "[")
        variable = variable.setting("fieldref", ["fieldpath": .scalar("'" + joined + "'")])
      }
      directories[place].add("vars", .list([variable]))
      if random.chance(70) { useVariable(place, name) }
    }
    return true
  }

  /// Adds a resource with the variable in the places where it is looked for, and in some where it is not.
  private mutating func useVariable(_ place: Int, _ name: String) {
    let title = "user\(number())"
    let uses = [
      "$(\(name))", "x-$(\(name))", "$$(\(name))", "$(\(name))$(\(name))", "$(NONE)$(\(name))", "'$(\(name)'",
      "$$$(\(name))", "\"$(\(name))\\n\"", "$(VAR)-$(\(name))", "'$()'",
    ].map { Tree.scalar($0) }
    func use() -> Tree { random.pick(uses) }
    let container: Tree = [
      "name": "main", "image": use(), "args": .list([use(), use()]), "command": .list([use()]),
      "env": .list([["name": "A", "value": use()]]),
      "volumeMounts": .list([["name": "v", "mountPath": use(), "subPath": use()]]),
    ]
    let pod: Tree = ["containers": .list([container]), "nodeSelector": ["a": use()]]
    let trees: [Tree] = [
      [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": .scalar(title), "annotations": ["a": use()]],
        "spec": ["replicas": use(), "template": ["metadata": ["labels": ["a": use()]], "spec": pod]],
      ],
      [
        "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .scalar(title), "labels": ["a": use()]],
        "spec": pod,
      ],
      [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .scalar(title)],
        "data": ["a": use(), "b": use()],
      ],
      [
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": .scalar(title)],
        "spec": [
          "rules": .list([["host": use(), "http": ["paths": .list([["path": use()]])]]]),
          "tls": .list([["hosts": .list([use()]), "secretName": use()]]),
        ],
      ],
      [
        "apiVersion": "batch/v1", "kind": "CronJob", "metadata": ["name": .scalar(title)],
        "spec": ["schedule": use(), "jobTemplate": ["spec": ["template": ["spec": pod]]]],
      ],
      [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": .scalar(title)],
        "spec": ["ports": .list([["port": use(), "targetPort": use()]]), "selector": ["a": use()]],
      ],
    ]
    let tree = random.pick(trees)
    guard case .scalar(let kind)? = tree["kind"], case .scalar(let version)? = tree["apiVersion"] else {
      return
    }
    let path = "\(title).yaml"
    file("\(directories[place].path)/\(path)", documents: [tree], noise: 0)
    directories[place].add("resources", .list([.scalar(path)]))
    directories[place].written.append(
      Written(apiVersion: version, kind: kind, name: title, namespace: nil, tree: tree))
  }
}

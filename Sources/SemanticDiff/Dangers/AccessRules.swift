internal import KubernetesModel
internal import YAML

/// RBAC that gives somebody more than before.
let accessRules = [
  DangerRule(
    id: "rbac-wildcard", severity: .high, title: "a role that newly allows everything of something"
  ) { edit in
    newPermissions(edit).filter(\.isWildcard).prefix(1).map { permission in
      edit.finding(
        at: permission.path,
        "\(permission) is newly allowed, kinds and verbs that do not exist yet included; list what is needed")
    }
  },
  DangerRule(
    id: "rbac-new-permission", severity: .medium, title: "a role that newly allows something"
  ) { edit in
    // The permissions of a new role reach nobody before they are bound.
    guard edit.before != nil else { return [] }
    let new = newPermissions(edit).filter { !$0.isWildcard }
    guard let first = new.first else { return [] }
    let more = new.count > 1 ? " and \(new.count - 1) more" : ""
    return [
      edit.finding(
        at: first.path,
        "\(first)\(more) is newly allowed to everyone to whom the role is bound; make sure that all of them need it"
      )
    ]
  },
  DangerRule(
    id: "rbac-new-subject", severity: .medium, title: "somebody to whom a role is newly bound"
  ) { edit in
    guard edit.isKind(rbac, "RoleBinding", "ClusterRoleBinding"), let after = edit.after else { return [] }
    let known = edit.before.map(subjects) ?? []
    let role =
      "\(EditedResource.text(after, "roleRef", "kind") ?? "role") "
      + "\(EditedResource.text(after, "roleRef", "name") ?? "")"
    return subjects(after).filter { subject in !known.contains { $0.utf8.elementsEqual(subject.utf8) } }.map {
      edit.finding(
        at: ["subjects"], "\($0) newly gets what \(role) allows; make sure that it needs all of it")
    }
  },
]

private let rbac = "rbac.authorization.k8s.io"

/// One thing that a role allows.
private struct Permission: CustomStringConvertible {
  var verb: String
  /// `resource.group`, or a URL.
  var target: String
  var group: String
  var resource: String
  /// Empty for all names.
  var name: String
  var path: [String]

  var isWildcard: Bool { [verb, group, resource].contains("*") }

  var description: String { "\(verb) \(target)\(name.isEmpty ? "" : " \(name)")" }

  func covers(_ other: Permission) -> Bool {
    func isWithin(_ mine: String, _ theirs: String) -> Bool {
      mine == "*" || mine.utf8.elementsEqual(theirs.utf8)
    }
    return isWithin(verb, other.verb) && isWithin(group, other.group) && isWithin(resource, other.resource)
      && (name.isEmpty || name.utf8.elementsEqual(other.name.utf8))
  }
}

/// What a role allows and did not before; an aggregated ClusterRole counts by its labels alone.
private func newPermissions(_ edit: EditedResource) -> [Permission] {
  guard edit.isKind(rbac, "Role", "ClusterRole"), let after = edit.after else { return [] }
  let known = edit.before.map(permissions) ?? []
  return permissions(after).filter { new in !known.contains { $0.covers(new) } }
}

/// At most some thousands: what a hostile role lists beyond is left out.
private func permissions(_ role: Document) -> [Permission] {
  guard let rules = role[role.root, "rules"], role.isSequence(rules) else { return [] }
  var result: [Permission] = []
  for rule in role.children(rules) {
    func list(_ key: String) -> [String] {
      guard let node = role[rule, key], role.isSequence(node) else { return [] }
      return role.children(node).filter(role.isScalar).map { role.string($0) }
    }
    let names = list("resourceNames")
    for verb in list("verbs") {
      for group in list("apiGroups") {
        for resource in list("resources") {
          for name in names.isEmpty ? [""] : names where result.count < permissionLimit {
            let target = group.isEmpty ? resource : "\(resource).\(group)"
            result.append(
              Permission(
                verb: verb, target: target, group: group, resource: resource, name: name, path: ["rules"]))
          }
        }
      }
      for url in list("nonResourceURLs") where result.count < permissionLimit {
        result.append(
          Permission(verb: verb, target: url, group: "url", resource: url, name: "", path: ["rules"]))
      }
    }
  }
  return result
}

private let permissionLimit = 2_000

/// `ServiceAccount ci/deployer`, `Group system:masters`.
private func subjects(_ binding: Document) -> [String] {
  guard let list = binding[binding.root, "subjects"], binding.isSequence(list) else { return [] }
  return binding.children(list).map { subject in
    func text(_ key: String) -> String {
      binding[subject, key].flatMap { binding.isScalar($0) ? binding.string($0) : nil } ?? ""
    }
    let namespace = text("namespace")
    return "\(text("kind")) \(namespace.isEmpty ? "" : "\(namespace)/")\(text("name"))"
  }
}

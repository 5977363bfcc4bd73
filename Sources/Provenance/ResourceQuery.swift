package import KubernetesModel
internal import SourceModel

/// A resource as a person names it: `KIND[.GROUP]/[NAMESPACE/]NAME`.
package struct ResourceQuery: Sendable, Equatable {
  package var kind: String
  /// Nil where any group will do.
  package var group: String?
  /// Nil where any namespace will do.
  package var namespace: String?
  package var name: String

  /// Nil when the text has not two or three parts, or one of them is empty.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    let type = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    kind = type[0]
    group = type.count > 1 ? type[1] : nil
    namespace = parts.count == 3 ? parts[1] : nil
    name = parts[parts.count - 1]
  }

  /// What names one resource and no other.
  package init(_ id: ResourceID) {
    kind = id.kind
    group = id.group.isEmpty ? nil : id.group
    namespace = id.namespace.isEmpty ? nil : id.namespace
    name = id.name
  }

  /// Whether a resource is meant.
  package func matches(_ id: ResourceID) -> Bool {
    KindWord(kind).means(id.kind) && (group.map { $0.utf8.elementsEqual(id.group.utf8) } ?? true)
      && (namespace.map { $0.utf8.elementsEqual(id.namespace.utf8) } ?? true)
      && name.utf8.elementsEqual(id.name.utf8)
  }

  /// What a person may have meant: a name without its prefix or suffix, a misspelt kind or name.
  package func hint(among ids: some Sequence<ResourceID>) -> String? {
    let ids = Array(ids)
    let word = KindWord(kind)
    let sameKind = ids.filter { word.means($0.kind) }
    let part = Array("-\(name)-".utf8)
    if let longer = sameKind.first(where: { Array("-\($0.name)-".utf8).contains(part) }) {
      return ResourceQuery(longer).description
    }
    if let near = nearMiss(to: name, among: sameKind.map(\.name)),
      let id = sameKind.first(where: { $0.name.utf8.elementsEqual(near.utf8) })
    {
      return ResourceQuery(id).description
    }
    if let other = ids.first(where: { $0.name.utf8.elementsEqual(name.utf8) }) {
      return ResourceQuery(other).description
    }
    let texts = ids.map { ResourceQuery($0).description }
    return nearMiss(to: description, among: texts)
  }
}

extension ResourceQuery: CustomStringConvertible {
  /// As it is read.
  package var description: String {
    [group.map { "\(kind).\($0)" } ?? kind, namespace, name].compactMap { $0 }.joined(separator: "/")
  }
}

/// A kind as people type it for kubectl: in any case, in the plural, or by its short name.
private struct KindWord {
  private let word: String

  init(_ text: String) {
    let word = text.lowercased()
    self.word = KindWord.shortNames[word] ?? word
  }

  func means(_ kind: String) -> Bool {
    let kind = kind.lowercased()
    if word == kind { return true }
    if word == "\(kind)s" || word == "\(kind)es" { return true }
    return kind.last == "y" && word == "\(kind.dropLast())ies"
  }

  /// Those of the built-in kinds and of Argo CD, as `kubectl api-resources` lists them.
  private static let shortNames = [
    "app": "application", "appset": "applicationset", "cj": "cronjob", "cm": "configmap",
    "crd": "customresourcedefinition", "crds": "customresourcedefinition",
    "csr": "certificatesigningrequest", "deploy": "deployment", "ds": "daemonset", "ep": "endpoints",
    "hpa": "horizontalpodautoscaler", "ing": "ingress", "limits": "limitrange",
    "netpol": "networkpolicy", "ns": "namespace", "pc": "priorityclass",
    "pdb": "poddisruptionbudget", "po": "pod", "pv": "persistentvolume",
    "pvc": "persistentvolumeclaim", "quota": "resourcequota", "rc": "replicationcontroller",
    "rs": "replicaset", "sa": "serviceaccount", "sc": "storageclass", "sts": "statefulset",
    "svc": "service",
  ]
}

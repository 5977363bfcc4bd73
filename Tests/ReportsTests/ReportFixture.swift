internal import Foundation
internal import KubernetesModel
internal import SemanticDiff
internal import SourceModel
internal import TestSupport
internal import Testing
internal import YAML

@testable internal import Reports

/// The change sets that the tests of the formats share.
enum ReportFixture {
  /// By hand: five clusters, each kind of change, dangerous edits, a secret.
  static let handMade: ChangeSet = {
    func web(_ replicas: Int, _ image: String) -> String {
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop}
      spec:
        replicas: \(replicas)
        template: {spec: {containers: [{name: web, image: "example.com/web:\(image)"}]}}

      """
    }
    func config(_ lines: String) -> String {
      "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {app.conf: \"\(lines)\"}\n"
    }
    let secret =
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: shop}\nstringData: {key: "
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for cluster in ["prod-east", "prod-north", "prod-west", "staging"] {
      base["\(cluster)/\(cluster)-shop"] = web(3, "1.4.0") + config("a\\nb\\nc\\n") + secret + "CANARY-1}\n"
      head["\(cluster)/\(cluster)-shop"] =
        web(cluster == "prod-west" ? 0 : 3, cluster == "staging" ? "latest" : "1.5.0")
        + config("a\\nB\\nc\\n") + secret + "CANARY-2}\n"
    }
    base["prod-west/legacy"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: legacy}\n"
    head["dev/shop"] = web(1, "1.5.0")
    head["prod-west/next"] = "apiVersion: v1\nkind: Namespace\nmetadata: {name: next}\n"
    return FleetDiff().compare(
      compiledFleet(base, clusters: ["dev", "management"]),
      compiledFleet(head, clusters: ["dev", "management"]))
  }()

  /// As diagnostics give them.
  static let findings: [Finding] = {
    let path = SourcePath.root.child("overlays").child("prod west").child("kustomization.yaml")
    let place = SourceLocation(path: path, line: 3, column: 5)
    let error = Diagnostic.error(
      "kustomize.patch-target", "the patch finds no Deployment \"wep\", 100% sure; did you mean \"web\"?",
      at: place, notes: [.init("it is here", at: SourceLocation(path: path, line: 9)), .init("a note")])
    return [error, error, .warning("git.loose", "a warning without a place")].map { Finding($0) }
  }()

  /// A fleet of `count` clusters: most alike, some with changes of their own.
  static func large(clusters count: Int) -> ChangeSet {
    var base: [String: String] = [:]
    var head: [String: String] = [:]
    for number in 0..<count {
      let digits = String(number)
      let cluster =
        "\(["eu", "us", "ap"][number % 3])-\(number % 5 == 0 ? "staging" : "prod")-"
        + String(repeating: "0", count: 4 - digits.count) + digits
      for (index, application) in applications.enumerated() {
        func deployment(_ replicas: Int, _ tag: String) -> String {
          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: \(application), namespace: apps}\n"
            + "spec: {replicas: \(replicas), template: {spec: {containers: "
            + "[{name: main, image: \"registry.example.com/\(application):\(tag)\"}]}}}\n"
        }
        let isChanged = index == 0 || (index * 7 + number % 11) % 5 == 0
        let replicas = number % 97 == 3 && index == 2 ? 0 : 3
        base["\(cluster)/\(application)-\(cluster)"] = deployment(3, "1.0")
        head["\(cluster)/\(application)-\(cluster)"] = deployment(replicas, isChanged ? "1.1" : "1.0")
        if number % 50 == 7, index == 3 { head["\(cluster)/\(application)-\(cluster)"] = nil }
      }
    }
    return FleetDiff().compare(compiledFleet(base), compiledFleet(head))
  }

  private static let applications = [
    "checkout", "catalog", "identity", "ingress", "monitoring", "payments", "search", "warehouse",
  ]

  /// Every text that a repository gives is hostile: names of clusters, applications, resources, fields, files.
  static let hostileTexts = [
    "`````", "a\n\n```\n</details>\n# b", "</script><script>alert(1)</script>", "]]>", "<!-- -->", "@octocat",
    "#1",
    "https://evil.example/x", "www.evil.example", "a|b|c", "\n::error file=x::y", "%0A::stop-commands::z",
    "##[error]",
    "\u{1B}]0;title\u{7}", "\u{202E}txt", "\"'><img src=x onerror=alert(1)>", "&lt;&#64;x", "{cluster}",
    "é😀",
    "[x](javascript:alert(1))", "\\", "$(id)", "\r\n", String(repeating: "long", count: 30_000),
  ]

  /// Changes that are made of `hostileTexts`; each holds the word HOSTILE, by which it is found again.
  static let hostile: ChangeSet = {
    func fleet(_ value: String) -> CompiledFleet {
      CompiledFleet(
        clusters: [],
        sets: hostileTexts.enumerated().map { index, raw in
          let text = "HOSTILE" + raw
          let path = SourcePath.root.child(text.replacing("/", with: "_"))
          let quoted = String(decoding: JSONValue.string(text).text.utf8.dropLast(), as: UTF8.self)
          // Explicit keys: others are at most 1,024 characters long.
          let yaml =
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(quoted)\n"
            + "data:\n  ? \(quoted)\n  : \(value)\n  new\(value): \(quoted)\n"
          let parsed = YAMLParser().parse(Array(yaml.utf8), path: path)
          precondition(
            !parsed.diagnostics.hasErrors, "\(index): \(parsed.diagnostics)".prefix(500).description)
          return ClusterResourceSet(
            cluster: text, application: text, resources: parsed.documents.compactMap { Resource($0) })
        })
    }
    return FleetDiff().compare(fleet("1"), fleet("2"))
  }()

  /// Compares with a file of Golden/; `UPDATE_GOLDEN=1` records it and fails, so that somebody reads it.
  static func expect(_ text: String, in name: String, _ location: Testing.SourceLocation = #_sourceLocation)
    throws
  {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(name); inspect: git diff Tests/ReportsTests/Golden", sourceLocation: location)
      return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text.utf8.elementsEqual(expected.utf8), "\(name) differs:\n\(text)", sourceLocation: location)
  }
}

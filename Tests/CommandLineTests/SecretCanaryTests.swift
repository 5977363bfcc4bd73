import Foundation
import Testing

/// A thousand random values in Secrets of every make: none is in any output, error or file but the rendered manifests.
struct SecretCanaryTests {
  /// Values before and after the change, in text and as base64.
  private struct Canaries {
    private(set) var texts: [String] = []

    mutating func make() -> String {
      let value =
        "Zq" + (0..<20).map { _ in String("abcdefghjkmnpqrstuvwxyz".randomElement() ?? "a") }.joined()
      texts.append(value)
      return value
    }

    /// Those that a text holds.
    func found(in text: String) -> [String] {
      // Each begins alike, so that most texts need one look.
      guard text.contains("Zq") || text.contains("WnF") else { return [] }
      return texts.filter { text.contains($0) || text.contains(SecretCanaryTests.base64($0).dropLast(4)) }
    }
  }

  private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  /// Writes Secrets in five makes with new values.
  private func writeSecrets(_ count: Int, _ canaries: inout Canaries, to folder: URL) throws {
    var kustomization = "namespace: shop\nresources:\n"
    var generators = "secretGenerator:\n"
    for number in 0..<count {
      let value = canaries.make()
      let head = "apiVersion: v1\nkind: Secret\nmetadata: {name: secret-\(number)}\n"
      switch number % 5 {
      case 0:
        try write("\(head)data: {key: \(Self.base64(value))}\n", "base/secret-\(number).yaml", folder)
        kustomization += "- secret-\(number).yaml\n"
      case 1:
        try write("\(head)stringData:\n  key: |\n    a\n    \(value)\n", "base/secret-\(number).yaml", folder)
        kustomization += "- secret-\(number).yaml\n"
      case 2: generators += "- {name: secret-\(number), literals: [key=\(value)]}\n"
      case 3:
        try write("key=\(value)\n", "base/\(number).env", folder)
        generators += "- {name: secret-\(number), envs: [\(number).env]}\n"
      default:
        try write(value, "base/\(number).txt", folder)
        generators += "- {name: secret-\(number), files: [key=\(number).txt]}\n"
      }
    }
    try write(kustomization + generators, "base/kustomization.yaml", folder)
  }

  private func write(_ text: String, _ path: String, _ folder: URL) throws {
    try Data(text.utf8).write(to: folder.appending(path: path))
  }

  private func fleet(_ count: Int, _ canaries: inout Canaries) throws -> TemporaryRepository {
    let repository = try TemporaryRepository()
    try repository.require(
      """
      git init --quiet --initial-branch main && mkdir base
      printf 'apiVersion: fleetfold.dev/v1alpha1\\nkind: Fleet\\n' > fleetfold.yaml
      printf 'clusters: [{name: one}, {name: two}]\\ntargets: [{name: shop, path: base, clusters: [one, two]}]\\n' \
        >> fleetfold.yaml
      """)
    try writeSecrets(count, &canaries, to: repository.checkout)
    try repository.require("git add --all && git commit --quiet --message start")
    try writeSecrets(count, &canaries, to: repository.checkout)
    return repository
  }

  @Test func noValueGetsOut() throws {
    var canaries = Canaries()
    let repository = try fleet(500, &canaries)
    #expect(canaries.texts.count == 1000)
    // The search finds what is there.
    let built = try repository.require("fleetfold build base")
    #expect(canaries.found(in: built).count == 500)

    let formats = ["text", "json", "markdown", "html", "patch", "github", "gitlab", "sarif", "junit"]
    let commands =
      formats.map { "fleetfold diff -o \($0)" }
      + [
        "fleetfold diff --summary --color always", "fleetfold diff --stat", "fleetfold diff --name-only",
        "fleetfold diff --fail-on dangerous --max-clusters 0 --max-deletions 0", "fleetfold check",
        "fleetfold check -o json", "fleetfold check -o sarif", "fleetfold apps -o json", "fleetfold clusters",
        "fleetfold render --diff full", "fleetfold render --check", "git add . && fleetfold hook run --check",
        "fleetfold explain one Secret/secret-0 .data.key",
        "fleetfold explain one Secret/secret-1 .stringData.key",
      ]
    for command in commands {
      let run = try repository.run(command)
      #expect(run.status <= 2, "\(command): \(run.status)")
      #expect(canaries.found(in: run.output) == [], "\(command)")
    }
    // What is kept for later runs; Git's own objects hold what was committed.
    let kept = try repository.run(
      "find .git \"$HOME\" -type f -not -path '.git/objects/*' -exec cat {} + | tr -cd '[:print:]\\n'")
    #expect(canaries.found(in: kept.output) == [])
  }

  @Test(arguments: [
    // Text that is no YAML, where the value stands.
    "printf 'apiVersion: v1\\nkind: Secret\\nmetadata: {name: x}\\ndata: {a: \"VALUE\\n' > base/secret-0.yaml",
    "printf 'apiVersion: v1\\nkind: Secret\\nmetadata: {name: x}\\ndata: {a: *VALUE}\\n' > base/secret-0.yaml",
    // Sources that are none.
    "sed -i 's/literals: .key=/literals: [/' base/kustomization.yaml",
    "printf '1key=VALUE=\\n\\t=VALUE\\n' > base/3.env",
    // Twice the same.
    "cp base/secret-0.yaml base/secret-5.yaml",
    // Patches and replacements of a Secret that fail.
    "printf 'patches: [{target: {kind: Secret, name: secret-0}, patch: \"[{op: test, path: /data/key, value: VALUE}]\"}]\\n' >> base/kustomization.yaml",
    "printf 'patches: [{target: {kind: Secret, name: secret-0}, patch: \"[{op: replace, path: /data/no, value: VALUE}]\"}]\\n' >> base/kustomization.yaml",
    "printf 'patches: [{patch: \"{apiVersion: v1, kind: Secret, metadata: {name: none}, data: {a: VALUE}}\"}]\\n' >> base/kustomization.yaml",
  ])
  func noErrorTellsAValue(_ damage: String) throws {
    var canaries = Canaries()
    let repository = try fleet(10, &canaries)
    try repository.require(damage.replacing("VALUE", with: canaries.make()))
    for command in [
      "fleetfold check", "fleetfold diff -o sarif", "fleetfold render", "fleetfold build base >/dev/null",
    ] {
      let run = try repository.run(command)
      #expect(canaries.found(in: run.output) == [], "\(run.output.prefix(2000))")
    }
  }
}

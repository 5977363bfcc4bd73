import Foundation
import Testing

/// The hooks of `.pre-commit-hooks.yaml` under the pre-commit framework itself, installed from PyPI.
@Suite(
  .enabled(if: PreCommitFramework.isInstalled, "pre-commit could not be installed from PyPI with python3"))
struct PreCommitFrameworkTests {
  /// A starter fleet that uses a hook of a repository which holds this package's hook file, as users do.
  private func fleet(hook: String) throws -> TemporaryRepository {
    let repository = try TemporaryRepository.starterFleet()
    try repository.run(
      """
      mkdir ../hooks && cp "$HOOKS" ../hooks && cd ../hooks && git init -q -b main && git add --all && git commit -qm hooks
      """, environment: ["HOOKS": Tool.packageRoot.path + "/.pre-commit-hooks.yaml"]
    ).expectSuccess()
    try repository.require(
      """
      cat > .pre-commit-config.yaml <<EOF
      repos:
      - repo: ../hooks
        rev: $(git -C ../hooks rev-parse HEAD)
        hooks:
        - id: \(hook)
      EOF
      printf '/rendered/\\n' >> .git/info/exclude
      \(PreCommitFramework.program) install
      git add --all && git commit --no-verify -qm 'Use the hooks'
      """)
    return repository
  }

  @Test func aCommitShowsWhatItChanges() throws {
    let repository = try fleet(hook: "fleetfold")
    try repository.require(
      """
      sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && git add --all
      sed -i 's/count: 1/count: 2/' overlays/staging/kustomization.yaml
      """)
    let shown = try repository.require("git commit -m 'Scale production'")
    #expect(shown.contains("spec.replicas: 3 → 5"), "\(shown)")
    #expect(!shown.contains("spec.replicas: 1 → 2"), "what is not staged was shown: \(shown)")
    #expect(try repository.require("git status --porcelain") == " M overlays/staging/kustomization.yaml\n")
  }

  @Test func aBrokenFleetIsRefused() throws {
    let repository = try fleet(hook: "fleetfold")
    try repository.require(
      "sed -i 's/count: 3/count: [3/' overlays/production/kustomization.yaml && git add --all")
    let run = try repository.run("git commit -m broken")
    #expect(run.status != 0)
    #expect(run.output.contains("overlays/production/kustomization.yaml:"), "\(run.output)")
    #expect(try repository.require("git log -1 --format=%s") == "Use the hooks\n")
  }

  /// pre-commit has no file names for a commit that only deletes.
  @Test func aDeletionIsCompiledToo() throws {
    let repository = try fleet(hook: "fleetfold")
    let run = try repository.run("git rm -q overlays/staging/kustomization.yaml && git commit -m 'Delete'")
    #expect(run.output.contains("staging"), "\(run.output)")
    #expect(!run.output.contains("(no files to check)"), "\(run.output)")
  }

  @Test func staleOutputIsRefused() throws {
    let repository = try fleet(hook: "fleetfold-check")
    try repository.require(
      "fleetfold render && git add --force rendered && git commit -qm 'Render'")
    try repository.require(
      "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml && git add --all")
    let run = try repository.run("git commit -m 'Forgot to render'")
    #expect(run.status != 0)
    #expect(run.output.contains("the staged output is stale"), "\(run.output)")
    try repository.require("fleetfold render && git add --all --force rendered && git commit -qm 'Rendered'")
  }
}

/// The framework, in a virtual environment below the build products.
enum PreCommitFramework {
  static let folder = Tool.folder.appending(path: "pre-commit-framework")

  static var program: String { "'\(folder.path)/bin/pre-commit'" }

  /// Installs it the first time.
  static let isInstalled: Bool = {
    let script = """
      test -x "$0/bin/pre-commit" && exit
      rm -rf "$0" && python3 -m venv "$0" && "$0/bin/pip" install --quiet --disable-pip-version-check 'pre-commit==4.*'
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-euo", "pipefail", "-c", script, folder.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}

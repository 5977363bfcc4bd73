import Foundation
import Testing

/// The reports of the built tool, as files and as what other programs make of them.
@Suite struct ReportFilesTests {
  /// The patch of an edit makes the committed output that of the edited fleet, and back.
  @Test func thePatchMakesTheOutputUpToDate() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let run = try repository.run(
      """
      sed -i 's/value: 3$/value: 5/' overlays/prod-west/guestbook/kustomization.yaml
      sed -i 's/^namespace: demo/namespace: other/' overlays/prod-east/guestbook/kustomization.yaml
      fleetfold diff -o patch > change.patch
      git apply change.patch
      fleetfold render --check
      fleetfold render --diff none
      git add golden && git apply --reverse --cached change.patch
      git diff --cached --exit-code golden
      """)
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.hasPrefix("golden is up to date"))
  }

  @Test func aReportMayTakeThePlaceOfTheText() throws {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require("sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml")
    let json = try repository.require("fleetfold diff -o json")
    #expect(try repository.require("fleetfold diff --report json=- --report html=diff.html") == json)
    #expect(try repository.require("ls diff.html ./-  2>/dev/null || true") == "diff.html\n")
    let both = try repository.run("fleetfold diff -o json --report junit=-")
    #expect(both.status == 2 && both.output.contains("standard output takes one report"), "\(both.output)")
  }

  /// Without its Secrets a patch still applies, and leaves an output that the next render takes for its own.
  @Test func aPatchLeavesSecretsOut() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let edit = """
      cat > overlays/prod-west/guestbook/secret.yaml <<'END'
      apiVersion: v1
      kind: Secret
      metadata: {name: canary}
      stringData: {key: CANARY}
      END
      printf 'resources: [../../../templates/bases/guestbook, secret.yaml]\\n' > new.yaml
      grep -v '^resources:\\|^- ../' overlays/prod-west/guestbook/kustomization.yaml >> new.yaml
      mv new.yaml overlays/prod-west/guestbook/kustomization.yaml
      sed -i 's/value: 3$/value: 5/' overlays/prod-west/guestbook/kustomization.yaml
      """
    let masked = try repository.run(
      """
      \(edit)
      fleetfold diff -o patch | tee change.patch
      """)
    #expect(masked.status == 0 && !masked.output.contains("CANARY"), "\(masked.output)")
    #expect(
      masked.output.contains(
        "# left out, because it holds values of a Secret: golden/prod-west/guestbook-prod-west/secret-canary.yaml (added)"
      ),
      "\(masked.output)")
    let applied = try repository.run(
      "git apply change.patch && fleetfold render --diff none && fleetfold render --check")
    #expect(applied.status == 0, "\(applied.output)")
    let shown = try repository.run(
      """
      git checkout --quiet golden && git clean -fdq golden
      fleetfold diff -o patch --show-secrets > change.patch
      grep -c CANARY change.patch
      git apply change.patch && fleetfold render --check
      """)
    #expect(shown.status == 0 && shown.output.hasPrefix("1\ngolden is up to date"), "\(shown.output)")
  }

  @Test func reportsOfAFleetThatDoesNotCompile() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let run = try repository.run(
      """
      sed -i 's/^replicas:/replica:/' overlays/staging/webapp/kustomization.yaml
      export GITHUB_STEP_SUMMARY=summary.md
      fleetfold diff -o github --report sarif=diff.sarif --report html=diff.html 2>errors.txt || echo "exit code $?"
      fleetfold check -o github 2>&1 || echo "exit code $?"
      test ! -e diff.html && grep -c unknown-field diff.sarif && cat summary.md
      """)
    let annotation =
      "::error file=overlays/staging/webapp/kustomization.yaml,line=10,col=1,title=kustomize.unknown-field::"
    #expect(run.output.components(separatedBy: annotation).count == 3, "\(run.output)")
    #expect(
      run.output.contains("exit code 2\n") && run.output.contains("\n### Fleet check: 1 error\n"),
      "\(run.output)")
    #expect(run.status == 0)
  }

  @Test func whatCannotBeWrittenIsSaid() throws {
    let repository = try TemporaryRepository.commit(of: Tool.packageRoot)
    let run = try repository.run("fleetfold diff --report html=absent/diff.html || echo \"exit code $?\"")
    #expect(run.output == "error: can't write absent/diff.html: No such file or directory\nexit code 2\n")
    let usage = try repository.run(
      "(fleetfold diff --report pdf=a 2>&1 || true) | head -n 1; fleetfold diff --show-secrets || true")
    #expect(usage.output.contains("'pdf=a' is invalid"), "\(usage.output)")
    #expect(usage.output.contains("--show-secrets is for a patch"), "\(usage.output)")
  }
}

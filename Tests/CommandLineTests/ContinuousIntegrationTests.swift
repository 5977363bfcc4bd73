import Foundation
import Testing

/// `action.yml` and the GitLab component, run as those systems run them.
struct ContinuousIntegrationTests {
  /// A pull request that scales production, on a branch of a starter fleet.
  private func pullRequest(
    _ change: String = "sed -i 's/count: 3/count: 5/' overlays/production/kustomization.yaml"
  )
    throws -> TemporaryRepository
  {
    let repository = try TemporaryRepository.starterFleet()
    try repository.require(
      """
      git update-ref refs/remotes/origin/main HEAD && git switch -qc topic
      \(change)
      git commit --allow-empty -qam 'The change'
      """)
    return repository
  }

  @Test func theActionReviewsAPullRequest() throws {
    let repository = try pullRequest()
    let outcome = try GitHubRunner(repository: repository, environment: ["GITHUB_BASE_REF": "main"]).run([:])
    #expect(outcome.status == 0, "\(outcome.log)")
    #expect(outcome.outputs["changed"] == "true")
    #expect(outcome.summary.contains("spec.replicas"), "\(outcome.summary)")
    let comment = try String(contentsOfFile: try #require(outcome.outputs["comment"]), encoding: .utf8)
    #expect(comment.hasPrefix("<!-- fleetfold"), "\(comment)")
    #expect(comment.contains("production"))
    let report = try String(contentsOfFile: try #require(outcome.outputs["report"]), encoding: .utf8)
    #expect(report.hasPrefix("<!doctype html>"))
    let changes = try Data(contentsOf: URL(filePath: try #require(outcome.outputs["changes"])))
    #expect(try JSONSerialization.jsonObject(with: changes) is [String: Any])
  }

  @Test func anUnchangedFleetIsSaidToBe() throws {
    let repository = try pullRequest("echo hello > README.md && git add README.md")
    let outcome = try GitHubRunner(repository: repository, environment: ["GITHUB_BASE_REF": "main"]).run([:])
    #expect(outcome.status == 0, "\(outcome.log)")
    #expect(outcome.outputs["changed"] == "false")
  }

  @Test(arguments: [
    ["max-clusters": "0"],
    ["check-output": "true"],
    ["base": "no-such-branch"],
  ])
  func theActionFailsWhereItIsAskedTo(inputs: [String: String]) throws {
    let repository = try pullRequest()
    let outcome = try GitHubRunner(repository: repository, environment: ["GITHUB_BASE_REF": "main"]).run(
      inputs)
    #expect(outcome.status != 0)
  }

  @Test func aBrokenFleetIsAnnotatedAtItsLine() throws {
    let repository = try pullRequest("sed -i 's/^replicas:/replica:/' overlays/production/kustomization.yaml")
    let outcome = try GitHubRunner(repository: repository, environment: ["GITHUB_BASE_REF": "main"]).run([:])
    #expect(outcome.status != 0)
    #expect(
      outcome.log.contains("::error file=overlays/production/kustomization.yaml,line="), "\(outcome.log)")
  }

  @Test func theComponentReviewsAMergeRequest() throws {
    let repository = try pullRequest()
    let base = try repository.require("git rev-parse main").trimmingCharacters(in: .newlines)
    let runner = GitLabRunner(
      repository: repository, environment: ["CI_MERGE_REQUEST_DIFF_BASE_SHA": base])
    let (run, artifacts) = try runner.run([:])
    #expect(run.status == 0, "\(run.output)")
    #expect(artifacts.count == 5)
    for artifact in artifacts {
      let path = repository.checkout.appending(path: artifact).path
      #expect(FileManager.default.fileExists(atPath: path), "\(artifact) was not written")
    }
    #expect(try runner.run(["max-clusters": "0"]).run.status == 1)
    #expect(try runner.run(["max-clusters": "1"]).run.status == 0)
  }
}

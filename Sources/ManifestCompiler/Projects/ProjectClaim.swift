internal import ApplicationSets
internal import SourceModel
internal import YAML

/// What an Application says that its project may have rules about, without its document.
struct ProjectClaim: Sendable {
  var name: String
  var namespace: String
  var project: String
  var projectLocation: SourceLocation
  var location: SourceLocation
  var sources: [(repoURL: String, location: SourceLocation)]
  var destination: Application.Destination

  init(_ application: Application) {
    let document = application.document
    name = application.name
    namespace = application.namespace
    project = application.project
    projectLocation =
      document[document.root, ["spec", "project"]].map { document.location($0) } ?? application.location
    location = application.location
    sources = application.sources.map { ($0.repoURL, application.location(of: "repoURL", in: $0)) }
    destination = application.destination
  }
}

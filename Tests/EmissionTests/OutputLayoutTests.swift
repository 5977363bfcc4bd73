internal import KubernetesModel
internal import SourceModel
internal import Testing

@testable internal import Emission

@Suite struct OutputLayoutTests {
  private func path(
    _ template: String, _ resource: Resource, cluster: String = "prod", application: String = "web"
  )
    throws -> String
  {
    let layout = try #require(OutputLayout.parse(template, at: nil).value)
    let set = OutputSet(
      ClusterResourceSet(cluster: cluster, application: application, resources: [resource]))
    return layout.path(of: resource.id, in: set).string
  }

  @Test func everyPlaceholder() throws {
    let deployment = resource("Deployment", "ui", namespace: "shop", group: "apps")
    #expect(
      try path("x-{cluster}/{application}/{namespace}/{group}_{version}/{kind}-{name}.yml", deployment)
        == "x-prod/web/shop/apps_v1/deployment-ui.yml")
    let node = resource("Node", "n1")
    #expect(try path("{namespace}/{group}/{name}.yaml", node) == "_/core/n1.yaml")
    #expect(OutputLayout.parse("{cluster}/{application}/{kind}-{name}.yaml", at: nil).value == .standard)
  }

  @Test(arguments: [
    (
      "{cluster}/{app}/{name}",
      "the layout has no placeholder {app}; known are {cluster}, {application}, {namespace}, {group}, {version}, {kind}, {name}"
    ),
    ("{clsuter}/{name}", "the layout has no placeholder {clsuter}; did you mean {cluster}?"),
    ("{cluster", "the layout has a '{' without its '}'; placeholders are written {name}"),
    ("a}b", "the layout has a '}' without its '{'; placeholders are written {name}"),
    (
      "/abs/{name}",
      "the layout must be a relative path without empty, '.' or '..' components and control characters"
    ),
    (
      "a//{name}",
      "the layout must be a relative path without empty, '.' or '..' components and control characters"
    ),
    (
      "../{name}",
      "the layout must be a relative path without empty, '.' or '..' components and control characters"
    ),
    (
      ".git/{name}",
      "the layout must be a relative path without empty, '.' or '..' components and control characters"
    ),
    (
      "a\u{7}/{name}",
      "the layout must be a relative path without empty, '.' or '..' components and control characters"
    ),
    ("", "the layout must be a relative path without empty, '.' or '..' components and control characters"),
  ])
  func badTemplatesAreNamed(_ template: String, _ message: String) {
    let location = SourceLocation(path: .root.child("fleetfold.yaml"), line: 3, column: 9)
    let result = OutputLayout.parse(template, at: location)
    #expect(result.value == nil)
    #expect(result.diagnostics.map(\.message) == [message])
    #expect(result.diagnostics.map(\.location) == [location])
  }

  @Test(arguments: [
    ("system:controller", "role-system_controller.yaml"),
    ("../../etc/passwd", "role-.._.._etc_passwd.yaml"),
    ("a\u{1B}[31m", "role-a_[31m.yaml"),
    ("a\u{202E}b", "role-a_b.yaml"),
    ("", "role-_.yaml"),
  ])
  func namesAreMadeFit(_ name: String, _ expected: String) throws {
    #expect(try path("{kind}-{name}.yaml", resource("Role", name)) == expected)
  }

  @Test(arguments: [
    ("..", "_.."), (".", "_."), ("", "_"), (".GIT", "_.GIT"), ("git~1", "_git~1"),
    (".fleetfold-x", "_.fleetfold-x"),
  ])
  func componentsAreMadeFit(_ cluster: String, _ expected: String) throws {
    #expect(try path("{cluster}/{name}", resource("Role", "r"), cluster: cluster) == "\(expected)/r")
  }

  @Test func longNamesStayApartAndShort() throws {
    let stem = String(repeating: "é", count: 150)
    let a = try path("{name}.yaml", resource("Role", stem + "a"))
    let b = try path("{name}.yaml", resource("Role", stem + "b"))
    #expect(a != b)
    #expect(a.utf8.count <= 240 && a.hasSuffix(".yaml") && a.hasPrefix("ééé"))
  }
}

internal import KubernetesModel
internal import SourceModel
internal import Testing

@testable internal import Emission

@Suite struct LaidFilesTests {
  private let resources = [
    resource("Role", "web", namespace: "a"), resource("Role", "web", namespace: "b"),
    resource("Gateway", "g", namespace: "a", group: "x.io"),
    resource("Gateway", "g", namespace: "a", group: "y.io"),
    resource("Role", "Web-A"), resource("Role", "alone"),
  ]

  @Test(arguments: [
    "{cluster}/{application}/{kind}-{name}.yaml", "{application}/{cluster}/{namespace}/{name}.yaml",
    "all/{cluster}/{application}/{kind}.yaml", "{cluster}/{kind}/{application}",
  ]) func applicationByApplicationAsAllAtOnce(layout: String) throws {
    let layout = try #require(OutputLayout.parse(layout, at: nil).value)
    #expect(layout.separatesApplications)
    let sets = [
      ("east", "shop", resources), ("east", "web", Array(resources[2...])), ("west", "shop", resources),
    ]
    let whole = FleetEmitter(layout: layout).emit(fleet(sets))
    let laid = try sets.map {
      LaidFiles(
        try #require(PrintedResources.print($0.2).value), of: $0.1, on: $0.0, layout: layout)
    }
    let files = RenderedTree(files: laid.flatMap(\.files))
    #expect(listing(files) == listing(whole.value))
    #expect(!files.files.isEmpty)
    #expect(Set(laid.map(\.folder)).count == 3)
  }

  @Test func namesThatAFileSystemTakesForOneHaveOneFolder() throws {
    let printed = try #require(PrintedResources.print([resource("Role", "web")]).value)
    func folder(_ application: String, _ cluster: String) -> String {
      LaidFiles(printed, of: application, on: cluster, layout: .standard).folder
    }
    #expect(folder("Shop", "east") == folder("shop", "East"))
    #expect(folder("caf\u{e9}", "east") == folder("cafe\u{301}", "east"))
    #expect(folder("a:b", "east") == folder("a?b", "east"))
    #expect(folder("shop", "east") != folder("east", "shop"))
  }

  @Test(arguments: ["{cluster}.yaml", "{cluster}/{kind}-{name}.yaml", "{cluster}-{application}/{name}.yaml"])
  func otherLayoutsNeedTheWholeFleet(layout: String) throws {
    #expect(!(try #require(OutputLayout.parse(layout, at: nil).value)).separatesApplications)
  }

  @Test func aStreamNamesEachDocument() throws {
    let printed = try #require(
      PrintedResources.print([resource("Role", "web"), resource("Node", "n")]).value)
    #expect(
      String(decoding: printed.stream(naming: "east/shop"), as: UTF8.self)
        == "---\n# east/shop\nkind: Role\n---\n# east/shop\nkind: Node\n")
  }
}

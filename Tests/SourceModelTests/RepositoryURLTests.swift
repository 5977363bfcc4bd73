internal import Testing

@testable internal import SourceModel

@Suite struct RepositoryURLTests {
  @Test(arguments: [
    "https://github.com/acme/fleet.git", "https://github.com/acme/fleet", "https://github.com/acme/fleet/",
    "https://github.com/acme/fleet.git/", "http://github.com/acme/fleet",
    "https://user@github.com/acme/fleet",
    "https://user:token@GitHub.com/acme/fleet.git", "https://github.com:443/acme/fleet",
    "git@github.com:acme/fleet.git", "git@github.com:/acme/fleet", "github.com:acme/fleet",
    "ssh://git@github.com/acme/fleet.git", "ssh://git@github.com:22/acme/fleet",
    "SSH://GIT@GITHUB.COM/acme/fleet",
    "git+ssh://git@github.com/acme/fleet", "git://github.com/acme/fleet", "git://github.com:9418/acme/fleet",
    " https://github.com//acme/fleet \n", "https://github.com/acme/%66leet",
  ])
  func oneRepositoryManyAddresses(_ text: String) throws {
    let wanted = try #require(RepositoryURL("https://github.com/acme/fleet"))
    let url = try #require(RepositoryURL(text))
    #expect(url == wanted)
  }

  @Test(arguments: [
    "https://github.com/acme/Fleet", "https://github.com/acme/fleets", "https://gitlab.com/acme/fleet",
    "https://github.com:8443/acme/fleet", "ssh://git@github.com:2222/acme/fleet", "https://github.com/fleet",
    "/srv/acme/fleet", "file:///acme/fleet", "https://evil.example/github.com/acme/fleet",
    "https://github.com@evil.example/acme/fleet",
  ])
  func otherRepositories(_ text: String) throws {
    let wanted = try #require(RepositoryURL("https://github.com/acme/fleet"))
    let url = try #require(RepositoryURL(text))
    #expect(url != wanted)
  }

  @Test func pathsOnThisMachine() throws {
    let plain = try #require(RepositoryURL("/srv/git/fleet"))
    for same in [
      "file:///srv/git/fleet.git", "/srv/git/fleet/", "/srv/git/./fleet/.git",
      "file://localhost/srv/git/fleet",
    ] {
      #expect(RepositoryURL(same) == plain, "\(same)")
    }
    #expect(RepositoryURL("srv/git/fleet") != plain)
    #expect(RepositoryURL("./a:b")?.host == "")
    #expect(RepositoryURL("ssh://git@[::1]:2222/a/b")?.port == 2222)
    #expect(RepositoryURL("ssh://git@[::1]/a/b") == RepositoryURL("ssh://[::1]:22/a/b"))
  }

  @Test(arguments: [
    "", "  ", "https://", "https:///path", "https://host", "oci://ghcr.io/chart", "host:", ":path", "a\nb",
  ])
  func noAddress(_ text: String) { #expect(RepositoryURL(text) == nil) }
}

import Testing

@testable import Kustomize

@Suite struct ImageReferenceTests {
  @Test func portsAreNoTags() {
    let reference = ImageReference("foo.com:443/nginx:1.2.3@sha256:12345")
    #expect(reference.name == "foo.com:443/nginx")
    #expect(reference.tag == "1.2.3")
    #expect(reference.digest == "sha256:12345")
  }
}

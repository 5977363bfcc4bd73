import SourceModel
import Testing

struct ObjectIDTests {
  @Test func printsItsBytes() throws {
    let bytes = (0..<20).map { UInt8($0 * 13 % 256) }
    let id = try #require(ObjectID(bytes: bytes))
    #expect(id.bytes == bytes)
    #expect(id.description == "000d1a2734414e5b6875828f9ca9b6c3d0ddeaf7")
  }

  @Test func takesTwentyBytesOnly() {
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 19)) == nil)
    #expect(ObjectID(bytes: [UInt8](repeating: 0, count: 32)) == nil)
  }
}

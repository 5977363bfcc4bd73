import SourceModel
import Testing

@testable import FileSystem

struct SpoolTests {
  private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) } }

  /// In memory, in a file, and where no file can be made.
  @Test(arguments: [
    (1 << 24, "/tmp"), (1 << 10, "/tmp"), (0, "/tmp"), (1 << 10, "/nowhere/at/all"), (0, "/proc"),
  ]) func givesBackWhatWasAppended(memory: Int, folder: String) throws {
    let all = bytes(2_000_003)
    var writer = SpoolWriter(memory: memory, folder: folder)
    var start = 0
    var size = 1
    while start < all.count {
      let end = min(all.count, start + size)
      writer.append(all[start..<end])
      #expect(writer.count == end)
      start = end
      size = size * 7 % 60_013 + 1
    }
    let spool = writer.finish()
    #expect(spool.count == all.count)
    #expect(try spool.bytes(0..<all.count) == all)
    for range in [0..<0, 0..<1, 5..<1_023, 1_000_000..<1_700_000, 1_999_990..<2_000_003, 17..<2_000_003] {
      #expect(try spool.bytes(range) == Array(all[range]))
    }
  }

  @Test func nothingIsNothing() throws {
    let spool = SpoolWriter().finish()
    #expect(spool.count == 0)
    #expect(try spool.bytes(0..<0) == [])
  }
}

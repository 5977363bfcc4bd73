internal import Glibc

extension UnsafeBufferPointer<UInt8> {
  /// Where `byte` comes next, from `start` on; the end when it does not.
  func next(_ byte: UInt8, from start: Int) -> Int {
    guard start < count, let base = baseAddress else { return count }
    guard let found = memchr(base + start, Int32(byte), count - start) else { return count }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }
}

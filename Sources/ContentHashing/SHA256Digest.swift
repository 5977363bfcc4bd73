internal import Crypto

/// The SHA-256 digest of a byte string, 32 bytes.
package struct SHA256Digest: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(of content: some Sequence<UInt8>) {
    var hasher = SHA256()
    hasher.update(data: Array(content))
    bytes = Array(hasher.finalize())
  }
}

extension SHA256Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

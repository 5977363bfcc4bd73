internal import Crypto

/// The SHA-1 digest of two byte strings one behind the other, 20 bytes: for the ids that Git gives, and for nothing
/// that must withstand somebody who looks for collisions.
package struct SHA1Digest: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(of head: [UInt8], _ content: [UInt8]) {
    var hasher = Insecure.SHA1()
    hasher.update(data: head)
    hasher.update(data: content)
    bytes = unsafe hasher.finalize().withUnsafeBytes { unsafe Array($0) }
  }
}

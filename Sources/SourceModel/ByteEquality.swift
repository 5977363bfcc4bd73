internal import Glibc

/// Whether two texts have the same bytes; `==` asks for canonical equivalence, which is another thing.
package func haveSameBytes(_ a: String, _ b: String) -> Bool {
  let count = a.utf8.count
  guard count == b.utf8.count else { return false }
  var (a, b) = (a, b)
  return a.withUTF8 { left in
    b.withUTF8 { right in
      guard let left = left.baseAddress, let right = right.baseAddress else { return true }
      return unsafe left == right || memcmp(left, right, count) == 0
    }
  }
}

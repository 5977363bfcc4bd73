internal import Glibc

/// Makes the heaps of threads large from the start.
///
/// Glibc makes them larger by as little as is needed, one system call and often one page at a time: a tenth of the time of
/// a small fleet. What is reserved is address space, not memory. `M_TOP_PAD` of mallopt(3), which Glibc does not show to
/// Swift.
func reserveHeapRoom() {
  guard let address = dlsym(nil, "mallopt") else { return }
  let mallopt = unsafeBitCast(address, to: (@convention(c) (Int32, Int32) -> Int32).self)
  _ = mallopt(-2, 32 << 20)
}

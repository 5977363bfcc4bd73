/// The name of an application, with `{cluster}` for the first occurrence of the name of its cluster.
package func applicationPattern(_ application: String, on cluster: String) -> String {
  let bytes = Array(application.utf8)
  let wanted = Array(cluster.utf8)
  guard !wanted.isEmpty, bytes.count >= wanted.count else { return application }
  for start in 0...(bytes.count - wanted.count)
  where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
    return String(
      decoding: bytes[..<start] + Array("{cluster}".utf8) + bytes[(start + wanted.count)...], as: UTF8.self)
  }
  return application
}

internal import Crypto

/// Sprig's `derivePassword`: the Master Password algorithm, version 3.
struct MasterPassword {
  let counter: UInt32
  let kind: String

  private static let templates: [String: [String]] = [
    "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
    "long": [
      "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
      "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
      "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
      "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
      "CvccCvcvCvccno",
    ],
    "medium": ["CvcnoCvc", "CvcCvcno"], "short": ["Cvcn"],
    "basic": ["aaanaaan", "aannaaan", "aaannaaa"], "pin": ["nnnn"],
  ]

  private static let characters: [Character: String] = [
    "V": "AEIOU", "C": "BCDFGHJKLMNPQRSTVWXYZ", "v": "aeiou", "c": "bcdfghjklmnpqrstvwxyz",
    "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ", "a": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
    "n": "0123456789", "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
  ]

  func derive(password: String, user: String, site: String) -> String {
    guard let templates = MasterPassword.templates[kind] else {
      return "cannot find password template \(kind)"
    }
    let scope = Array("com.lyndir.masterpassword".utf8)
    let salt = scope + bigEndian(UInt32(user.utf8.count)) + Array(user.utf8)
    let key = scrypt(Array(password.utf8), salt, blocks: 32768, blockSize: 8, lanes: 2, length: 64)
    let message = scope + bigEndian(UInt32(site.utf8.count)) + Array(site.utf8) + bigEndian(counter)
    let seed = Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    let template = templates[Int(seed[0]) % templates.count]
    var result = ""
    for (index, letter) in template.enumerated() {
      let choices = Array(MasterPassword.characters[letter] ?? " ")
      result.append(choices[Int(seed[index + 1]) % choices.count])
    }
    return result
  }
}

private func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
}

private func pbkdf2(_ password: [UInt8], _ salt: [UInt8], length: Int) -> [UInt8] {
  let key = SymmetricKey(data: password)
  var result: [UInt8] = []
  var index: UInt32 = 1
  while result.count < length {
    result += Array(HMAC<SHA256>.authenticationCode(for: salt + bigEndian(index), using: key))
    index += 1
  }
  return Array(result.prefix(length))
}

/// RFC 7914.
private func scrypt(
  _ password: [UInt8], _ salt: [UInt8], blocks: Int, blockSize: Int, lanes: Int, length: Int
) -> [UInt8] {
  let size = 128 * blockSize
  var bytes = pbkdf2(password, salt, length: lanes * size)
  for lane in 0..<lanes {
    var words = [UInt32](repeating: 0, count: size / 4)
    for index in words.indices {
      let at = lane * size + index * 4
      words[index] =
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16 | UInt32(bytes[at + 3])
        << 24
    }
    mix(&words, blocks: blocks)
    for (index, word) in words.enumerated() {
      let at = lane * size + index * 4
      for byte in 0..<4 { bytes[at + byte] = UInt8(truncatingIfNeeded: word >> UInt32(byte * 8)) }
    }
  }
  return pbkdf2(password, bytes, length: length)
}

private func mix(_ words: inout [UInt32], blocks: Int) {
  var table = [UInt32](repeating: 0, count: words.count * blocks)
  for block in 0..<blocks {
    for index in words.indices { table[block * words.count + index] = words[index] }
    blockMix(&words)
  }
  for _ in 0..<blocks {
    let choice = Int(words[words.count - 16]) & (blocks - 1)
    for index in words.indices { words[index] ^= table[choice * words.count + index] }
    blockMix(&words)
  }
}

private func blockMix(_ words: inout [UInt32]) {
  let count = words.count / 16
  var last = Array(words[(words.count - 16)...])
  var result = [UInt32](repeating: 0, count: words.count)
  for block in 0..<count {
    for index in 0..<16 { last[index] ^= words[block * 16 + index] }
    salsa(&last)
    let target = block % 2 == 0 ? block / 2 : count / 2 + block / 2
    for index in 0..<16 { result[target * 16 + index] = last[index] }
  }
  words = result
}

private func salsa(_ block: inout [UInt32]) {
  var x = block
  func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value << by | value >> (32 - by) }
    x[b] ^= rotate(x[a] &+ x[d], 7)
    x[c] ^= rotate(x[b] &+ x[a], 9)
    x[d] ^= rotate(x[c] &+ x[b], 13)
    x[a] ^= rotate(x[d] &+ x[c], 18)
  }
  for _ in 0..<4 {
    quarter(0, 4, 8, 12)
    quarter(5, 9, 13, 1)
    quarter(10, 14, 2, 6)
    quarter(15, 3, 7, 11)
    quarter(0, 1, 2, 3)
    quarter(5, 6, 7, 4)
    quarter(10, 11, 8, 9)
    quarter(15, 12, 13, 14)
  }
  for index in 0..<16 { block[index] = block[index] &+ x[index] }
}

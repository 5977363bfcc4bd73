internal import KubernetesModel
internal import SourceModel
internal import Testing
internal import YAML

@testable internal import SemanticDiff

func document(_ text: String) throws -> Document {
  let parsed = YAMLParser().parse(Array(text.utf8), path: .root.child("x.yaml"))
  #expect(parsed.diagnostics == [])
  return try #require(parsed.documents.first)
}

@Suite struct FieldDifferTests {
  private func changes(_ before: String, _ after: String) throws -> [String] {
    FieldDiffer.compare(try document(before), try document(after), schema: .builtIn).map(describe)
  }

  @Test(arguments: [
    ("a: 1", "a: 1", []),
    ("a: 1 # comment\nb: 'x'", "b: x\na: 1", []),
    ("a: 0x10", "a: 16", []),
    ("a: 3", "a: '3'", ["a 3 > 3"]),
    ("a: true", "a: 'true'", ["a true > true"]),
    ("a: ~", "b: 1", ["a null > -", "b - > 1"]),
    ("a: ~", "a: null", []),
    ("a: |\n  x\n", "a: \"x\\n\"", []),
    ("a: {b: 1, c: 2}", "a: {b: 1, c: 3, d: 4}", ["a.c 2 > 3", "a.d - > 4"]),
    ("a: {b: 1}", "a: [1]", ["a {\"b\":1} > [1]"]),
    ("a.b/c: 1", "a.b/c: 2", ["[\"a.b/c\"] 1 > 2"]),
    ("é: 1", "e\u{301}: 1", ["[\"e\u{301}\"] - > 1", "[\"é\"] 1 > -"]),
    ("a: é", "a: e\u{301}", ["a é > e\u{301}"]),
  ])
  func mappingsAndScalars(_ before: String, _ after: String, _ expected: [String]) throws {
    let found = try changes(before, after)
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test(arguments: [
    // Names.
    (
      "a: [{name: x, v: 1}, {name: y, v: 2}]", "a: [{name: y, v: 3}, {name: x, v: 1}]",
      ["a x,y > y,x", "a[name=y].v 2 > 3"]
    ),
    ("a: [{name: x, v: 1}]", "a: [{name: w}, {name: x, v: 1}]", ["a[name=w] - > {\"name\":\"w\"}"]),
    ("a: [{name: x}, {name: y}]", "a: [{name: y}]", ["a[name=x] {\"name\":\"x\"} > -"]),
    ("a: [{name: 'x y]'}]", "a: []", ["a[name=\"x y]\"] {\"name\":\"x y]\"} > -"]),
    // Two of one name: no identity.
    ("a: [{name: x, v: 1}, {name: x, v: 2}]", "a: [{name: x, v: 1}, {name: x, v: 3}]", ["a[1].v 2 > 3"]),
    // Other usual names, and the parts of one.
    ("a: [{host: x, v: 1}, {host: y}]", "a: [{host: x, v: 2}, {host: y}]", ["a[host=x].v 1 > 2"]),
    (
      "a: [{kind: User, name: x}, {kind: Group, name: x}]", "a: [{kind: Group, name: x}]",
      ["a[name=x,kind=User] {\"kind\":\"User\",\"name\":\"x\"} > -"]
    ),
    // Scalars by their longest common part.
    ("a: [1, 2, 3, 4]", "a: [1, 3, 4]", ["a[1] 2 > -"]),
    ("a: [1, 3, 4]", "a: [1, 2, 3, 4]", ["a[1] - > 2"]),
    ("a: [1, 2, 3]", "a: [1, 9, 3]", ["a[1] 2 > 9"]),
    ("a: [1, 2, 3]", "a: [3, 1, 2]", ["a 1,2,3 > 3,1,2"]),
    ("a: [[1], [2]]", "a: [[2], [1]]", ["a [0],[1] > [1],[0]"]),
    ("a: [\"x\\ny\", b]", "a: [b, \"x\\ny\"]", ["a [0],[1] > [1],[0]"]),
    ("a: []", "a: [x]", ["a[0] - > x"]),
    ("a: [[1, 2], [3]]", "a: [[1, 2], [4]]", ["a[1][0] 3 > 4"]),
  ])
  func lists(_ before: String, _ after: String, _ expected: [String]) throws {
    #expect(try changes(before, after) == expected)
  }

  @Test func mergeKeysOfKnownKinds() throws {
    func service(_ ports: String) -> String { "apiVersion: v1\nkind: Service\nspec:\n  ports: \(ports)" }
    #expect(
      try changes(
        service("[{port: 80, protocol: TCP, targetPort: 1}, {port: 80, protocol: UDP, targetPort: 2}]"),
        service("[{port: 80, protocol: UDP, targetPort: 3}, {port: 80, protocol: TCP, targetPort: 1}]"))
        == ["spec.ports 80/TCP,80/UDP > 80/UDP,80/TCP", "spec.ports[port=80,protocol=UDP].targetPort 2 > 3"])
    func mounts(_ list: String) -> String {
      "apiVersion: apps/v1\nkind: Deployment\n"
        + "spec: {template: {spec: {containers: [{name: c, volumeMounts: \(list)}]}}}"
    }
    let path = "spec.template.spec.containers[name=c].volumeMounts"
    #expect(
      try changes(
        mounts("[{name: v, mountPath: /a}, {name: v, mountPath: /b}]"),
        mounts("[{name: v, mountPath: /b, readOnly: true}, {name: w, mountPath: /c}]"))
        == [
          "\(path)[mountPath=/b].readOnly - > true",
          "\(path)[mountPath=/c] - > {\"mountPath\":\"/c\",\"name\":\"w\"}",
          "\(path)[mountPath=/a] {\"mountPath\":\"/a\",\"name\":\"v\"} > -",
        ])
  }

  /// Random documents: nothing differs from itself, and a change and its reversal have the same fields.
  @Test(arguments: 0..<200) func propertiesOfRandomDocuments(_ seed: Int) throws {
    var random = Random(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    let one = try document(random.mapping(depth: 0))
    let other = try document(random.mapping(depth: 0))
    #expect(FieldDiffer.compare(one, one, schema: .builtIn) == [])
    let there = FieldDiffer.compare(one, other, schema: .builtIn)
    let back = FieldDiffer.compare(other, one, schema: .builtIn)
    #expect(there.count == back.count)
    let forward = there.filter { !$0.isReordering }.map { "\(describe($0.before)) \(describe($0.after))" }
    let backward = back.filter { !$0.isReordering }.map { "\(describe($0.after)) \(describe($0.before))" }
    #expect(forward.sorted() == backward.sorted())
    let areEqual = ValueComparison(left: one, right: other).areEqual(one.root, other.root)
    #expect(areEqual == there.isEmpty)
    #expect(areEqual == (one.valueFingerprint(one.root) == other.valueFingerprint(other.root)))
  }
}

/// SplitMix64, and YAML made with it.
struct Random {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((word ^ (word >> 31)) % UInt64(limit))
  }

  mutating func mapping(depth: Int) -> String {
    var entries: [String] = []
    for key in ["a", "b", "c", "d", "name"] where below(2) == 0 {
      entries.append("\(key): \(value(depth: depth))")
    }
    return "{\(entries.joined(separator: ", "))}"
  }

  private mutating func value(depth: Int) -> String {
    var items: [String] = []
    switch below(depth > 3 ? 2 : 5) {
    case 0: return "\(below(4))"
    case 1: return ["x", "'1'", "true", "~"][below(4)]
    case 2: return mapping(depth: depth + 1)
    case 3: for _ in 0..<below(5) { items.append(value(depth: depth + 1)) }
    default: for _ in 0..<below(4) { items.append("{name: n\(below(5)), v: \(value(depth: depth + 2))}") }
    }
    return "[\(items.joined(separator: ", "))]"
  }
}

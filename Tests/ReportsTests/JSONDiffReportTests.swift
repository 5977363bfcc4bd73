internal import SemanticDiff
internal import SourceModel
internal import TestSupport
internal import Testing
internal import YAML

@testable internal import Reports

@Suite struct JSONDiffReportTests {
  @Test func theWholeSchema() {
    let base = [
      "p/app":
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: CANARY}\ntype: \"1\"\nn: 1.50\n"
        + "gone: {x: [1, true, ~, \"y\"]}\n"
    ]
    let head = [
      "p/app": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: CANARY2}\ntype: 1\nn: .inf\n",
      "q/app": "kind: A\nmetadata: {name: a}\n",
    ]
    let text = JSONDiffReport.text(FleetDiff().compare(compiledFleet(base), compiledFleet(head)))
    #expect(!text.contains("CANARY"))
    // Blanks are checked below: with them this text would be four pages long.
    let compact = text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined()
    #expect(JSONText.isStrict(Array(text.utf8)))
    #expect(
      compact == #"{"schemaVersion": "fleetfold.dev/diff/v1","#
        + #""summary": {"fleetClusters": 2,"clusters": 2,"applications": 1,"resources": 2,"fields": 4,"#
        + #""added": 1,"changed": 1,"removed": 0,"renamed": 0,"moved": 0,"#
        + #""deletions": 0,"fleetApplications": 1,"fleetResources": 2},"#
        + #""changes": [{"cluster": "p","application": "app","change": "changed","#
        + #""resource": {"group": "","version": "v1","kind": "Secret","namespace": "","name": "s"},"#
        + #""source": {"path": "p/app.yaml","line": 1,"column": 1,"by": "file"},"#
        + #""fields": [{"path": "data.a","change": "changed","masked": true,"#
        + #""beforeSource": {"path": "p/app.yaml","line": 4,"column": 11,"by": "file"},"#
        + #""afterSource": {"path": "p/app.yaml","line": 4,"column": 11,"by": "file"}},"#
        + #"{"path": "gone","change": "removed","before": {"x": [1,true,null,"y"]},"#
        + #""beforeSource": {"path": "p/app.yaml","line": 7,"column": 7,"by": "file"}},"#
        + #"{"path": "n","change": "changed","before": 1.5,"after": ".inf","#
        + #""beforeSource": {"path": "p/app.yaml","line": 6,"column": 4,"by": "file"},"#
        + #""afterSource": {"path": "p/app.yaml","line": 6,"column": 4,"by": "file"}},"#
        + #"{"path": "type","change": "changed","before": "1","after": 1,"#
        + #""beforeSource": {"path": "p/app.yaml","line": 5,"column": 7,"by": "file"},"#
        + #""afterSource": {"path": "p/app.yaml","line": 5,"column": 7,"by": "file"}}]},"#
        + #"{"cluster": "q","application": "app","change": "added","#
        + #""resource": {"group": "","version": "","kind": "A","namespace": "","name": "a"},"#
        + #""source": {"path": "q/app.yaml","line": 1,"column": 1,"by": "file"},"#
        + #""body": {"kind": "A","metadata": {"name": "a"}}}],"#
        + #""groups": [{"clusters": ["q"],"reach": "q (1 of 2 clusters)","changes": [1]},"#
        + #"{"clusters": ["p"],"reach": "p (1 of 2 clusters)","changes": [0]}],"#
        + #""dangerous": [{"rule": "secret-in-plain-text","severity": "high","message": "the value stands in plain "#
        + #"text in the repository, and everyone who can read it knows it; encrypt it (SOPS, a SealedSecret), or "#
        + #"name it in an ExternalSecret; then change the value","#
        + #""resource": {"group": "","version": "v1","kind": "Secret","namespace": "","name": "s"},"#
        + #""application": "app","clusters": ["p"],"changes": [0],"path": "data.a","#
        + #""source": {"path": "p/app.yaml","line": 4,"column": 11,"by": "file"}},"#
        + #"{"rule": "immutable-field","severity": "medium","message": "type of a Secret is immutable: the cluster "#
        + #"refuses the change; give the Secret another name, or delete it first","#
        + #""resource": {"group": "","version": "v1","kind": "Secret","namespace": "","name": "s"},"#
        + #""application": "app","clusters": ["p"],"changes": [0],"path": "type","#
        + #""source": {"path": "p/app.yaml","line": 5,"column": 7,"by": "file"}}]}"#)
  }

  @Test func textsAreEscaped() {
    let texts: [JSONValue] = [.string("\u{202E}\n\t\u{9B}é😀\u{E0001}"), .number("01"), .number("-1.5e3")]
    let value = JSONValue.object([("a\u{1B}\"\\", .array(texts)), ("b", .array([])), ("c", .object([]))])
    #expect(
      value.text == #"""
        {
          "a\u001b\"\\": [
            "\u202e\n\t\u009bé😀\udb40\udc01",
            "01",
            -1.5e3
          ],
          "b": [],
          "c": {}
        }

        """#)
    #expect(JSONText.isStrict(Array(value.text.utf8)))
  }
}

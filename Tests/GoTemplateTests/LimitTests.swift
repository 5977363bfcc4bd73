import GoTemplate
import Testing

@Suite struct LimitTests {
  private func run(_ text: String) throws -> String {
    var library = FunctionLibrary.builtins
    library.add(.sprig)
    return try Template(name: "base", text: text, functions: library).execute(.map(MapValue()))
  }

  /// Templates that would run for ever, or fill the memory, end in an error.
  @Test(arguments: [
    "{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}",
    "{{ define \"a\" }}{{ if true }}{{ with 1 }}{{ range 3 }}{{ template \"a\" }}{{ end }}{{ end }}{{ end }}{{ end }}{{ template \"a\" }}",
    "{{ range 1000000000 }}{{ range 1000000000 }}{{ end }}{{ end }}",
    "{{ range until 1000000000 }}x{{ end }}", "{{ repeat 1000000000 \"ab\" }}",
    "{{ indent 1000000000 \"a\\nb\" }}",
    "{{ $x := \"a\" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}",
    "{{ $x := list 1 }}{{ range 100 }}{{ $x = concat $x $x }}{{ end }}",
    "{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ $x | toJson | len | repeat 2 \"a\" }}",
    "{{ $x := list 1 }}{{ range 100 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
    "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ mustToJson $d }}",
    "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ deepCopy $d }}",
    "{{ range 100000000 }}0123456789{{ end }}",
    "{{ $d := dict }}{{ $_ := set $d \"d\" $d }}{{ $d }}",
    "{{ range until 3000 }}{{ $x := repeat 100000 \"a\" }}{{ end }}",
    "{{ $x := dict }}{{ range 100 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ deepCopy $x | len }}",
    "{{ $x := dict }}{{ range 100 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ toJson $x | len }}",
    "{{ $x := dict }}{{ range 100 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ merge (dict) $x | len }}",
    "{{ $x := list }}{{ $y := list }}{{ range 100 }}{{ $x = list $x $x }}{{ $y = list $y $y }}{{ end }}{{ deepEqual $x $y }}",
    "{{ join (repeat 10000 \"y\") (until 200000) | len }}",
    "{{ replace \"\" (repeat 10000 \"y\") (repeat 100000 \"x\") }}",
    "{{ wrapWith 1 (repeat 10000 \"y\") (repeat 100000 \"x \") }}",
    "{{ regexReplaceAll \"\" (repeat 100000 \"x\") (repeat 10000 \"y\") }}",
    "{{ splitList \"\" (repeat 4000000 \"x\") | len }}",
    "{{ regexSplit \"\" (repeat 1000000 \"x\") -1 | len }}",
    "{{ $s := repeat 1000000 \"x\" }}{{ range 100000 }}{{ $x := contains \"y\" $s }}{{ end }}",
  ]) func endsInAnError(text: String) throws {
    #expect(throws: TemplateError.self, "\(text)") { try run(text) }
  }

  @Test func deepNestingIsRefused() {
    #expect(throws: TemplateError.self) { try run("{{ " + String(repeating: "(", count: 100_000) + "1") }
    #expect(throws: TemplateError.self) {
      try run(String(repeating: "{{ if true }}", count: 100_000))
    }
    #expect(throws: TemplateError.self) {
      try run("{{ if true }}" + String(repeating: "{{ else if true }}", count: 100_000) + "{{ end }}")
    }
  }

  @Test func recursionThatEndsIsFine() throws {
    let text =
      "{{ define \"n\" }}{{ if gt . 0 }}x{{ template \"n\" (sub . 1) }}{{ end }}{{ end }}{{ template \"n\" 200 }}"
    #expect(try run(text) == String(repeating: "x", count: 200))
  }
}

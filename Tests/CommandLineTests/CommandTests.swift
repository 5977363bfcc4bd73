import Testing

/// The command line itself.
@Suite struct CommandTests {
  /// A command is parsed by itself; what is said about its options names the whole command all the same.
  @Test func wordsAboutOptionsNameTheWholeCommand() throws {
    let repository = try TemporaryRepository()
    for (line, status, text) in [
      ("fleetfold hook run --help", 0, "USAGE: fleetfold hook run "),
      ("fleetfold hook", 0, "USAGE: fleetfold hook <subcommand>"),
      ("fleetfold diff --nonsense", 2, "Usage: fleetfold diff "),
      ("fleetfold diff --staged --head main", 2, "give one of them\nUsage: fleetfold diff "),
      ("fleetfold diff --version", 0, "fleetfold 0."),
      ("fleetfold nonsense", 2, "Usage: fleetfold <subcommand>"),
    ] as [(String, Int32, String)] {
      let run = try repository.run(line)
      #expect(run.status == status, "\(line): \(run.output)")
      #expect(run.output.contains(text), "\(line): \(run.output)")
    }
  }
  /// Names of clusters, applications and resources come from the fleet in the working tree.
  @Test func namesOfTheFleetAreCompleted() throws {
    let repository = try TemporaryRepository()
    try repository.require(
      """
      git init --quiet && mkdir app && printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: cm}\\n' > app/cm.yaml
      cat > fleetfold.yaml <<'EOF'
      apiVersion: fleetfold.dev/v1alpha1
      kind: Fleet
      clusters: [{name: prod-east}, {name: prod-west}, {name: dev}]
      targets: [{name: web, path: app, clusters: [dev, prod-east]}, {name: broken, path: gone, clusters: [prod-west]}]
      EOF
      fleetfold --generate-completion-script bash > ../completions
      """)
    for (line, expected) in [
      ("fleetfold explain prod-", "prod-east prod-west"), ("fleetfold explain dev Conf", "ConfigMap/cm"),
      ("fleetfold blame none Conf", ""), ("fleetfold apps --why-not d", "dev"),
      ("fleetfold diff --cluster prod-w", "prod-west"), ("fleetfold render --app ", "broken web"),
      ("fleetfold -", "--version -h --help"),
    ] {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let run = try repository.run(
        """
        set +eu; source ../completions; COMP_LINE='\(line)'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(\(line) \(line.hasSuffix(" ") ? "''" : ""))
        COMP_CWORD=\(words.count - 1); COMPREPLY=(); _fleetfold fleetfold "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        echo "${COMPREPLY[@]}"
        """)
      #expect(run.output == expected + "\n", "\(line)")
    }
    // Nobody is told that there is no repository.
    let outside = "cd / && fleetfold ---completion explain -- positional@0 1 7 fleetfold explain"
    #expect(try repository.require(outside).isEmpty)
  }
}

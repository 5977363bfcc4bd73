internal import Testing

@testable internal import Reports

@Suite struct ColorTests {
  @Test(
    arguments: [
      (.always, false, ["NO_COLOR": "1"], true),
      (.never, true, ["CLICOLOR_FORCE": "1"], false),
      (.auto, true, [:], true),
      (.auto, false, [:], false),
      (.auto, true, ["NO_COLOR": "1"], false),
      (.auto, true, ["NO_COLOR": ""], true),
      (.auto, false, ["CLICOLOR_FORCE": "1"], true),
      (.auto, false, ["CLICOLOR_FORCE": "0"], false),
      (.auto, false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
      (.auto, true, ["TERM": "dumb"], false),
    ] as [(ColorSetting, Bool, [String: String], Bool)])
  func flagThenEnvironmentThenTerminal(
    _ setting: ColorSetting, _ isTerminal: Bool, _ environment: [String: String], _ expected: Bool
  ) {
    #expect(setting.usesColor(isTerminal: isTerminal, environment: { environment[$0] }) == expected)
  }
}

internal import ArgumentParser
internal import Reports

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(
    name: .customShort("C"), help: ArgumentHelp("Run as if started in this directory.", valueName: "dir"))
  var directory: String?

  @Option(help: "When to colour: auto, always or never; NO_COLOR and CLICOLOR_FORCE count for auto.")
  var color: ColorSetting = .auto

  /// Enters `-C DIR`; call it before anything is read.
  func apply() throws {
    if let directory { try Terminal.enter(directory: directory) }
  }
}

extension ColorSetting: ExpressibleByArgument {}

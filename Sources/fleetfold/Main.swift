internal import ArgumentParser

@main
struct FleetfoldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "fleetfold")
}

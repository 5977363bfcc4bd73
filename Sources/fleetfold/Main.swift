internal import ArgumentParser
internal import GitSnapshot
internal import Glibc
internal import Kustomize

/// Runs the command line and turns every outcome into one of the four exit codes of the product.
@main
struct Main {
  static func main() async {
    var arguments = Array(CommandLine.arguments.dropFirst())
    reserveHeapRoom()
    var preparations: [Task<Void, Never>] = []
    let status: ExitStatus
    do {
      try Main.enterDirectories(&arguments)
      if let build = KustomizationOutput(arguments: arguments) { return try build.write() }
      // Loading libgit2, and making the tables of kustomize, takes as long as reading the command line.
      if FleetfoldCommand.readsRepository(arguments) {
        preparations = [Task.detached { Repository.prepare() }, Task.detached { KustomizeBuild.prepare() }]
      }
      var command = try await FleetfoldCommand.command(of: arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      status = .success
    } catch {
      status = Main.report(error)
    }
    // No library may be half loaded when the process ends.
    for preparation in preparations { await preparation.value }
    exit(status.rawValue)
  }

  /// Says what stopped a command, where it has not been said, and what the process ends with.
  private static func report(_ error: any Error) -> ExitStatus {
    switch error {
    case let status as ExitStatus: return status
    case let refusal as Refusal:
      Terminal.write("error: \(refusal.message)\n", to: .error)
      return .invalidInput
    default:
      let isHelp = FleetfoldCommand.exitCode(for: error) == .success
      let text = FleetfoldCommand.fullMessage(for: error)
      if !text.isEmpty { Terminal.write(text + "\n", to: isHelp ? .output : .error) }
      return isHelp ? .success : .invalidInput
    }
  }

  /// Takes leading `-C DIR` pairs, as git does: each is relative to the one before.
  private static func enterDirectories(_ arguments: inout [String]) throws {
    while arguments.first == "-C" {
      guard arguments.count > 1 else { throw ValidationError("-C needs a directory") }
      try Terminal.enter(directory: arguments[1])
      arguments.removeFirst(2)
    }
  }
}

/// The exit codes, the same for every command (design.md section 2).
enum ExitStatus: Int32, Error {
  case success = 0
  /// There is a difference or a finding that the command was asked to fail on.
  case finding = 1
  /// The input or the usage is wrong.
  case invalidInput = 2
  /// A fault of the program itself.
  case internalFault = 3
}

/// What a person asked for can't be done; ends the command with `invalidInput`, without the usage text.
struct Refusal: Error {
  var message: String

  init(_ message: String) { self.message = message }
}

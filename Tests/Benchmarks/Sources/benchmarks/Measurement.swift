internal import Foundation

/// A program to time: its command line, and the folder it runs in.
struct Program {
  var arguments: [String]
  var folder: String
  /// Run before each timing, untimed: puts back what the program changes.
  var prepare: (() -> Void)?
  /// For programs too slow to be run as often as the others.
  var mostRuns: Int

  init(_ arguments: [String], in folder: String, mostRuns: Int = .max, prepare: (() -> Void)? = nil) {
    self.arguments = arguments
    self.folder = folder
    self.prepare = prepare
    self.mostRuns = mostRuns
  }
}

/// What a process took, from its start to its end.
struct Cost {
  var milliseconds: Double
  var cpuMilliseconds: Double
  var peakMegabytes: Double
  var status: Int
  /// What it wrote to standard error.
  var complaint: String
}

/// Runs a program with its output thrown away (or kept in `output`) and waits for it.
func timed(_ program: Program, output: String = "/dev/null") -> Cost {
  program.prepare?()
  let log = FileManager.default.temporaryDirectory.path + "/fleetfold-benchmarks-\(getpid()).log"
  defer { remove(log) }
  let process = Process()
  let result = Pipe()
  process.executableURL = URL(filePath: siblingTool("stopwatch"))
  process.arguments = [output, log] + program.arguments
  process.currentDirectoryURL = URL(filePath: program.folder)
  process.standardOutput = result
  do { try process.run() } catch { fatalError("cannot start the stopwatch: \(error)") }
  let text = String(decoding: result.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
  guard numbers.count == 4 else { fatalError("the stopwatch said: \(text)") }
  return Cost(
    milliseconds: numbers[0], cpuMilliseconds: numbers[1], peakMegabytes: numbers[2] / 1024,
    status: Int(numbers[3]), complaint: contents(of: log))
}

/// Times the programs in turn, `runs` times; of each the fastest run, because noise only ever adds.
/// A program that fails is nil; what it said goes to standard error.
func measure(_ programs: [Program?], runs: Int) -> [Cost?] {
  var best = [Cost?](repeating: nil, count: programs.count)
  var hasFailed = [Bool](repeating: false, count: programs.count)
  for round in 0..<runs {
    for (index, program) in programs.enumerated() {
      guard let program, round < program.mostRuns, !hasFailed[index] else { continue }
      let cost = timed(program)
      if cost.status != 0 {
        hasFailed[index] = true
        best[index] = nil
        say("failed with \(cost.status): \(program.arguments.joined(separator: " "))\n\(cost.complaint)")
      } else if cost.milliseconds < best[index]?.milliseconds ?? .infinity {
        best[index] = cost
      }
    }
  }
  return best
}

/// Another program of this package, next to this one.
func siblingTool(_ name: String) -> String {
  let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  return own.deletingLastPathComponent().path + "/" + name
}

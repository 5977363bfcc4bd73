internal import Glibc

/// Times one program as a whole: `stopwatch OUT ERR COMMAND...` prints its wall and CPU milliseconds, peak memory in
/// kilobytes and exit status.
///
/// It is a program of its own because Linux counts the memory of the process that spawns into the peak of the child:
/// this one is small.
@main
struct Stopwatch {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count > 2 else {
      print("usage: stopwatch OUT ERR COMMAND...")
      exit(2)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    let create = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, arguments[0], create, 0o644)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, arguments[1], create, 0o644)
    var command = arguments.dropFirst(2).map { strdup($0) }
    command.append(nil)

    var process = pid_t()
    var status: Int32 = 0
    var usage = rusage()
    let start = now()
    let failure = posix_spawnp(&process, arguments[2], &actions, nil, command, environ)
    if failure == 0 { wait4(process, &status, 0, &usage) }
    let wall = now() - start
    let cpu = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
    let signal = status & 0x7f
    let code = failure != 0 ? 127 : signal == 0 ? (status >> 8) & 0xff : 128 + signal
    print(wall, cpu, usage.ru_maxrss, code)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }

  private static func milliseconds(_ time: timeval) -> Double {
    Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
  }
}

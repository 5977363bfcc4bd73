// What Swift cannot reach on Linux: the C library declares renameat2 only with _GNU_SOURCE, openat2 not at all, and
// syscall is variadic.
#ifndef FLEETFOLD_CFILESYSTEM_H
#define FLEETFOLD_CFILESYSTEM_H

#if defined(__linux__)
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <stdio.h>
#endif

/// Exchanges two directory entries in one step. 0 or -1 with errno; ENOSYS or EINVAL where the kernel or the file system has no such call.
static inline int fleetfold_exchange(int first_directory, const char *first, int second_directory, const char *second) {
#if defined(__linux__)
  return (int)syscall(SYS_renameat2, first_directory, first, second_directory, second, 2u /* RENAME_EXCHANGE */);
#else
  return renameatx_np(first_directory, first, second_directory, second, RENAME_SWAP);
#endif
}

/// Opens a path below a directory: no symbolic link is passed, and nothing outside is reached. -1 where it fails, and
/// where the system has no such call.
static inline int fleetfold_open_beneath(int directory, const char *path, int flags) {
#if defined(__linux__) && defined(SYS_openat2)
  struct { uint64_t flags, mode, resolve; } how = {
    (uint64_t)flags, 0, 0x0e /* RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH */
  };
  return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
#else
  return -1;
#endif
}

#endif

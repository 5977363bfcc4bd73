// Exchanges two directory entries in one step: what no portable call does, and what Swift cannot reach on Linux
// (the C library declares renameat2 only with _GNU_SOURCE, and syscall is variadic).
#ifndef FLEETFOLD_CFILESYSTEM_H
#define FLEETFOLD_CFILESYSTEM_H

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#elif defined(__APPLE__)
#include <stdio.h>
#endif

/// 0 or -1 with errno; ENOSYS or EINVAL where the kernel or the file system has no such call.
static inline int fleetfold_exchange(int first_directory, const char *first, int second_directory, const char *second) {
#if defined(__linux__)
  return (int)syscall(SYS_renameat2, first_directory, first, second_directory, second, 2u /* RENAME_EXCHANGE */);
#else
  return renameatx_np(first_directory, first, second_directory, second, RENAME_SWAP);
#endif
}

#endif

#ifndef FLEETFOLD_CLIBGIT2_SHIM_H
#define FLEETFOLD_CLIBGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/repository.h>

// git_libgit2_opts is variadic, which Swift cannot call.
static inline int fleetfold_git_set_strict_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

// Extensions of the repository format that change nothing for a reader of local objects. libgit2 1.5 refuses
// each of them unless told so, and with them every partial clone and sparse checkout.
static inline int fleetfold_git_accept_extensions(void) {
  const char *extensions[] = {"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)4);
}

#endif

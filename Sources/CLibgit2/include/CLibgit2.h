#ifndef FLEETFOLD_CLIBGIT2_H
#define FLEETFOLD_CLIBGIT2_H

#include <git2.h>
#include <git2/sys/repository.h>

// Loads libgit2 and starts it as Fleetfold needs it; negative when that fails, and then git_error_last says why.
//
// Linked in the common way, libgit2 would bring 14 more libraries into every start of the program, also of those
// commands that open no repository. No other function of libgit2 may be called before this one has succeeded.
int fleetfold_libgit2_start(void);

#endif

#include "CLibgit2.h"

#include <dlfcn.h>
#include <stdio.h>

// Each function of libgit2 that Fleetfold calls: result, name, parameters, arguments. The compiler compares them with
// the declarations of git2.h, whose version is also that of the library that is loaded.
#define FUNCTIONS(F) \
  F(int, git_blob_create_from_buffer, (git_oid *a, git_repository *b, const void *c, size_t d), (a, b, c, d)) \
  F(int, git_branch_is_checked_out, (const git_reference *a), (a)) \
  F(int, git_blame_file, (git_blame **a, git_repository *b, const char *c, git_blame_options *d), (a, b, c, d)) \
  F(void, git_blame_free, (git_blame *a), (a)) \
  F(const git_blame_hunk *, git_blame_get_hunk_byindex, (git_blame *a, uint32_t b), (a, b)) \
  F(uint32_t, git_blame_get_hunk_count, (git_blame *a), (a)) \
  F(int, git_blame_options_init, (git_blame_options *a, unsigned int b), (a, b)) \
  F(void, git_buf_dispose, (git_buf *a), (a)) \
  F(const git_signature *, git_commit_author, (const git_commit *a), (a)) \
  F(int, git_commit_create, (git_oid *a, git_repository *b, const char *c, const git_signature *d, const git_signature *e, const char *f, const char *g, const git_tree *h, size_t i, const git_commit *j[]), (a, b, c, d, e, f, g, h, i, j)) \
  F(void, git_commit_free, (git_commit *a), (a)) \
  F(int, git_commit_lookup, (git_commit **a, git_repository *b, const git_oid *c), (a, b, c)) \
  F(const char *, git_commit_message, (const git_commit *a), (a)) \
  F(const char *, git_commit_summary, (git_commit *a), (a)) \
  F(const git_oid *, git_commit_tree_id, (const git_commit *a), (a)) \
  F(void, git_config_free, (git_config *a), (a)) \
  F(int, git_config_get_path, (git_buf *a, const git_config *b, const char *c), (a, b, c)) \
  F(void, git_config_iterator_free, (git_config_iterator *a), (a)) \
  F(int, git_config_iterator_glob_new, (git_config_iterator **a, const git_config *b, const char *c), (a, b, c)) \
  F(int, git_config_next, (git_config_entry **a, git_config_iterator *b), (a, b)) \
  F(int, git_config_parse_bool, (int *a, const char *b), (a, b)) \
  F(void, git_diff_free, (git_diff *a), (a)) \
  F(const git_diff_delta *, git_diff_get_delta, (const git_diff *a, size_t b), (a, b)) \
  F(int, git_diff_index_to_workdir, (git_diff **a, git_repository *b, git_index *c, const git_diff_options *d), (a, b, c, d)) \
  F(size_t, git_diff_num_deltas, (const git_diff *a), (a)) \
  F(int, git_diff_options_init, (git_diff_options *a, unsigned int b), (a, b)) \
  F(int, git_graph_descendant_of, (git_repository *a, const git_oid *b, const git_oid *c), (a, b, c)) \
  F(size_t, git_index_entrycount, (const git_index *a), (a)) \
  F(void, git_index_free, (git_index *a), (a)) \
  F(const git_index_entry *, git_index_get_byindex, (git_index *a, size_t b), (a, b)) \
  F(int, git_index_open, (git_index **a, const char *b), (a, b)) \
  F(const char *, git_index_path, (const git_index *a), (a)) \
  F(int, git_index_read, (git_index *a, int b), (a, b)) \
  F(int, git_libgit2_init, (void), ()) \
  F(int, git_merge_base, (git_oid *a, git_repository *b, const git_oid *c, const git_oid *d), (a, b, c, d)) \
  F(void, git_object_free, (git_object *a), (a)) \
  F(const git_oid *, git_object_id, (const git_object *a), (a)) \
  F(int, git_object_peel, (git_object **a, const git_object *b, git_object_t c), (a, b, c)) \
  F(int, git_object_short_id, (git_buf *a, const git_object *b), (a, b)) \
  F(git_object_t, git_object_type, (const git_object *a), (a)) \
  F(int, git_odb_add_disk_alternate, (git_odb *a, const char *b), (a, b)) \
  F(void, git_odb_free, (git_odb *a), (a)) \
  F(const void *, git_odb_object_data, (git_odb_object *a), (a)) \
  F(void, git_odb_object_free, (git_odb_object *a), (a)) \
  F(size_t, git_odb_object_size, (git_odb_object *a), (a)) \
  F(int, git_odb_read, (git_odb_object **a, git_odb *b, const git_oid *c), (a, b, c)) \
  F(int, git_odb_read_header, (size_t *a, git_object_t *b, git_odb *c, const git_oid *d), (a, b, c, d)) \
  F(int, git_reference_create, (git_reference **a, git_repository *b, const char *c, const git_oid *d, int e, const char *f), (a, b, c, d, e, f)) \
  F(int, git_reference_create_matching, (git_reference **a, git_repository *b, const char *c, const git_oid *d, int e, const git_oid *f, const char *g), (a, b, c, d, e, f, g)) \
  F(int, git_reference_dwim, (git_reference **a, git_repository *b, const char *c), (a, b, c)) \
  F(void, git_reference_free, (git_reference *a), (a)) \
  F(void, git_reference_iterator_free, (git_reference_iterator *a), (a)) \
  F(int, git_reference_iterator_glob_new, (git_reference_iterator **a, git_repository *b, const char *c), (a, b, c)) \
  F(int, git_reference_lookup, (git_reference **a, git_repository *b, const char *c), (a, b, c)) \
  F(int, git_reference_name_is_valid, (int *a, const char *b), (a, b)) \
  F(int, git_reference_name_to_id, (git_oid *a, git_repository *b, const char *c), (a, b, c)) \
  F(int, git_reference_next_name, (const char **a, git_reference_iterator *b), (a, b)) \
  F(const char *, git_reference_symbolic_target, (const git_reference *a), (a)) \
  F(const git_oid *, git_reference_target, (const git_reference *a), (a)) \
  F(void, git_remote_free, (git_remote *a), (a)) \
  F(int, git_remote_list, (git_strarray *a, git_repository *b), (a, b)) \
  F(int, git_remote_lookup, (git_remote **a, git_repository *b, const char *c), (a, b, c)) \
  F(const char *, git_remote_url, (const git_remote *a), (a)) \
  F(const char *, git_repository_commondir, (const git_repository *a), (a)) \
  F(int, git_repository_config_snapshot, (git_config **a, git_repository *b), (a, b)) \
  F(int, git_repository_discover, (git_buf *a, const char *b, int c, const char *d), (a, b, c, d)) \
  F(void, git_repository_free, (git_repository *a), (a)) \
  F(int, git_repository_head_unborn, (git_repository *a), (a)) \
  F(int, git_repository_index, (git_index **a, git_repository *b), (a, b)) \
  F(int, git_repository_is_shallow, (git_repository *a), (a)) \
  F(int, git_repository_odb, (git_odb **a, git_repository *b), (a, b)) \
  F(int, git_repository_open_ext, (git_repository **a, const char *b, unsigned int c, const char *d), (a, b, c, d)) \
  F(const char *, git_repository_path, (const git_repository *a), (a)) \
  F(int, git_repository_set_index, (git_repository *a, git_index *b), (a, b)) \
  F(int, git_repository_set_workdir, (git_repository *a, const char *b, int c), (a, b, c)) \
  F(const char *, git_repository_workdir, (const git_repository *a), (a)) \
  F(int, git_revparse_single, (git_object **a, git_repository *b, const char *c), (a, b, c)) \
  F(void, git_signature_free, (git_signature *a), (a)) \
  F(int, git_signature_new, (git_signature **a, const char *b, const char *c, git_time_t d, int e), (a, b, c, d, e)) \
  F(void, git_strarray_dispose, (git_strarray *a), (a)) \
  F(const git_oid *, git_tag_target_id, (const git_tag *a), (a)) \
  F(int, git_tree_create_updated, (git_oid *a, git_repository *b, git_tree *c, size_t d, const git_tree_update *e), (a, b, c, d, e)) \
  F(void, git_tree_free, (git_tree *a), (a)) \
  F(int, git_tree_lookup, (git_tree **a, git_repository *b, const git_oid *c), (a, b, c))

#define DEFINE(result, name, parameters, arguments) \
  static result(*loaded_##name) parameters; \
  result name parameters { return loaded_##name arguments; }
FUNCTIONS(DEFINE)

static const git_error *(*loaded_git_error_last)(void);
static char failure_text[512];
static git_error failure = {failure_text, GIT_ERROR_OS};

const git_error *git_error_last(void) { return loaded_git_error_last ? loaded_git_error_last() : &failure; }

// The functions of the library; false, with the reason in `failure`, when it is not there or lacks one of them.
static int load(int (**options)(int, ...)) {
  void *library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_LAZY | RTLD_LOCAL);
  if (!library) {
    snprintf(failure_text, sizeof failure_text, "%s; install libgit2 %s", dlerror(), LIBGIT2_SOVERSION);
    return 0;
  }
#define LOAD(result, name, parameters, arguments) \
  if (!(loaded_##name = (result(*) parameters)dlsym(library, #name))) { \
    snprintf(failure_text, sizeof failure_text, "%s; install a whole libgit2 %s", dlerror(), LIBGIT2_SOVERSION); \
    return 0; \
  }
  FUNCTIONS(LOAD)
  *options = (int (*)(int, ...))dlsym(library, "git_libgit2_opts");
  loaded_git_error_last = (const git_error *(*)(void))dlsym(library, "git_error_last");
  return *options && loaded_git_error_last;
}

int fleetfold_libgit2_start(void) {
  int (*options)(int, ...);
  if (!load(&options)) return GIT_ERROR;
  int count = git_libgit2_init();
  if (count < 0) return count;
  // Objects are not hashed again as they are read: that costs a third to a half of the reading time, and `git fsck`
  // is the tool for it. Damaged compression or a wrong size is still noticed.
  options(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  // Extensions of the repository format that change nothing for a reader of local objects. libgit2 1.5 refuses each
  // of them unless told so, and with them every partial clone and sparse checkout.
  const char *extensions[] = {"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
  return options(GIT_OPT_SET_EXTENSIONS, extensions, (size_t)4);
}

// Takes the place of the function of mbed TLS by which libgit2, at its start, reads every certificate authority of the
// machine: 52 of the 55 million instructions of that start, for connections that Fleetfold never makes. The dynamic
// linker prefers a definition that the program exports (which optimised builds do) to that in a library. Where libgit2
// is built on another TLS library nothing calls this. A connection would find no authority to trust and fail.
int mbedtls_x509_crt_parse_file(void *chain, const char *path) { return 0; }

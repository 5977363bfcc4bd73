// Builds the kustomizations whose folders come on standard input, one a line, with kustomize as a shared library (the one
// in the Python package pykustomize), and answers each with "STATUS SIZE" and the output or the message.
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

typedef int (*build_function)(const char *path, const char *options, char **result);
typedef char *(*message_function)(void);
typedef void (*free_function)(void *text);

int main(int count, char **arguments) {
  void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW) : NULL;
  build_function build = library ? (build_function)dlsym(library, "pykustomize_build") : NULL;
  message_function message = library ? (message_function)dlsym(library, "pykustomize_last_error") : NULL;
  free_function release = library ? (free_function)dlsym(library, "pykustomize_free") : NULL;
  if (!build || !message || !release) {
    fprintf(stderr, "usage: kustomize-library LIBRARY\n");
    return 2;
  }
  char folder[4096];
  while (fgets(folder, sizeof folder, stdin)) {
    folder[strcspn(folder, "\n")] = 0;
    // Behind a tab there may be options, as JSON.
    char *options = strchr(folder, '\t');
    if (options) *options++ = 0;
    char *text = NULL;
    int isRefused = build(folder, options ? options : "{\"reorder\": \"unspecified\"}", &text) != 0;
    if (isRefused) text = message();
    size_t size = text ? strlen(text) : 0;
    printf("%d %zu\n", isRefused, size);
    if (size > 0) fwrite(text, 1, size, stdout);
    if (text) release(text);
    fflush(stdout);
  }
  return 0;
}

// Sorts the lines of stdin with qsort (an indirect call per comparison) by length, then alphabet; finds one by bsearch.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) {
  const char *left = *(const char *const *)a, *right = *(const char *const *)b;
  size_t l = strlen(left), r = strlen(right);
  return l == r ? strcmp(left, right) : l < r ? -1 : 1;
}

int main(void) {
  char **lines = NULL, *line = NULL;
  size_t count = 0, room = 0, size = 0;
  while (getline(&line, &size, stdin) >= 0) {
    line[strcspn(line, "\n")] = 0;
    if (count == room) {
      room = room ? room * 2 : 8;
      lines = realloc(lines, room * sizeof *lines);
      if (!lines) return 1;
    }
    lines[count++] = strdup(line);
  }
  if (!count) return 0;
  qsort(lines, count, sizeof *lines, compare);
  for (size_t i = 0; i < count; i++) puts(lines[i]);
  const char *const wanted = "lambda";
  char **found = bsearch(&wanted, lines, count, sizeof *lines, compare);
  printf("lambda: %s\n", found ? "found" : "not found");
  return 0;
}

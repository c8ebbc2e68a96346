// Reads numbers, prints each in many formats: printf and strtod of a C library are the hardest float code most programs
// contain.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void show(double x) {
  printf("%g|%.17g|%e|%.3f|%12.4f|%-12.1e|%+g|%a\n", x, x, x, x, x, x, x, x);
  printf("  sqrt %.15g sin %.15g exp %.15g log %.15g pow %.15g\n", sqrt(x), sin(x), exp(x), log(x), pow(x, 1.5));
  printf("  floor %g rint %g trunc %g fmod %g single %.9g\n", floor(x), rint(x), trunc(x), fmod(x, 0.7), (double)(float)x);
}

int main(void) {
  char word[64];
  int bad = 0;
  while (scanf("%63s", word) == 1) {
    char *end;
    double x = strtod(word, &end);
    if (*end) {
      fprintf(stderr, "not a number: %s\n", word);
      bad = 1;
      continue;
    }
    show(x);
  }
  return bad;
}

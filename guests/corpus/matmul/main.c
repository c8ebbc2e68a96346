// Reads n and the n x n cells of a matrix, prints its square, its determinant and the bits of its trace.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define MAX 32

static double m[MAX][MAX], square[MAX][MAX];

static int read_matrix(void) {
  int n;
  if (scanf("%d", &n) != 1 || n < 1 || n > MAX) return 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      if (scanf("%lf", &m[i][j]) != 1) return 0;
  return n;
}

static void multiply(int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++)
      for (int k = 0; k < n; k++) square[i][j] += m[i][k] * m[k][j];
}

// Gaussian elimination without pivoting: a zero on the way makes an infinity or a NaN.
static double determinant(int n) {
  double d = 1;
  for (int k = 0; k < n; k++) {
    d *= m[k][k];
    for (int i = k + 1; i < n; i++)
      for (int j = n - 1; j >= k; j--) m[i][j] -= m[k][j] * (m[i][k] / m[k][k]);
  }
  return d;
}

int main(void) {
  int n = read_matrix();
  if (!n) {
    fprintf(stderr, "expected n from 1 to %d and n x n numbers\n", MAX);
    return 2;
  }
  multiply(n);
  double trace = 0;
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) printf("%g%c", square[i][j], j == n - 1 ? '\n' : ' ');
    trace += square[i][i];
  }
  uint64_t bits;
  memcpy(&bits, &trace, sizeof bits);
  printf("trace %016" PRIx64 "\ndeterminant %.17g\n", bits, determinant(n));
  return 0;
}

// Multiplies two n x n matrices of doubles (n is cut to 256) and hashes the bits of the product.
#include <stdint.h>

#define MAX 256

static double a[MAX][MAX], b[MAX][MAX], c[MAX][MAX];

static void fill(int n) {
  uint32_t x = 2463534242u;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      x = x * 1664525u + 1013904223u;
      a[i][j] = (double)(x >> 8) / 16777216.0;
      x = x * 1664525u + 1013904223u;
      b[i][j] = (double)(x >> 8) / 16777216.0 - 0.5;
    }
}

static void multiply(int n) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int k = 0; k < n; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
    }
}

static uint32_t hash(int n) {
  uint32_t h = 17;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
      union { double value; uint64_t bits; } word = {c[i][j]};
      h = h * 31 + (uint32_t)(word.bits ^ word.bits >> 32);
    }
  return h;
}

__attribute__((export_name("run"))) int32_t run(int32_t n) {
  if (n < 0) n = 0;
  if (n > MAX) n = MAX;
  fill(n);
  multiply(n);
  return (int32_t)hash(n);
}

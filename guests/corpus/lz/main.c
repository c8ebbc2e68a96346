// Compresses stdin, restores it, prints both lengths and a hash; exits with 1 where the two differ.
#include "../../kernels/lz/lz.h"
#include <stdio.h>

#define MAX (1 << 18)

static uint8_t text[MAX], packed[LZ_BOUND(MAX)], restored[MAX];

int main(void) {
  uint32_t n = (uint32_t)fread(text, 1, MAX, stdin);
  uint32_t length = lz_compress(text, n, packed);
  if (lz_decompress(packed, length, restored, n) != n || memcmp(text, restored, n)) return 1;
  uint32_t hash = 17;
  for (uint32_t i = 0; i < length; i++) hash = hash * 31 + packed[i];
  printf("%u bytes to %u, hash %08x\n", (unsigned)n, (unsigned)length, (unsigned)hash);
  return 0;
}

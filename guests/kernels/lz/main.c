// Compresses and restores n bytes of made-up text (n is cut to 1 MiB); -1 when the text came back different, else a
// hash of the compressed bytes.
#include "lz.h"

#define MAX (1 << 20)

static uint8_t text[MAX], packed[LZ_BOUND(MAX)], restored[MAX];

static void fill(uint32_t n) {
  static const char *const words[] = {"market ", "of ", "functions ", "lease ", "epoch ", "and ", "a ", "provider ",
                                      "signs ", "receipts ", "for ", "every ", "execution ", "\n", "unit ", "price "};
  uint32_t x = 2463534242u, at = 0;
  while (at < n) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    for (const char *word = words[x & 15]; *word && at < n; word++) text[at++] = (uint8_t)*word;
    if ((x >> 8 & 7) == 0 && at < n) text[at++] = (uint8_t)('0' + (x >> 16) % 10);
  }
}

__attribute__((export_name("run"))) int32_t run(int32_t n) {
  uint32_t size = n < 0 ? 0 : n > MAX ? MAX : (uint32_t)n;
  fill(size);
  uint32_t length = lz_compress(text, size, packed);
  if (lz_decompress(packed, length, restored, size) != size || memcmp(text, restored, size)) return -1;
  uint32_t hash = 17;
  for (uint32_t i = 0; i < length; i++) hash = hash * 31 + packed[i];
  return (int32_t)hash;
}

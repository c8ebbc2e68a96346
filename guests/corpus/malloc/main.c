// Allocates, grows, frees and checks blocks in a random order that stdin seeds; memory grows to a few megabytes.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCKS 256
#define ROUNDS 20000

static struct { uint8_t *bytes; size_t size; uint8_t mark; } blocks[BLOCKS];

static uint32_t next(uint32_t *state) {
  *state ^= *state << 13, *state ^= *state >> 17, *state ^= *state << 5;
  return *state;
}

static int intact(int i) {
  for (size_t k = 0; k < blocks[i].size; k++)
    if (blocks[i].bytes[k] != blocks[i].mark) return 0;
  return 1;
}

static int resize(int i, size_t size, uint8_t mark) {
  uint8_t *bytes = realloc(blocks[i].bytes, size);
  if (!bytes) return 0;
  size_t kept = size < blocks[i].size ? size : blocks[i].size;
  for (size_t k = 0; k < kept; k++)
    if (bytes[k] != blocks[i].mark) return 0;
  memset(bytes, mark, size);
  blocks[i].bytes = bytes;
  blocks[i].size = size;
  blocks[i].mark = mark;
  return 1;
}

int main(void) {
  uint32_t state = 2463534242u, hash = 17;
  for (int c; (c = getchar()) != EOF;) state = state * 31 + (uint32_t)c;
  if (!state) state = 1;
  for (int round = 0; round < ROUNDS; round++) {
    int i = next(&state) % BLOCKS;
    size_t size = 1 + (next(&state) >> (next(&state) % 12 + 16));
    if (blocks[i].bytes && next(&state) % 3 == 0) {
      if (!intact(i)) return 1;
      free(blocks[i].bytes);
      blocks[i].bytes = NULL;
      blocks[i].size = 0;
    } else if (!resize(i, size, (uint8_t)next(&state))) {
      return 1;
    }
    hash = hash * 31 + (uint32_t)(uintptr_t)blocks[i].bytes;
  }
  size_t held = 0;
  for (int i = 0; i < BLOCKS; i++) held += blocks[i].size;
  printf("%zu bytes in blocks, addresses hash to %08x, %zu pages\n", held, hash, __builtin_wasm_memory_size(0));
  return 0;
}

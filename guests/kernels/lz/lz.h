// A byte-oriented LZ77 in the manner of LZ4: a token of two nibbles (literals, match length - 4), the literals, a
// 16-bit offset. Nibble 15 goes on in bytes of 255.
#ifndef LZ_H
#define LZ_H

#include <stdint.h>
#include <string.h>

#define LZ_BOUND(n) ((n) + (n) / 255 + 16)
#define LZ_HASH_BITS 12
#define LZ_MIN_MATCH 4

static uint32_t lz_read32(const uint8_t *p) {
  uint32_t x;
  memcpy(&x, p, 4);
  return x;
}

static uint8_t *lz_length(uint8_t *out, uint32_t rest) {
  for (; rest >= 255; rest -= 255) *out++ = 255;
  *out++ = (uint8_t)rest;
  return out;
}

static uint8_t *lz_sequence(uint8_t *out, const uint8_t *literals, uint32_t count, uint32_t match, uint32_t offset) {
  uint32_t low = match ? match - LZ_MIN_MATCH : 0;
  *out++ = (uint8_t)((count < 15 ? count : 15) << 4 | (low < 15 ? low : 15));
  if (count >= 15) out = lz_length(out, count - 15);
  memcpy(out, literals, count);
  out += count;
  if (!match) return out;
  *out++ = (uint8_t)offset;
  *out++ = (uint8_t)(offset >> 8);
  return low >= 15 ? lz_length(out, low - 15) : out;
}

// Returns the compressed length; `out` holds LZ_BOUND(n) bytes.
static uint32_t lz_compress(const uint8_t *in, uint32_t n, uint8_t *out) {
  static uint32_t table[1 << LZ_HASH_BITS]; // position + 1
  memset(table, 0, sizeof table);
  uint8_t *const start = out;
  uint32_t anchor = 0, at = 0;
  while (n >= LZ_MIN_MATCH && at <= n - LZ_MIN_MATCH) {
    uint32_t word = lz_read32(in + at);
    uint32_t *slot = &table[word * 2654435761u >> (32 - LZ_HASH_BITS)];
    uint32_t from = *slot;
    *slot = at + 1;
    if (!from || at - (from - 1) > 65535 || lz_read32(in + from - 1) != word) {
      at++;
      continue;
    }
    from--;
    uint32_t length = LZ_MIN_MATCH;
    while (at + length < n && in[from + length] == in[at + length]) length++;
    out = lz_sequence(out, in + anchor, at - anchor, length, at - from);
    at += length;
    anchor = at;
  }
  return (uint32_t)(lz_sequence(out, in + anchor, n - anchor, 0, 0) - start);
}

static uint32_t lz_read_length(const uint8_t **in, const uint8_t *end, uint32_t nibble) {
  uint32_t length = nibble;
  if (nibble < 15) return length;
  uint8_t byte = 255;
  while (byte == 255 && *in < end) length += byte = *(*in)++;
  return length;
}

// Returns the length of the original, or UINT32_MAX where `in` is damaged or does not fit `room`.
static uint32_t lz_decompress(const uint8_t *in, uint32_t n, uint8_t *out, uint32_t room) {
  const uint8_t *end = in + n;
  uint32_t at = 0;
  while (in < end) {
    uint8_t token = *in++;
    uint32_t count = lz_read_length(&in, end, token >> 4);
    if (count > (uint32_t)(end - in) || count > room - at) return UINT32_MAX;
    memcpy(out + at, in, count);
    in += count;
    at += count;
    if (in == end) return at;
    if (end - in < 2) return UINT32_MAX;
    uint32_t offset = in[0] | (uint32_t)in[1] << 8;
    in += 2;
    uint32_t length = lz_read_length(&in, end, token & 15) + LZ_MIN_MATCH;
    if (!offset || offset > at || length > room - at) return UINT32_MAX;
    for (; length; length--, at++) out[at] = out[at - offset];
  }
  return UINT32_MAX;
}

#endif

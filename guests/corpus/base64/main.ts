// Base64 (RFC 4648) of the input.
const alphabet = memory.data<u8>([
  65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 97, 98, 99,
  100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 48,
  49, 50, 51, 52, 53, 54, 55, 56, 57, 43, 47,
])
const padding: u8 = 61

export function alloc(len: usize): usize {
  return heap.alloc(len)
}

function letter(bits: u32, shift: u32): u8 {
  return load<u8>(alphabet + ((bits >> shift) & 63))
}

export function handle(ptr: usize, len: usize): u64 {
  const size = ((len + 2) / 3) * 4
  const out = heap.alloc(size)
  let to = out
  for (let i: usize = 0; i < len; i += 3) {
    const left = len - i
    const second: u32 = left > 1 ? load<u8>(ptr + i + 1) : 0
    const third: u32 = left > 2 ? load<u8>(ptr + i + 2) : 0
    const bits = ((load<u8>(ptr + i) as u32) << 16) | (second << 8) | third
    store<u8>(to, letter(bits, 18))
    store<u8>(to + 1, letter(bits, 12))
    store<u8>(to + 2, left > 1 ? letter(bits, 6) : padding)
    store<u8>(to + 3, left > 2 ? letter(bits, 0) : padding)
    to += 4
  }
  return ((out as u64) << 32) | size
}

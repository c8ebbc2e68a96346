// Ranks bids: gets their prices, 8 bytes each, big-endian, answers with their numbers, 2 bytes each, the dearest bid
// first and of equal ones the earlier one. Integers only, so that a wrong answer can be proved on chain.

const MOST: u32 = 2048

export function alloc(len: usize): usize {
  return heap.alloc(len)
}

export function handle(ptr: usize, len: usize): u64 {
  const count = <u32>(len / 8)
  if (len % 8 !== 0 || count > MOST) unreachable()
  const order = sorted(ptr, count)
  const out = heap.alloc(2 * count)
  for (let i: u32 = 0; i < count; i++) store<u16>(out + 2 * i, bswap<u16>(<u16>load<u32>(order + 4 * i)))
  return ((out as u64) << 32) | (2 * count)
}

function price(prices: usize, index: u32): u64 {
  return bswap<u64>(load<u64>(prices + 8 * index))
}

/** Merge sort from the bottom up: it keeps equal bids in their order. */
function sorted(prices: usize, count: u32): usize {
  let from = heap.alloc(4 * count + 4)
  let to = heap.alloc(4 * count + 4)
  for (let i: u32 = 0; i < count; i++) store<u32>(from + 4 * i, i)
  for (let width: u32 = 1; width < count; width *= 2) {
    for (let start: u32 = 0; start < count; start += 2 * width) merge(prices, from, to, start, width, count)
    const swap = from
    from = to
    to = swap
  }
  return from
}

function merge(prices: usize, from: usize, to: usize, start: u32, width: u32, count: u32): void {
  const middle = min<u32>(start + width, count)
  const end = min<u32>(start + 2 * width, count)
  let left = start
  let right = middle
  for (let i = start; i < end; i++) {
    const takesLeft =
      left < middle &&
      (right >= end || price(prices, load<u32>(from + 4 * left)) >= price(prices, load<u32>(from + 4 * right)))
    store<u32>(to + 4 * i, load<u32>(from + 4 * (takesLeft ? left++ : right++)))
  }
}

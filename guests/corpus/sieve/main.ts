// The input is a number in decimal (at most 2,000,000); the output says how many primes lie below it and the last ten.
const LIMIT: u32 = 2_000_000

export function alloc(len: usize): usize {
  return heap.alloc(len)
}

function parse(ptr: usize, len: usize): u32 {
  let n: u32 = 0
  for (let i: usize = 0; i < len; i++) {
    const digit: u32 = load<u8>(ptr + i) - 48
    if (digit > 9) break
    n = n * 10 + digit
    if (n > LIMIT) return LIMIT
  }
  return n
}

/** One byte per number below n, 1 where it is composite. */
function sieve(n: u32): usize {
  const composite = heap.alloc(n)
  memory.fill(composite, 0, n)
  for (let i: u32 = 2; i * i < n; i++) {
    if (load<u8>(composite + i)) continue
    for (let j = i * i; j < n; j += i) store<u8>(composite + j, 1)
  }
  return composite
}

/** Writes n in decimal so that it ends before `end`; returns where it begins. */
function print(end: usize, n: u32): usize {
  do {
    store<u8>(--end, (48 + (n % 10)) as u8)
    n /= 10
  } while (n > 0)
  return end
}

export function handle(ptr: usize, len: usize): u64 {
  const n = parse(ptr, len)
  const composite = sieve(n)
  const room: usize = 128
  const end = heap.alloc(room) + room
  let at = end
  let count: u32 = 0
  for (let i = n; i-- > 2; ) {
    if (load<u8>(composite + i)) continue
    if (++count > 10) continue
    store<u8>(--at, 32)
    at = print(at, i)
  }
  store<u8>(--at, 58)
  at = print(at, count)
  return ((at as u64) << 32) | (end - at)
}

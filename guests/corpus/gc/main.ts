// Makes much garbage: splits the input into words, keeps them in maps and sets of strings, builds text over and over.
// It runs on AssemblyScript's incremental collector, so the moments of collection are part of what has to be the same.
let kept: ArrayBuffer = new ArrayBuffer(0)

export function alloc(len: usize): usize {
  return heap.alloc(len)
}

function words(text: string): string[] {
  return text
    .split(' ')
    .map<string>((word) => word.trim().toLowerCase())
    .filter((word) => word.length > 0)
}

function tally(all: string[]): Map<string, i32> {
  const counts = new Map<string, i32>()
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < all.length; i++) {
      const key = `${all[i]}:${(i % 5).toString()}`
      counts.set(key, (counts.has(key) ? counts.get(key) : 0) + round)
    }
  }
  return counts
}

export function handle(ptr: usize, len: usize): u64 {
  const all = words(String.UTF8.decodeUnsafe(ptr, len))
  const counts = tally(all)
  const keys = counts.keys().sort()
  let text = `${all.length.toString()} words\n`
  for (let i = 0; i < keys.length; i++) {
    text += `${keys[i]} ${counts.get(keys[i]).toString()}\n`
  }
  kept = String.UTF8.encode(text)
  return ((changetype<usize>(kept) as u64) << 32) | kept.byteLength
}

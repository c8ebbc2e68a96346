/** The candidate with the fewest edits (Levenshtein) to a word. */
export function nearest(word: string, candidates: readonly string[]): string {
  const [best] = candidates
    .map((text) => ({ text, edits: edits(word.toLowerCase(), text) }))
    .sort((a, b) => a.edits - b.edits)
  return best?.text ?? ''
}

/** The nearest candidate if it is near enough to have been meant. */
export function meant(word: string, candidates: readonly string[]): string | undefined {
  const best = nearest(word, candidates)
  return edits(word.toLowerCase(), best) <= Math.max(2, Math.floor(word.length / 3)) ? best : undefined
}

function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}

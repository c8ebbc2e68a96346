/** Counts what `hardhat test solidity` printed: lines "N passing" and "N failing". */
export function countSolidity(output: string): { passed: number; failed: number; pending: number } {
  const last = (word: string) => Number([...output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].at(-1)?.[1] ?? 0)
  return { passed: last('passing'), failed: last('failing'), pending: last('(?:skipped|pending)') }
}

/** Counts what `hardhat test solidity` printed: lines "N passing" and "N failing". */
export function countSolidity(output: string): { passed: number; failed: number; pending: number } {
  const last = (word: string) => Number([...output.matchAll(new RegExp(`(\\d+) ${word}`, 'g'))].at(-1)?.[1] ?? 0)
  return { passed: last('passing'), failed: last('failing'), pending: last('(?:skipped|pending)') }
}

/** The lines of the coverage report that `--coverage` printed, its boxes left out. */
export function coverageTable(output: string): string {
  const rows = output.split('\n').filter((line) => /^║ (contracts\/(?!mocks)|File Path|Total)/.test(line))
  return rows.map((row) => `  ${row.replaceAll('║', ' ').trim()}`).join('\n')
}

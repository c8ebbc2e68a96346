/**
 * Halmos over scripts/audit/symbolic: the settlement's equations, and that every step keeps what is owed (ESC-3), within the
 * bounds that each proof names. Then the same proofs over contracts with one thing broken in each, which they must notice.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'
import { BROKEN, type Broken } from './broken.ts'
import { prove, type Test } from './project.ts'

const KINDS = ['TimeProofs', 'LedgerProofs', 'MoneyProofs', 'TermsProofs']

/** Prints each equation and whether it is proved, then each broken contract and whether that was noticed. */
export function halmos(): boolean {
  const proved = KINDS.map(proveKind)
  const noticed = BROKEN.map(notices)
  return [...proved, ...noticed].every(Boolean)
}

function proveKind(kind: string): boolean {
  const tests = prove({ kind, prefix: 'check_' })
  for (const test of tests) {
    const effort = `${test.num_paths?.[0] ?? 0} paths, ${(test.time?.[0] ?? 0).toFixed(0)} s`
    console.log(`  ${isProved(test) ? 'proved    ' : 'NOT PROVED'} ${title(kind, test.name)} (${effort})`)
  }
  return tests.length === countChecks(kind) && tests.every(isProved)
}

/** Every path was followed to its end, and none fails. */
function isProved({ exitcode, num_bounded_loops }: Test): boolean {
  return exitcode === 0 && num_bounded_loops === 0
}

function notices({ what, file, from, to, kind, check }: Broken): boolean {
  const text = readFileSync(join(root, file), 'utf8')
  if (text.split(from).length !== 2) throw new Error(`scripts/audit/halmos/broken.ts: "${from}" is not once in ${file}`)
  const replaced = { [file]: text.replace(from, to) }
  const tests = prove({ kind, prefix: `${check}\\(`, replaced, options: ['--early-exit'] })
  // 1: a counterexample. Anything else, a time-out too, is no proof of having noticed
  const found = tests.some(({ exitcode }) => exitcode === 1)
  console.log(`  ${found ? 'noticed   ' : 'UNNOTICED '} ${what} (by ${check})`)
  return found
}

function source(kind: string): string {
  return readFileSync(join(root, `scripts/audit/symbolic/${kind}.sol`), 'utf8')
}

function countChecks(kind: string): number {
  return source(kind).split('function check_').length - 1
}

/** The sentence above the check, from its source. */
function title(kind: string, name: string): string {
  const check = name.split('(')[0]
  const [, sentence] = source(kind).match(new RegExp(`@notice ([^\n]+)\n\\s*function ${check}\\(`)) ?? []
  return sentence ? `${check}: ${sentence}` : name
}

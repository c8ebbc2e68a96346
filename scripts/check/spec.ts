/** Fails when an ID that docs/spec.md calls built is named by no test title, or when a test names an ID it lacks. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../lib/run.ts'

const ID = /\b(?:ESC|OFF|DEAL|EPO|KEEP|RCP|REQ|SEC|RUN|POP)-\d+b?\b/g
const TITLE = /\b(?:it|describe)\(\s*(['"`])((?:(?!\1).)*)\1|@custom:covers ([^\n]*)/gs

/** IDs by state, as the tables of docs/spec.md give them. */
export function readSpec(text: string): Map<string, 'built' | 'planned'> {
  const rows = text.matchAll(/^\| ([A-Z]+-\d+b?) \| (built|planned) \|/gm)
  return new Map([...rows].map(([, id, state]) => [id as string, state as 'built' | 'planned']))
}

/** IDs that the titles of tests name (Solidity tests say `@custom:covers ID, ID`). */
export function idsInTests(text: string): string[] {
  return [...text.matchAll(TITLE)].flatMap((match) => (match[2] ?? match[3] ?? '').match(ID) ?? [])
}

function main(): number {
  const spec = readSpec(readFileSync(join(root, 'docs/spec.md'), 'utf8'))
  const files = globSync(
    ['{test,sdk,runtime,prover,worker,gateway,cli,examples,guests,scripts}/**/*.{test.ts,t.sol}'],
    {
      cwd: root,
      exclude: (name) => name === 'node_modules',
    },
  )
  const seen = new Map<string, number>()
  for (const file of files)
    for (const id of idsInTests(readFileSync(join(root, file), 'utf8'))) seen.set(id, (seen.get(id) ?? 0) + 1)
  const untested = [...spec].filter(([id, state]) => state === 'built' && !seen.has(id)).map(([id]) => id)
  const unknown = [...seen.keys()].filter((id) => !spec.has(id))
  for (const id of untested) console.log(`${id} is built, but no test names it`)
  for (const id of unknown) console.log(`${id} is named by a test, but is not in docs/spec.md`)
  const built = [...spec.values()].filter((state) => state === 'built').length
  if (untested.length + unknown.length > 0) return 1
  console.log(`spec: ${built} built IDs, each named by a test; ${spec.size - built} planned`)
  return 0
}

if (import.meta.main) process.exitCode = main()

/** Survivors that were looked at and found to behave like the code, each with its reason, in docs/mutation.md. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'

const HEADING = '## Accepted survivors'
const ENTRY = /^- `([^`]+)`: (.+)$/

/** Reasons by the mutant's name (operators.ts). */
export function acceptedSurvivors(): Map<string, string> {
  return readSurvivors(readFileSync(join(root, 'docs/mutation.md'), 'utf8'))
}

/** @throws when an entry has no reason or stands twice */
export function readSurvivors(document: string): Map<string, string> {
  const [, section] = document.split(`${HEADING}\n`)
  if (section === undefined) throw new Error(`docs/mutation.md has no heading "${HEADING}"`)
  const accepted = new Map<string, string>()
  for (const line of (section.split('\n## ')[0] ?? '').split('\n').filter((text) => text.startsWith('- '))) {
    const [, name, reason] = ENTRY.exec(line) ?? []
    if (!name || !reason) throw new Error(`docs/mutation.md, a survivor without a reason: ${line}`)
    if (accepted.has(name)) throw new Error(`docs/mutation.md names ${name} twice`)
    accepted.set(name, reason)
  }
  return accepted
}

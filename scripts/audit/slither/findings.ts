/** What Slither found, and what docs/security.md accepts: both by detector and place, so that moved lines change nothing. */

/** Detector and place, for example `timestamp Leases.refund`, with how often it was found there. */
export type Findings = Map<string, number>

interface Element {
  type: string
  name: string
  source_mapping: { filename_relative: string; lines: number[] }
  type_specific_fields?: { parent?: Element }
}

export interface Result {
  check: string
  impact: string
  description: string
  elements: Element[]
}

const HEADING = '## Accepted findings of static analysis'

/** Whether a finding begins in code of this repository. OpenZeppelin's is audited by others. */
export function isOurs({ elements }: Result): boolean {
  return !elements[0]?.source_mapping.filename_relative.includes('node_modules')
}

/** `detector Contract.function`; a contract's or file's name where there is no function. */
export function keyOf({ check, elements }: Result): string {
  return `${check} ${elements[0] ? placeOf(elements[0]) : '-'}`
}

function placeOf(element: Element): string {
  const parent = element.type_specific_fields?.parent
  if (element.type === 'contract' || element.type === 'pragma') return element.name
  if (parent?.type === 'contract') return `${parent.name}.${element.name}`
  return parent ? placeOf(parent) : element.name
}

/** How often each key occurs. */
export function count(results: Result[]): Findings {
  const findings: Findings = new Map()
  for (const key of results.map(keyOf)) findings.set(key, (findings.get(key) ?? 0) + 1)
  return findings
}

export interface Accepted {
  findings: Findings
  /** Why, by the same keys. */
  reasons: Map<string, string>
}

/**
 * Reads the table of accepted findings: rows of detector, places (several at one place as "`A.f` x2") and a reason.
 * @throws when the section is missing, a row lacks its reason or has a question mark for it, or a place is listed twice
 */
export function readAccepted(document: string): Accepted {
  const [, after] = document.split(HEADING)
  if (after === undefined) throw new Error(`docs/security.md: the heading "${HEADING}" is missing`)
  const [findings, reasons]: [Findings, Map<string, string>] = [new Map(), new Map()]
  for (const [line] of (after.split('\n## ')[0] ?? '').matchAll(/^\| `.*$/gm)) {
    const [, detector = '', places = '', reason = ''] = line.split('|').map((cell) => cell.trim())
    if (reason === '' || reason.startsWith('?'))
      throw new Error(`docs/security.md: this finding has no reason: ${line}`)
    for (const [, place, times] of places.matchAll(/`([^`]+)`(?: x(\d+))?/g)) {
      const key = `${detector.replaceAll('`', '')} ${place}`
      if (findings.has(key)) throw new Error(`docs/security.md: "${key}" is listed twice`)
      findings.set(key, Number(times ?? 1))
      reasons.set(key, reason)
    }
  }
  return { findings, reasons }
}

/**
 * The rows that the table would have with exactly these findings. Who pastes them answers for the reasons: a new place of
 * a known detector gets that detector's first reason behind a question mark, a new detector nothing; both are refused.
 */
export function propose(found: Findings, { reasons }: Accepted): string[] {
  const rows = new Map<string, string[]>()
  for (const [key, times] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [detector = '', place = ''] = key.split(' ')
    const similar = [...reasons].find(([known]) => known.startsWith(`${detector} `))?.[1]
    const reason = reasons.get(key) ?? (similar ? `? ${similar}` : '')
    const row = `${detector}|${reason}`
    rows.set(row, [...(rows.get(row) ?? []), `\`${place}\`${times > 1 ? ` x${times}` : ''}`])
  }
  return [...rows].map(([row, places]) => {
    const [detector, reason] = row.split('|')
    return `| \`${detector}\` | ${places.join(', ')} | ${reason} |`
  })
}

/** One line per disagreement; none when every finding is accepted and every accepted one is still found. */
export function compare(found: Findings, accepted: Findings): string[] {
  const keys = [...new Set([...found.keys(), ...accepted.keys()])].sort()
  return keys.flatMap((key) => {
    const [now, listed] = [found.get(key) ?? 0, accepted.get(key) ?? 0]
    if (now === listed) return []
    if (listed === 0) return [`not in docs/security.md: ${key}${now > 1 ? ` x${now}` : ''}`]
    if (now === 0) return [`in docs/security.md, but found no more: ${key}`]
    return [`docs/security.md has ${key} ${listed} times, it is found ${now} times`]
  })
}

/** What of the contracts ran: of what was instrumented, by the tags that were kept. */
import { globSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import coverage, { type FileCoverage, type FileCoverageData } from 'istanbul-lib-coverage'
import { root } from '../../lib/run.ts'
import { isCounted } from './config.ts'
import { instrument, type Place, type Points } from './instrument.ts'

/** Percent of the lines, and of the branches, that tests of the contracts have to reach. */
export const LEAST = { lines: 98, branches: 95 }

export interface Report {
  text: string
  /** Why it is not enough; empty when it is. */
  short: string[]
}

/** Forgets what earlier runs reached. */
export function clearHits(): void {
  for (const folder of ['hits', 'data']) rmSync(join(root, 'coverage', folder), { recursive: true, force: true })
}

function readHits(): Set<string> {
  const hits = new Set<string>()
  for (const file of globSync('coverage/{hits,data}/**/*.json', { cwd: root })) {
    const kept = JSON.parse(readFileSync(join(root, file), 'utf8'))
    for (const tag of Array.isArray(kept) ? kept : Object.keys(kept)) hits.add(tag)
  }
  return hits
}

const at = (start: Place) => ({ start, end: start })

/** As Istanbul keeps it: by number, counts beside places. */
function dataOf(path: string, { statements, branches, functions }: Points, count: (tag: string) => number) {
  const data: FileCoverageData = { path, statementMap: {}, fnMap: {}, branchMap: {}, s: {}, f: {}, b: {} }
  for (const [i, [tag, place]] of [...statements].entries()) {
    data.statementMap[i] = at(place)
    data.s[i] = count(tag)
  }
  for (const [i, { place, tags }] of branches.entries()) {
    const { line } = place
    data.branchMap[i] = { loc: at(place), type: 'cond-expr', line, locations: tags.map(() => at(place)) }
    data.b[i] = tags.map(count)
  }
  for (const [i, { name, place, tag }] of functions.entries()) {
    data.fnMap[i] = { name, decl: at(place), loc: at(place), line: place.line }
    data.f[i] = count(tag)
  }
  return data
}

/** Lines of which something did not run; "+" after one whose condition held never, "-" where it never did not. */
function missing(file: FileCoverage): string {
  const lines = file.getUncoveredLines().map(String)
  const branches = Object.entries(file.b).flatMap(([i, counts]) =>
    counts.flatMap((count, way) => (count ? [] : [`${file.branchMap[i]?.loc.start.line}${way ? '-' : '+'}`])),
  )
  return [...lines, ...branches].join(' ')
}

const percent = (n: number) => n.toFixed(2).padStart(7)

/** Prints per file what is not covered, the worst first, and the sums. */
export function report(): Report {
  const hits = readHits()
  const count = (tag: string) => Number(hits.has(tag.padStart(64, '0')))
  const map = coverage.createCoverageMap({})
  for (const path of globSync('contracts/**/*.sol', { cwd: root }).filter(isCounted).sort()) {
    const { points } = instrument(path, readFileSync(join(root, path), 'utf8'))
    if (points.statements.size > 0) map.addFileCoverage(dataOf(path, points, count))
  }
  const { lines, branches, functions } = map.getCoverageSummary()
  const rows = map
    .files()
    .map((path) => ({ path, file: map.fileCoverageFor(path), sum: map.fileCoverageFor(path).toSummary() }))
    .sort((a, b) => a.sum.branches.pct - b.sum.branches.pct || a.sum.lines.pct - b.sum.lines.pct)
    .map(({ path, file, sum }) => `${percent(sum.lines.pct)} ${percent(sum.branches.pct)}  ${path} ${missing(file)}`)
  const sums = { lines, branches, functions }
  const text = Object.entries(sums).map(([name, { covered, total, pct }]) => `${name} ${covered} of ${total}: ${pct} %`)
  const short = (['lines', 'branches'] as const)
    .filter((name) => !(sums[name].pct >= LEAST[name]))
    .map((name) => `${sums[name].pct} % of the ${name} of the contracts are covered; at least ${LEAST[name]} % must be`)
  return { text: ['  lines branches', ...rows, ...text].join('\n'), short }
}

if (import.meta.main) console.log(report().text)

/**
 * `npm run bench:gas`: gas of whole transactions, from receipts of a simulated chain, beside what was measured of peers.
 * `-- --json` prints `{"ops": {name: gas}, "bytes": {contract: n}}`, `-- --update` writes snapshots/gas.json, `-- --check`
 * ends with 1 where anything differs from it.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { type Market, newMarket } from './gas/market.ts'
import { measure, type Ops } from './gas/operations.ts'
import { table } from './gas/table.ts'

type Report = { ops: Ops; bytes: Record<string, number> }

const SNAPSHOT = join(import.meta.dirname, '../../snapshots/gas.json')

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, update: { type: 'boolean' }, check: { type: 'boolean' } },
})

function sizes(m: Market): Report['bytes'] {
  return {
    Bourse: m.bourse.bytes,
    BourseExtension: m.extensionBytes,
    BourseLens: m.lens.bytes,
    FunctionRegistry: m.registry.bytes,
    Faults: m.faults.bytes,
    Vouchers: m.vouchers.bytes,
    Requests: m.requests.bytes,
  }
}

function differences(now: Report, before: Report): string[] {
  const flat = (report: Report) =>
    new Map([
      ...Object.entries(report.ops),
      ...Object.entries(report.bytes).map(([k, v]) => [`bytes.${k}`, v] as const),
    ])
  const [a, b] = [flat(before), flat(now)]
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => `${name}: ${a.get(name) ?? 'nothing'} -> ${b.get(name) ?? 'nothing'}`)
}

await ensureContracts()
const market = await newMarket()
const report: Report = { ops: await measure(market), bytes: sizes(market) }
if (values.update) await writeFile(SNAPSHOT, `${JSON.stringify(report, null, 2)}\n`)
if (values.json) console.log(JSON.stringify(report))
else console.log(table(report.ops, report.bytes))
if (values.check) {
  const changed = differences(report, JSON.parse(await readFile(SNAPSHOT, 'utf8')))
  for (const line of changed) console.error(`differs from snapshots/gas.json: ${line}`)
  if (changed.length) process.exitCode = 1
}
process.exit()

/**
 * `npm run bench:runtime`: metering overhead, invocation and cold start of the runtime, then CPU per HTTP request of a
 * real worker beside workerd. `-- --json` prints one JSON object. Ratios come from interleaved rounds of one run.
 */
import { join } from 'node:path'
import { root, run } from '../lib/run.ts'

interface Http {
  cpuUsPerRequest: number
  p50Us: number
}

interface Report {
  metering: { geomean: number; kernels: Record<string, number> }
  invoke: { handlerUs: number; freshInstanceUs: number; provableUs: number }
  coldStartMs: Record<string, { bytes: number; coldMs: number; totalMs: number; engineMs: number }>
  http: { ours: Http; workerd: Http; workerdIsolated: Http; cpuRatio: number }
}

async function part<T>(script: string): Promise<T> {
  const { code, output } = await run('node', [join(root, script), '--json'], { quiet: true })
  const last = output.trim().split('\n').at(-1) ?? ''
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${output}`)
  return JSON.parse(last) as T
}

function print(report: Report): void {
  const { metering, invoke, coldStartMs, http } = report
  const rows: [string, string, string][] = [
    ['metering, geometric mean', `x${metering.geomean.toFixed(3)}`, 'at most 1.20'],
    ...Object.entries(metering.kernels).map(([name, r]): [string, string, string] => [
      `  ${name}`,
      `x${r.toFixed(3)}`,
      '',
    ]),
    ['warm handler invocation, 128 kB', `${invoke.handlerUs.toFixed(2)} us`, 'at most 5 us'],
    ['  as a provable program', `${invoke.provableUs.toFixed(2)} us`, ''],
    ['fresh instance', `${invoke.freshInstanceUs.toFixed(2)} us`, ''],
    ...Object.entries(coldStartMs).map(([name, { bytes, coldMs, totalMs, engineMs }]): [string, string, string] => [
      `cold start, ${name}, ${(bytes / 1000).toFixed(0)} kB`,
      `${coldMs.toFixed(2)} ms (from the bytes ${totalMs.toFixed(2)}, engine alone ${engineMs.toFixed(2)})`,
      'at most 2 ms for 50 kB',
    ]),
    [
      'HTTP echo 256 B, ours',
      `${http.ours.cpuUsPerRequest.toFixed(1)} us CPU, p50 ${http.ours.p50Us.toFixed(0)} us`,
      '',
    ],
    [
      '  workerd, shared instance',
      `${http.workerd.cpuUsPerRequest.toFixed(1)} us CPU, p50 ${http.workerd.p50Us.toFixed(0)} us`,
      '',
    ],
    [
      '  workerd, instance per request',
      `${http.workerdIsolated.cpuUsPerRequest.toFixed(1)} us CPU, p50 ${http.workerdIsolated.p50Us.toFixed(0)} us`,
      '',
    ],
    ['CPU ratio, ours to workerd', http.cpuRatio.toFixed(3), 'below 1'],
  ]
  for (const [name, value, budget] of rows) console.log(`${name.padEnd(36)}${value.padEnd(52)}${budget}`)
}

const runtime = await part<Omit<Report, 'http'>>('runtime/bench/main.ts')
const report: Report = { ...runtime, http: await part<Report['http']>('scripts/bench/http/main.ts') }
if (process.argv.includes('--json')) console.log(JSON.stringify(report))
else print(report)

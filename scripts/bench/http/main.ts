/**
 * Server CPU and latency of a 256 B echo over HTTP: our worker, with isolation, metering, receipts, signatures and an
 * fsynced log, beside workerd, with one shared instance and with a new one per request. Interleaved rounds, medians.
 *
 *   node scripts/bench/http/main.ts [--json] [--seconds 2] [--rounds 3] [--connections 64,16]
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { LoadResult } from './load.ts'
import { cpuSeconds, median } from './measure.ts'
import { type Server, startOurs, startWorkerd } from './servers.ts'

export interface HttpFigures {
  cpuUsPerRequest: number
  p50Us: number
}

export interface HttpReport {
  /** At the first number of connections. */
  ours: HttpFigures
  workerd: HttpFigures
  workerdIsolated: HttpFigures
  /** CPU of ours over workerd's with a shared instance. */
  cpuRatio: number
  /** All figures by number of connections. */
  connections: Record<string, Record<Name, HttpFigures>>
}

export interface HttpBenchOptions {
  seconds?: number
  rounds?: number
  connections?: readonly number[]
}

type Name = 'ours' | 'workerd' | 'workerdIsolated'

interface Subject {
  name: Name
  server: Server
  path: string
}

const BODY_BYTES = 256
const MODULE = join(import.meta.dirname, '../../../guests/echo/module.wasm')

/** Runs the benchmark; takes about `rounds * 3 * connections.length * seconds`. */
export async function benchHttp(options: HttpBenchOptions = {}): Promise<HttpReport> {
  const { seconds = 2, rounds = 3, connections = [64, 16] } = options
  const folder = mkdtempSync(join(tmpdir(), 'bourse-bench-'))
  const servers: Server[] = []
  try {
    const ours = await startOurs(MODULE, folder)
    servers.push(ours)
    const workerd = await startWorkerd(MODULE, folder)
    servers.push(workerd)
    const subjects: Subject[] = [
      { name: 'ours', server: ours, path: '/v1/leases/256/' },
      { name: 'workerd', server: workerd, path: '/' },
      { name: 'workerdIsolated', server: workerd, path: '/fresh' },
    ]
    for (const subject of subjects) await load(subject, connections[0] as number, 1)
    return await compare(subjects, connections, rounds, seconds)
  } finally {
    for (const server of servers) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compare(
  subjects: readonly Subject[],
  connections: readonly number[],
  rounds: number,
  seconds: number,
): Promise<HttpReport> {
  const table: HttpReport['connections'] = {}
  for (const count of connections) {
    const runs: Record<Name, HttpFigures[]> = { ours: [], workerd: [], workerdIsolated: [] }
    for (let round = 0; round < rounds; round++) {
      for (const subject of subjects) runs[subject.name].push(await measure(subject, count, seconds))
    }
    table[count] = {
      ours: middle(runs.ours),
      workerd: middle(runs.workerd),
      workerdIsolated: middle(runs.workerdIsolated),
    }
  }
  const first = table[connections[0] as number] as Record<Name, HttpFigures>
  return { ...first, cpuRatio: first.ours.cpuUsPerRequest / first.workerd.cpuUsPerRequest, connections: table }
}

async function measure(subject: Subject, connections: number, seconds: number): Promise<HttpFigures> {
  const before = cpuSeconds(subject.server.pid)
  const { requests, bad, p50Us } = await load(subject, connections, seconds)
  if (bad > 0) throw new Error(`${subject.name} gave ${bad} wrong answers of ${requests}`)
  return { cpuUsPerRequest: ((cpuSeconds(subject.server.pid) - before) / requests) * 1e6, p50Us }
}

async function load({ server, path }: Subject, connections: number, seconds: number): Promise<LoadResult> {
  const script = join(import.meta.dirname, 'load.ts')
  const args = [script, server.port, path, connections, seconds, BODY_BYTES].map(String)
  const { stdout } = await promisify(execFile)(process.execPath, args)
  return JSON.parse(stdout) as LoadResult
}

function middle(runs: readonly HttpFigures[]): HttpFigures {
  return {
    cpuUsPerRequest: median(runs.map((run) => run.cpuUsPerRequest)),
    p50Us: median(runs.map((run) => run.p50Us)),
  }
}

function print(report: HttpReport): void {
  for (const [count, figures] of Object.entries(report.connections)) {
    for (const [name, { cpuUsPerRequest, p50Us }] of Object.entries(figures)) {
      console.log(
        `${count.padStart(4)} connections  ${name.padEnd(16)} ${cpuUsPerRequest.toFixed(1)} us CPU, p50 ${p50Us.toFixed(0)} us`,
      )
    }
  }
  console.log(`CPU of ours over workerd's: ${report.cpuRatio.toFixed(3)}`)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean' },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '64,16' },
    },
  })
  const connections = values.connections.split(',').map(Number)
  const report = await benchHttp({ seconds: Number(values.seconds), rounds: Number(values.rounds), connections })
  if (values.json) console.log(JSON.stringify(report))
  else print(report)
}

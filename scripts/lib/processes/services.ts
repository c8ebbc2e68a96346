// Gateway and workers as the processes that they are.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { GATEWAY, NODE, WORKER } from './paths.ts'
import { freePort } from './ports.ts'
import { type RunningProcess, start } from './processes.ts'

export type GatewayOptions = {
  rpc: string
  deployment: string
  folder: string
  namespace?: string
  port?: number
  limits?: object
  payment?: object
  log?: string
  /** Signs vouchers. */
  voucherKey?: string
}

/** Starts a gateway process; `url` is where it listens. */
export async function startGateway(options: GatewayOptions): Promise<{ url: string; process: RunningProcess }> {
  const { folder, port = 0, voucherKey, ...settings } = options
  const config = writeYaml(folder, 'gateway.yaml', {
    ...settings,
    listen: `127.0.0.1:${port}`,
    content: join(folder, 'content'),
    pollMs: 100,
    healthMs: 300,
  })
  const process = await start({
    name: 'gateway',
    command: NODE,
    args: [GATEWAY, '--config', config],
    env: { BOURSE_VOUCHER_KEY: voucherKey },
    ready: /^gateway listening on (\S+)$/,
  })
  return { url: process.match?.[1] as string, process }
}

export type WorkerOptions = {
  rpc: string
  deployment: string
  /** For its config and its data; the same folder again is the same worker. */
  folder: string
  /** Where it listens: a provider registers its endpoint before it starts. */
  port: number
  operatorKey: string
  peers?: string[]
  limits?: object
  /** Further settings, as in docs/worker.md. */
  settings?: object
}

/** Writes a worker's config and returns its path. */
export function writeWorkerConfig({
  folder,
  port,
  rpc,
  deployment,
  peers = [],
  limits = {},
  settings = {},
}: Omit<WorkerOptions, 'operatorKey'>): string {
  const dataDir = join(folder, 'data')
  return writeYaml(folder, 'worker.yaml', {
    rpc,
    deployment,
    dataDir,
    listen: `127.0.0.1:${port}`,
    peers,
    pollMs: 100,
    limits: { threads: 1, ...limits },
    ...settings,
  })
}

/** Starts a worker process of a provider that is registered. */
export async function startWorker(options: WorkerOptions): Promise<{ url: string; process: RunningProcess }> {
  const config = writeWorkerConfig(options)
  const process = await start({
    name: `worker ${options.port}`,
    command: NODE,
    args: [WORKER, '--config', config],
    env: { BOURSE_OPERATOR_KEY: options.operatorKey },
    ready: /"ready"/,
  })
  return { url: `http://127.0.0.1:${options.port}`, process }
}

/** A port for a worker that is yet to be started. */
export const workerPort = freePort

function writeYaml(folder: string, name: string, content: object): string {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, stringify(content))
  return path
}

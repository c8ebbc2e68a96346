// A market on a Hardhat node with one provider, one function and one deal, and the provider's worker as a process.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request as forward, type Server } from 'node:http'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import {
  accountKey,
  freePort,
  NODE,
  planOf,
  ROOT,
  type RunningProcess,
  start,
  startStage,
  WORKER,
} from './support/index.ts'

const OWNER = 1
const DEVELOPER = 2
const OPERATOR = 3

export type WorkerMarket = Awaited<ReturnType<typeof startMarket>>

export async function startMarket(epochLength: number) {
  const stage = await startStage('worker', { epochLength })
  await stage.fund(OWNER, DEVELOPER)
  const { provider } = await stage.sell({ owner: OWNER, operator: OPERATOR })
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  const { functionId } = await stage.publish(DEVELOPER, 'echo', module)
  const { proxy, url: rpc } = await startProxy(stage.chain.url)
  const developer = stage.client(DEVELOPER)
  return {
    ...stage,
    module,
    provider,
    functionId,
    operator: privateKeyToAccount(accountKey(OPERATOR)).address,
    developer,
    /** The worker's way to the chain, which a test can cut. */
    rpc,
    proxy,
    /** Opens a deal of one lease; returns it. */
    async openDeal(epochs = 5_000): Promise<number> {
      const { event } = await developer.openDeal.andWait({
        plan: planOf(functionId, { instances: 4, perProvider: 4, epochs }),
      })
      return event.deal * 256
    },
    startWorker: (changes: WorkerChanges = {}) => startWorker(stage.folder, rpc, stage.path, changes),
    async stop() {
      proxy.server?.close()
      proxy.server?.closeAllConnections()
      await stage.stop()
    },
  }
}

export interface WorkerChanges {
  key?: string
  rpc?: string
  dataDir?: string
  ready?: boolean
  extra?: string
}

export interface WorkerProcess {
  process: RunningProcess
  url: string
}

async function startWorker(
  folder: string,
  rpc: string,
  deployment: string,
  changes: WorkerChanges,
): Promise<WorkerProcess> {
  const { key = accountKey(OPERATOR), dataDir = join(folder, 'data'), ready = true, extra = '' } = changes
  const config = join(folder, 'worker.yaml')
  mkdirSync(folder, { recursive: true })
  const lines = [
    `rpc: ${changes.rpc ?? rpc}`,
    `deployment: ${deployment}`,
    `dataDir: ${dataDir}`,
    'listen: 127.0.0.1:0',
    'pollMs: 200',
  ]
  writeFileSync(config, `${lines.join('\n')}\n${extra}\n`)
  const process = await start({
    name: 'worker',
    command: NODE,
    args: [WORKER, '--config', config],
    env: { BOURSE_OPERATOR_KEY: key },
    ...(ready && { ready: /"address":"([^"]+)".*"event":"ready"/ }),
  })
  return { process, url: process.match?.[1] ?? '' }
}

/** A way to the chain that a test can close and open. */
async function startProxy(target: string): Promise<{ proxy: Link; url: string }> {
  const port = await freePort()
  const proxy = new Link(target, port)
  await proxy.open()
  return { proxy, url: `http://127.0.0.1:${port}` }
}

class Link {
  readonly #target: string
  readonly #port: number
  server: Server | undefined

  constructor(target: string, port: number) {
    this.#target = target
    this.#port = port
  }

  async open(): Promise<void> {
    const server = createServer((incoming, outgoing) => {
      const { method, headers } = incoming
      const onward = forward(this.#target, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(outgoing)
      })
      onward.on('error', () => outgoing.destroy())
      incoming.pipe(onward)
    })
    this.server = server
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve))
  }

  close(): void {
    this.server?.close()
    this.server?.closeAllConnections()
    this.server = undefined
  }
}

// A market on a node of its own, with a provable function, workers of which some lie about what they executed, and a watcher.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { programImage } from '@lambda-bourse/prover'
import { provable } from '@lambda-bourse/runtime'
import { cidOf, encodeVersionConfig, type VersionConfig } from '@lambda-bourse/sdk'
import { type Hex, numberToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { type Client, planOf, type Stage, startStage } from '../../test/e2e/support/index.ts'
import {
  accountKey,
  BOURSE,
  freePort,
  NODE,
  ROOT,
  type RunningProcess,
  start,
  until,
  WORKER,
} from '../lib/processes/index.ts'

/** Seconds; long enough that only this script moves the clock. */
const EPOCH = 600
const RULES = {
  grace: 2,
  window: 4,
  game: 4,
  absence: 3,
  compensated: 3,
  baseStake: 10 ** 8,
  answerEpochs: 2,
  jurors: 3,
}
const DEVELOPER = 1

/** Each epoch's canary shows what came out of one of these. */
const SAMPLES = ['# Samples\n\n- one\n- *two*\n', '| a | b |\n|---|---|\n| 1 | `2` |\n'].map((body) => {
  return { method: 'POST', target: '/', contentType: 'text/markdown', body }
})

/** What a worker lies about: `sample` in its canaries, `canary` by making them up. */
export type About = 'answer' | 'fuel' | 'sample' | 'canary' | 'none'

/** A module and what its version asks for. */
export interface Subject {
  name: string
  module: Uint8Array
  config: { contentType: string; fuel: number; memoryPages: number; samples?: NonNullable<VersionConfig['samples']> }
  /** Whether its receipts are tried by a jury: no image of it is published. */
  isAttested?: boolean
}

/** What a provider is besides. */
export interface PartyOptions {
  /** Whether it has a live lease; true by default. */
  isLeased?: boolean
  /** Lines of its worker's config. */
  settings?: readonly string[]
}

export interface Party {
  id: number
  lease: number
  url: string
  owner: Client
  operator: Hex
  worker: RunningProcess
  /** Starts its worker again, after a kill. */
  restart(): Promise<void>
  /** Asks the function, and returns its receipt. */
  ask(target: string, body: Uint8Array): Promise<{ receipt: string; response: Uint8Array }>
}

export interface Court extends Stage {
  developer: Client
  imageHash: Hex
  /** Seconds that each side of a game has. */
  clock: number
  /** Epochs go by, one after the other, so that workers can attest. */
  pass(epochs: number): Promise<void>
  /** The worker has seen the running epoch, and attested what can be attested; or its provider has ended. */
  served(party: Party): Promise<void>
  /** A provider; its worker is honest for `none`. */
  party(about: About, options?: PartyOptions): Promise<Party>
  /** `bourse watch` of an account of the node. */
  watch(index: number, provider: number): Promise<RunningProcess>
}

/** The function of examples/markdown. */
export function markdown(): Subject {
  const module = readFileSync(join(ROOT, 'examples/markdown/module.wasm'))
  return {
    name: 'markdown',
    module,
    config: { contentType: 'text/html; charset=utf-8', fuel: 2_000_000_000, memoryPages: 256, samples: SAMPLES },
  }
}

export async function openCourt(subject: Subject): Promise<Court> {
  const stage = await startStage('disputes', { epochLength: EPOCH, ...RULES })
  const { name, module, config } = subject
  const document = encodeVersionConfig({ ...config, fuel: `${config.fuel}` })
  const limits = { fuel: BigInt(config.fuel), memoryPages: config.memoryPages, outputBytes: 65_536, env: {} }
  const imageHash = numberToHex(programImage(provable(module, limits).bytes).imageHash, { size: 32 })
  await stage.fund(DEVELOPER)
  const { functionId } = await stage.publish(
    DEVELOPER,
    name,
    module,
    document,
    subject.isAttested ? undefined : imageHash,
  )
  const developer = stage.client(DEVELOPER)
  let parties = 0
  return {
    ...stage,
    developer,
    imageHash,
    clock: Number(await developer.getDisputeClock()),
    async pass(epochs) {
      for (let i = 0; i < epochs; i++) await stage.chain.increaseTime(EPOCH)
    },
    served: ({ id, url }) =>
      until(
        'the worker is in the running epoch',
        async () => {
          const { epoch } = (await (await fetch(`${url}/v1/status`)).json()) as { epoch: number }
          const running = await developer.getCurrentEpoch()
          const { nextEpoch, ended } = await developer.getProvider({ provider: id })
          return ended || (epoch >= running && nextEpoch >= running)
        },
        120_000,
        100,
      ).then(() => undefined),
    party: (about, wants = {}) =>
      openParty(stage, { functionId, module, document }, { about, ...wants }, 2 + 2 * parties++),
    watch: (index, provider) => watchFrom(stage, index, provider),
  }
}

type Published = { functionId: bigint; module: Uint8Array; document: Uint8Array }

type Wanted = PartyOptions & { about: About }

async function openParty(stage: Stage, published: Published, wanted: Wanted, index: number): Promise<Party> {
  const { about, isLeased = true, settings = [] } = wanted
  const { chain, folder, path, client } = stage
  await stage.fund(index)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { provider, offer } = await stage.sell({
    owner: index,
    operator: index + 1,
    endpoint: url,
    terms: { units: 10 },
  })
  const plan = planOf(published.functionId)
  const open = () => client(DEVELOPER).openDeal.andWait({ plan, hints: [offer] })
  const lease = isLeased ? (await open()).event.deal * 256 : 0
  const home = join(folder, `provider-${provider}`)
  mkdirSync(home)
  const config = join(home, 'worker.yaml')
  const lines = [`rpc: ${chain.url}`, `deployment: ${path}`, `dataDir: ${join(home, 'data')}`]
  writeFileSync(
    config,
    [...lines, `listen: 127.0.0.1:${port}`, 'pollMs: 200', 'limits: { threads: 1 }', ...settings].join('\n'),
  )
  const program = about === 'none' ? [WORKER] : [join(ROOT, 'test/e2e/cheat/main.ts'), about]
  const key = accountKey(index + 1)
  const run = () =>
    start({
      name: `worker of provider ${provider}`,
      command: NODE,
      args: [...program, '--config', config],
      env: { BOURSE_OPERATOR_KEY: key },
      ready: /"event":"ready"/,
    })
  const party: Party = {
    id: provider,
    lease,
    url,
    owner: client(index),
    operator: privateKeyToAccount(key).address,
    worker: await run(),
    async restart() {
      party.worker = await run()
    },
    ask: (target, body) => ask(`${url}/v1/leases/${lease}${target}`, body),
  }
  if (!isLeased) return party
  for (const bytes of [published.module, published.document])
    await fetch(`${url}/ipfs/${await cidOf(bytes)}`, { method: 'PUT', body: bytes as BodyInit })
  await until('the lease is served', () => party.ask('/', new TextEncoder().encode('# Hello')), 120_000, 250)
  return party
}

async function ask(url: string, body: Uint8Array): Promise<{ receipt: string; response: Uint8Array }> {
  const headers = { 'content-type': 'text/markdown' }
  const answer = await fetch(url, { method: 'POST', headers, body: body as BodyInit })
  const response = new Uint8Array(await answer.arrayBuffer())
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}: ${Buffer.from(response)}`)
  return { receipt: answer.headers.get('bourse-receipt') ?? '', response }
}

function watchFrom({ chain, folder, path }: Stage, index: number, provider: number): Promise<RunningProcess> {
  const state = join(folder, `watch-${index}-${provider}.json`)
  const flags = ['--rpc-url', chain.url, '--deployment', path, '--state', state, '--interval', '1']
  return start({
    name: 'watch',
    command: NODE,
    args: [BOURSE, 'watch', '--provider', `${provider}`, ...flags],
    cwd: folder,
    env: { BOURSE_PRIVATE_KEY: accountKey(index) },
    ready: /"event":"watching"/,
  })
}

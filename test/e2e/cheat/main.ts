// A worker with a lying book, as a process: `node main.ts <lie> --config worker.yaml`, else like worker/src/main.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDeployment, receiptDomain } from '@lambda-bourse/sdk'
import { createPublicClient, http } from 'viem'
import type { ChainClient } from '../../../worker/src/chain/client.ts'
import { readInvocation } from '../../../worker/src/config/load.ts'
import { EpochBook } from '../../../worker/src/epochs/epochBook.ts'
import {
  createLogger,
  createWorker,
  readOperatorKey,
  ThreadPlayer,
  viemChainClient,
  viemTransactionClient,
  type WorkerOptions,
} from '../../../worker/src/index.ts'
import { viemJuryClient } from '../../../worker/src/jury/viemJury.ts'
import type { ClosedEpoch } from '../../../worker/src/store/stateStore.ts'
import { HeaderlessBook, LeaflessBook, type Lie, ModulelessBook, TwoFacedBook } from './books.ts'
import { alter, alterSample, isLiedAbout } from './falsehoods.ts'

const [lie, ...args] = process.argv.slice(2) as [Lie, ...string[]]
const invocation = readInvocation(args)
if (invocation?.settings.deployment === undefined) throw new Error('usage: main.ts <lie> --config <file>')
const { settings, skipBatches } = invocation
const key = readOperatorKey({ environment: process.env })
const deployment = parseDeployment(JSON.parse(readFileSync(settings.deployment as string, 'utf8')))
const domain = receiptDomain(deployment)
const client = createPublicClient({ transport: http(settings.rpc, { batch: true }), cacheTime: 0 })

const books: Record<Lie, (last?: ClosedEpoch) => EpochBook> = {
  leaf: (last) => new LeaflessBook(last),
  header: (last) => new HeaderlessBook(last),
  canary: (last) => new ModulelessBook(last),
  equivocation: (last) => new TwoFacedBook(last, key, domain, join(settings.dataDir, 'others')),
  // Its book is honest: it only shows nobody what it executed.
  content: (last) => new EpochBook(last),
  // It keeps its books well: what it signs is false.
  answer: (last) => new EpochBook(last),
  fuel: (last) => new EpochBook(last),
  sample: (last) => new EpochBook(last),
  none: (last) => new EpochBook(last),
}

/** Signs false answers to some, or attests a false result of samples, and stands by it. */
function liesAboutExecutions(): Pick<WorkerOptions, 'alter' | 'alterSample' | 'player'> {
  if (lie !== 'answer' && lie !== 'fuel' && lie !== 'sample') return {}
  process.env.BOURSE_LIE = lie
  const player = new ThreadPlayer(new URL('./playerThread.ts', import.meta.url))
  if (lie === 'sample') return { player, alterSample }
  return { player, alter: (outcome, request) => (isLiedAbout(request) ? alter(lie, outcome) : outcome) }
}

/** As the chain is, but for what is asked about executions. */
function silentAbout(chain: ChainClient): ChainClient {
  const { faults } = chain
  if (faults === undefined) throw new Error('the market has no Faults')
  const asks: typeof faults.asks = async (...range) => {
    return (await faults.asks(...range)).filter(({ kind }) => kind !== 'content')
  }
  return { ...chain, faults: { ...faults, asks } }
}

const chain = viemChainClient(client, deployment)
const worker = await createWorker({
  settings: { ...settings, skipBatches },
  key,
  chain: lie === 'content' ? silentAbout(chain) : chain,
  transactions: viemTransactionClient(client, deployment),
  jury: viemJuryClient(client, deployment),
  log: createLogger(settings.log),
  createBook: books[lie],
  ...liesAboutExecutions(),
})
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)))

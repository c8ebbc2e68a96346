// A worker with a lying book, as a process: `node main.ts <lie> --config worker.yaml`, else like worker/src/main.ts.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseDeployment, receiptDomain } from '@lambda-bourse/sdk'
import { createPublicClient, http } from 'viem'
import { readInvocation } from '../../../worker/src/config/load.ts'
import { EpochBook } from '../../../worker/src/epochs/epochBook.ts'
import {
  createLogger,
  createWorker,
  readOperatorKey,
  viemChainClient,
  viemTransactionClient,
} from '../../../worker/src/index.ts'
import type { ClosedEpoch } from '../../../worker/src/store/stateStore.ts'
import { HeaderlessBook, LeaflessBook, type Lie, ModulelessBook, TwoFacedBook } from './books.ts'

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
  none: (last) => new EpochBook(last),
}

const worker = await createWorker({
  settings: { ...settings, skipBatches },
  key,
  chain: viemChainClient(client, deployment),
  transactions: viemTransactionClient(client, deployment),
  log: createLogger(settings.log),
  createBook: books[lie],
})
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)))

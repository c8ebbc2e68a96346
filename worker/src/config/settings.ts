import { z } from 'zod'

const count = z.int().positive()

/** Limits of one worker; every one has a default. */
const limits = z.strictObject({
  /** Most fuel a version's config may ask for. */
  fuel: z
    .int()
    .positive()
    .max(2 ** 38 - 1)
    .default(100_000_000_000),
  /** Most output a version's config may ask for, in bytes. */
  outputBytes: count.max(256 * 1_048_576).default(16 * 1_048_576),
  /** Fuel an invocation may use on the thread that serves requests, before it moves to the pool. */
  inlineFuel: count.default(500_000),
  /** Executor threads. Default: as many as the machine runs at once. */
  threads: count.max(1024).optional(),
  /** Requests answered at once. */
  requests: count.default(2_048),
  connections: count.default(8_192),
  /** Invocations of a lease that may wait for each of its instances. */
  queuePerInstance: count.default(64),
  /** Bytes of an invocation's body. */
  bodyBytes: count.max(64 * 1_048_576).default(1_048_576),
  /** Bytes of one module or config. */
  contentBytes: count.max(64 * 1_048_576).default(16 * 1_048_576),
  /** Bytes of all modules and configs. */
  storeBytes: count.default(1_073_741_824),
  /** Receipts of one batch. */
  batchReceipts: count.max(4_096).default(256),
  /** Recorded bytes of one batch. */
  batchBytes: count.default(4 * 1_048_576),
  /** Longest a batch waits for more receipts, in ms. */
  lingerMs: count.max(100).default(2),
  /** Longest an invocation runs, in ms. */
  deadlineMs: count.default(10_000),
  /** Longest a module may take to prepare, in ms. */
  prepareMs: count.default(30_000),
  /** Longest a caller may take to send a request, in ms. */
  requestMs: count.default(30_000),
})

/** What an answer to a contract has to bring in. */
const requests = z.strictObject({
  /** micro-USDC for one native coin: what gas is reckoned with. */
  coinPrice: z.int().nonnegative(),
  /** Least that is left of a fee after gas, micro-USDC. */
  minProfit: z.int().nonnegative().default(0),
  /** How long each provider of a deal waits for the one whose turn is before its own, in ms. */
  turnMs: z.int().nonnegative().default(5_000),
})

/** A seat on juries of the attested tier (docs/proof-of-processing.md). */
const jury = z.strictObject({
  /** Gives notice, and takes the deposit back when it has passed. */
  leave: z.boolean().default(false),
})

/** The config file, before defaults. */
export const settingsSchema = z.strictObject({
  /** JSON-RPC endpoint of the chain. */
  rpc: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).default('http://127.0.0.1:8545'),
  /** A file of `deployments/`, relative to the config file. Default: the known market of the chain. */
  deployment: z.string().min(1).optional(),
  /** Folder of receipts, modules and state, relative to the config file. */
  dataDir: z.string().min(1).default('.bourse/worker'),
  /** `host:port`; port 0 is any free one. */
  listen: z
    .string()
    .regex(/^.+:\d{1,5}$/, '<host>:<port>')
    .default('127.0.0.1:8090')
    .transform((text) => {
      const colon = text.lastIndexOf(':')
      return { host: text.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(text.slice(colon + 1)) }
    })
    .refine(({ port }) => port <= 65_535, 'a port up to 65535'),
  /** Where callers reach it, as registered on chain; shown in the status. */
  endpoint: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  /** Base URLs that serve `/ipfs/<cid>`: other workers, gateways. */
  peers: z.array(z.url({ protocol: /^https?$/, error: 'an http or https URL' })).default([]),
  /** Keystore: a Web3 v3 JSON file or a file with 64 hex digits, relative to the config file. */
  keystore: z.string().min(1).optional(),
  pollMs: count.default(1_000),
  /** Blocks that are read again at each poll, because they may still be exchanged. */
  confirmations: z.int().min(1).max(1_000).default(8),
  /** Most blocks of one request for events. */
  logSpan: count.default(2_000),
  /** Epochs between claims and releases. */
  settleEvery: count.default(1),
  /** micro-USDC of signed vouchers that are worth a redemption. */
  redeemAt: count.default(1_000_000),
  /** Answers what contracts ask for (docs/requests.md); left out, it does not. */
  requests: requests.optional(),
  /** Executes receipts that are on trial again, and votes; left out, it only stands by its own. */
  jury: jury.optional(),
  log: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  limits: limits.prefault({}),
})

/** The config file as the worker uses it. */
export type FileSettings = z.output<typeof settingsSchema>

/** What `createWorker` needs of it. */
export type WorkerSettings = Pick<
  FileSettings,
  | 'dataDir'
  | 'listen'
  | 'endpoint'
  | 'peers'
  | 'pollMs'
  | 'confirmations'
  | 'logSpan'
  | 'settleEvery'
  | 'redeemAt'
  | 'requests'
  | 'jury'
  | 'limits'
> & {
  /** Batch numbers to leave void at this start: for a store that was restored from a backup. */
  skipBatches: number
}

/** Settings with all defaults, for tests and programs that embed a worker. */
export function workerSettings(given: z.input<typeof settingsSchema> & { skipBatches?: number }): WorkerSettings {
  const { skipBatches = 0, ...rest } = given
  return { ...settingsSchema.parse(rest), skipBatches }
}

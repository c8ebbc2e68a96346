import type { ExecutorPool, Outcome } from '@lambda-bourse/runtime'
import type { Head } from '../chain/client.ts'
import { Sender } from '../chain/sender.ts'
import { Watcher } from '../chain/watcher.ts'
import { Games } from '../disputes/games.ts'
import { ThreadPlayer } from '../disputes/player.ts'
import { Canaries } from '../epochs/canaries.ts'
import { ChainRecord } from '../epochs/chainRecord.ts'
import { EpochCloser } from '../epochs/closer.ts'
import { Contents } from '../epochs/contents.ts'
import { Defender } from '../epochs/defender.ts'
import { Demands } from '../epochs/demands.ts'
import { Duties } from '../epochs/duties.ts'
import { Prover } from '../epochs/prover.ts'
import type { Context } from './context.ts'
import type { Hosting } from './hosting.ts'
import type { Ledger } from './ledger.ts'
import { createPayments, type Payments } from './payments.ts'

/** How long a transaction is waited for, when it is told again, and how often it is looked whether it has to pay more. */
const WAIT_MS = 5_000
const REPEAT_MS = 15_000
const BUMP_MS = 2_000

/** What follows the chain, and what acts on it. */
export interface ChainSide {
  watcher: Watcher
  closer: EpochCloser
  duties: Duties
  prover: Prover
  demands: Demands
  sender: Sender
  /** Undefined where the market has no vouchers. */
  payment: Payments | undefined
  /** Gives up the moves that are being computed: they are computed again after the next start. */
  stopPlaying(): Promise<void>
  /** Called with the head of each look at the chain, when what is served fits it. */
  onHead(listener: (head: Head) => void): void
}

export function createChainSide(context: Context, hosting: Hosting, { book, gate }: Ledger): ChainSide {
  const { settings, key, chain, transactions, parameters, provider, store, time, clock, log } = context
  const { leases, aliases, content, host, preparer, pool } = hosting
  const { proofs } = store.state
  const sender = new Sender({
    client: transactions,
    store: store.state,
    key,
    chainId: parameters.chainId,
    clock,
    log,
    pollMs: Math.min(settings.pollMs, 1_000),
    waitMs: WAIT_MS,
    repeatMs: REPEAT_MS,
    bumpMs: BUMP_MS,
  })
  const record = new ChainRecord({
    client: chain,
    state: store.state,
    proofs,
    provider,
    deployBlock: parameters.deployBlock,
    depth: settings.confirmations,
    span: settings.logSpan,
  })
  const prover = new Prover(store.state, proofs, store.reader)
  const demands = new Demands()
  const contents = new Contents(store.reader)
  const defender = new Defender({ client: chain, sender, proofs, prover, demands, contents, provider, log })
  const closer = new EpochCloser({
    client: chain,
    transactions,
    sender,
    store: store.state,
    leases,
    book,
    canaries: new Canaries({
      client: chain,
      content,
      host,
      preparer,
      pool: context.alterSample === undefined ? pool : altered(pool, context.alterSample),
      proofs,
      time,
      clock,
      deadlineMs: settings.limits.deadlineMs,
      provider,
      log,
    }),
    record,
    gate,
    time,
    provider,
    grace: parameters.grace,
    settleEvery: settings.settleEvery,
    log,
  })
  const player = context.player ?? new ThreadPlayer()
  const games = new Games({
    client: chain,
    sender,
    proofs,
    player,
    content,
    records: store.reader,
    depth: settings.confirmations,
    startOf: (epoch) => time.startOf(epoch),
    log,
  })
  const payment = createPayments(context, leases, sender)
  // One after the other: they share the operator's nonces.
  const duties = new Duties(log, [
    { name: 'epoch', work: (head) => closer.work(head) },
    { name: 'record', work: () => record.read() },
    { name: 'defence', work: () => defender.work() },
    { name: 'disputes', work: (head) => games.work(head) },
    { name: 'payment', work: async () => payment?.redeem() },
  ])
  const listeners: ((head: Head) => void)[] = []
  const onPolled = async (head: Head) => {
    await host.reconcile()
    // Not awaited: the next look at the chain must not wait for a transaction.
    void duties.work(head)
    for (const listener of listeners) listener(head)
  }
  const watcher = new Watcher({
    client: chain,
    store: store.state,
    leases,
    aliases,
    time,
    parameters,
    provider,
    clock,
    log,
    pollMs: settings.pollMs,
    depth: settings.confirmations,
    span: settings.logSpan,
    onPolled,
  })
  return {
    watcher,
    closer,
    duties,
    prover,
    demands,
    sender,
    payment,
    stopPlaying: async () => {
      await player.close()
      await games.idle()
    },
    onHead: (listener) => void listeners.push(listener),
  }
}

/** A pool that says something else than what came out. */
function altered(pool: ExecutorPool, alter: (outcome: Outcome) => Outcome): Pick<ExecutorPool, 'invoke'> {
  const invoke = pool.invoke.bind(pool) as (...execution: unknown[]) => Promise<Outcome>
  return { invoke: async (...execution: unknown[]) => alter(await invoke(...execution)) }
}

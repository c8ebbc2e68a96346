// What a transaction pays, and what more it pays when others are taken before it.
import type { PublicClient } from 'viem'
import type { TransactionPrice } from './client.ts'

/** Blocks that are looked at, and that go by before a transaction is thought to be passed over. */
export const PATIENT_BLOCKS = 3
/** Share of a block's gas from which on it counts as full. */
const FULL = 0.9
/** More than this many times what nearly everybody paid buys nothing. */
const MOST_TIMES = 4n

/** What others paid lately; wei per gas. */
export interface FeeMarket {
  /** The newest block. */
  block: number
  /** Of the next block. */
  baseFee: bigint
  /** What the node suggests. */
  tip: bigint
  /** The median tip in the dearest of the newest blocks that were full; 0 when none was. */
  paid: bigint
  /** What nine of ten paid at most in it. */
  most: bigint
}

export type Fees = Pick<TransactionPrice, 'maxFeePerGas' | 'maxPriorityFeePerGas'>

/** What to begin with: room for six full blocks, and in a crowd what others pay. */
export function firstFees({ baseFee, tip, paid }: FeeMarket): Fees {
  const maxPriorityFeePerGas = greater(tip, paid)
  return { maxFeePerGas: 2n * baseFee + maxPriorityFeePerGas, maxPriorityFeePerGas }
}

/**
 * What a transaction that was passed over pays instead, or undefined where more would not help: blocks have room, and its
 * fee covers them. So a chain that stands still, or a node that lost it, makes nothing dearer.
 */
export function raisedFees(last: Fees, market: FeeMarket): Fees | undefined {
  const isCrowded = market.paid > 0n
  const isOutgrown = last.maxFeePerGas < market.baseFee + last.maxPriorityFeePerGas
  if (!isCrowded && !isOutgrown) return undefined
  const tip = greater(quarterMore(last.maxPriorityFeePerGas), isCrowded ? quarterMore(market.paid) : 0n)
  const most = MOST_TIMES * greater(market.most, market.tip)
  if (tip > most && !isOutgrown) return undefined
  return {
    maxFeePerGas: greater(quarterMore(last.maxFeePerGas), 2n * market.baseFee + tip),
    maxPriorityFeePerGas: tip,
  }
}

/** Nodes take another transaction in place of one for a tenth more of both. */
function quarterMore(fee: bigint): bigint {
  return (fee * 5n) / 4n + 1n
}

/** Both a quarter more, and no less than others. */
export function replacingFees(last: Fees, first: Fees): Fees {
  return {
    maxFeePerGas: greater(quarterMore(last.maxFeePerGas), first.maxFeePerGas),
    maxPriorityFeePerGas: greater(quarterMore(last.maxPriorityFeePerGas), first.maxPriorityFeePerGas),
  }
}

type Node = Pick<PublicClient, 'getFeeHistory' | 'estimateMaxPriorityFeePerGas' | 'getBlock'>

/** What others pay, as the node tells it; of one that keeps no history of fees, what its newest block says. */
export async function readFeeMarket(client: Node): Promise<FeeMarket> {
  const [history, tip] = await Promise.all([
    client.getFeeHistory({ blockCount: PATIENT_BLOCKS, rewardPercentiles: [50, 90] }).catch(() => undefined),
    client.estimateMaxPriorityFeePerGas(),
  ])
  if (history === undefined) return newestOnly(client, tip)
  const { oldestBlock, baseFeePerGas, gasUsedRatio, reward = [] } = history
  let [paid, most] = [0n, 0n]
  for (const [i, ratio] of gasUsedRatio.entries()) {
    const [median = 0n, high = 0n] = ratio < FULL ? [] : (reward[i] ?? [])
    paid = greater(paid, median)
    most = greater(most, high)
  }
  const block = Number(oldestBlock) + gasUsedRatio.length - 1
  return { block, baseFee: baseFeePerGas.at(-1) ?? 0n, tip, paid, most }
}

async function newestOnly(client: Node, tip: bigint): Promise<FeeMarket> {
  const { number, baseFeePerGas, gasUsed, gasLimit } = await client.getBlock()
  const paid = Number(gasUsed) < FULL * Number(gasLimit) ? 0n : tip
  // the next block's is an eighth more at most
  return { block: Number(number), baseFee: ((baseFeePerGas ?? 0n) * 9n) / 8n, tip, paid, most: paid }
}

function greater(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

// A crowd that wants into every block: blocks by interval, of little gas, filled by others, who pay more than whoever is new.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Hex, numberToHex } from 'viem'
import type { Chain } from '../../../scripts/lib/processes/index.ts'

const GWEI = 10n ** 9n
/** Any call takes all gas that it is given. */
const BURNER = '0x000000000000000000000000000000000b042e44'
const INVALID = '0xfe'
/** Their transactions fill a block exactly. */
const OTHERS = 10
const GAS_EACH = 150_000n
const LEAST_TIP = 3n * GWEI
/** Who pays more than that is not outbid. */
const MOST_TIP = 1_000n * GWEI
/** Where it stays: it would pass all means within a minute of full blocks. */
const MOST_BASE_FEE = 60n * GWEI

export type Crowd = {
  /** Share of the blocks so far that were full. */
  fullness(): Promise<number>
  /** The chain's clock goes by so many seconds from block to block. */
  pace(blockSeconds: number): void
  /** Blocks have room again; one is mined per transaction. */
  disperse(): Promise<void>
}

export type CrowdOptions = {
  blockMs: number
  /** Seconds of the chain's clock from block to block. */
  blockSeconds: number
}

/** Brings the crowd to a chain. */
export async function startCrowd(chain: Chain, { blockMs, blockSeconds }: CrowdOptions): Promise<Crowd> {
  const { rpc } = chain
  let seconds = blockSeconds
  const others = Array.from({ length: OTHERS }, (_, i) => numberToHex(0xc04d + i, { size: 20 }))
  await rpc('hardhat_setCode', [BURNER, INVALID])
  for (const other of others) {
    await rpc('hardhat_setBalance', [other, numberToHex(10n ** 24n)])
    await rpc('hardhat_impersonateAccount', [other])
  }
  await rpc('hardhat_setNextBlockBaseFeePerGas', [numberToHex(GWEI)])
  await rpc('evm_setBlockGasLimit', [numberToHex(GAS_EACH * BigInt(OTHERS))])
  await rpc('evm_setAutomine', [false])
  await rpc('evm_setIntervalMining', [0])
  const first = await height(rpc)
  const stopping = new AbortController()
  const pressing = press()
  return {
    async fullness() {
      const last = await height(rpc)
      let full = 0
      for (let number = first + 1; number <= last; number++) full += (await isFull(rpc, number)) ? 1 : 0
      return full / (last - first)
    },
    pace(blockSeconds) {
      seconds = blockSeconds
    },
    async disperse() {
      stopping.abort()
      await pressing
      await rpc('evm_setBlockGasLimit', [numberToHex(30_000_000n)])
      await rpc('evm_setIntervalMining', [500])
      await rpc('evm_setAutomine', [true])
    },
  }

  async function press(): Promise<void> {
    const newcomers = new Newcomers(others)
    while (!stopping.signal.aborted) {
      await sleep(blockMs)
      const tip = newcomers.outbid(await rpc<Pending[]>('eth_pendingTransactions'))
      await Promise.all(others.map((from) => want(from, tip)))
      await rpc('evm_increaseTime', [seconds])
      const { baseFeePerGas } = await rpc<{ baseFeePerGas: Hex }>('eth_getBlockByNumber', ['pending', false])
      if (BigInt(baseFeePerGas) > MOST_BASE_FEE)
        await rpc('hardhat_setNextBlockBaseFeePerGas', [numberToHex(MOST_BASE_FEE)])
      await rpc('evm_mine')
    }
  }

  async function want(from: Hex, tip: bigint): Promise<void> {
    const nonce = await rpc<Hex>('eth_getTransactionCount', [from, 'latest'])
    const fees = { maxFeePerGas: numberToHex(1_000n * tip), maxPriorityFeePerGas: numberToHex(tip) }
    await rpc('eth_sendTransaction', [{ from, to: BURNER, gas: numberToHex(GAS_EACH), nonce, ...fees }]).catch(
      unlessWaiting,
    )
  }
}

type Pending = { from: Hex; nonce: Hex; maxPriorityFeePerGas: Hex }

/** Whoever sends a first transaction is outbid until it pays more for it. */
class Newcomers {
  readonly #others: ReadonlySet<string>
  /** By account, its first nonce and what it paid first; undefined once it paid more. */
  readonly #first = new Map<string, { nonce: Hex; tip: bigint } | undefined>()

  constructor(others: readonly string[]) {
    this.#others = new Set(others)
  }

  /** What the crowd pays in the next block. */
  outbid(pending: readonly Pending[]): bigint {
    let most = LEAST_TIP
    for (const { from, nonce, maxPriorityFeePerGas } of pending) {
      const tip = BigInt(maxPriorityFeePerGas)
      if (this.#others.has(from) || tip > MOST_TIP) continue
      const first = this.#first.has(from) ? this.#first.get(from) : { nonce, tip }
      const isNew = first?.nonce === nonce && first.tip === tip
      this.#first.set(from, isNew ? first : undefined)
      if (isNew && (11n * tip) / 10n > most) most = (11n * tip) / 10n
    }
    return most
  }
}

/** What it sent before waits still. */
function unlessWaiting(error: Error): void {
  if (!/underpriced|Known transaction/.test(error.message)) throw error
}

async function height(rpc: Chain['rpc']): Promise<number> {
  return Number(await rpc<Hex>('eth_blockNumber'))
}

async function isFull(rpc: Chain['rpc'], number: number): Promise<boolean> {
  const { gasUsed, gasLimit } = await rpc<Record<'gasUsed' | 'gasLimit', Hex>>('eth_getBlockByNumber', [
    numberToHex(number),
    false,
  ])
  return Number(gasUsed) > 0.8 * Number(gasLimit)
}

import type { Address, Log, ParseEventLogsReturnType } from 'viem'
import { parseEventLogs } from 'viem'
import { getBlock, getLogs } from 'viem/actions'
import { bourseAbi } from '../abis/bourse.ts'
import { functionRegistryAbi } from '../abis/functionRegistry.ts'
import { translateError } from '../errors/translate.ts'
import type { AnyClient, DeploymentParameter } from '../internal/actions/contracts.ts'
import { deploymentFor } from '../internal/actions/contracts.ts'
import type { Checkpoint, LogCursor } from './cursor.ts'
import { advance } from './cursor.ts'

const eventsAbi = [...bourseAbi, ...functionRegistryAbi] as const

/** An event of the Bourse or the registry, decoded: `eventName`, `args`, block and position. */
export type MarketLog = ParseEventLogsReturnType<typeof eventsAbi, undefined, true>[number]

/** What {@link readLogs} takes. */
export type ReadLogsParameters = DeploymentParameter & {
  /** Where the last call stopped; left out, reading starts at the deployment. */
  cursor?: LogCursor
  /** Blocks to stay behind the head. Default 0. */
  confirmations?: number
  /** Most blocks of one request to the node. Default 2000. */
  span?: number
}

/** What {@link readLogs} returns. */
export type ReadLogsReturnType = {
  /** In order of the chain. */
  logs: MarketLog[]
  /** For the next call. Store it together with what the logs changed. */
  cursor: LogCursor
  /** After a reorganisation: everything of blocks above this one, which earlier calls returned, is void. */
  rolledBackTo: bigint | undefined
  /** Whether the head was reached; false asks for another call at once. */
  complete: boolean
}

/**
 * Reads the market's events from where the last call stopped, and says what a reorganisation has undone. A pure step:
 * the caller stores the cursor, so that it may be killed between any two calls.
 *
 * @param parameters - see the fields of the type
 * @throws ChainUnavailableError - the node did not answer; call again with the same cursor
 * @example
 * ```ts
 * import { readLogs } from '@lambda-bourse/sdk'
 * const { logs, cursor, rolledBackTo } = await readLogs(client, { deployment })
 * ```
 */
export async function readLogs(client: AnyClient, parameters: ReadLogsParameters): Promise<ReadLogsReturnType> {
  const deployment = deploymentFor(client, parameters)
  const { confirmations = 0, span = 2000 } = parameters
  try {
    const { cursor, rolledBackTo } = await commonAncestor(client, parameters.cursor ?? [], deployment.block)
    const head = (await getBlock(client)).number - BigInt(confirmations)
    const fromBlock = (cursor.at(-1)?.number ?? deployment.block - 1n) + 1n
    if (head < fromBlock) return { logs: [], cursor, rolledBackTo, complete: true }
    const toBlock = head < fromBlock + BigInt(span) ? head : fromBlock + BigInt(span) - 1n
    const { logs, last } = await stableLogs(client, [deployment.bourse, deployment.registry], fromBlock, toBlock)
    return { logs, cursor: advance(cursor, last), rolledBackTo, complete: toBlock === head }
  } catch (error) {
    throw translateError(error, 'readLogs', deployment.bourse)
  }
}

/** Drops checkpoints that the chain no longer has. */
async function commonAncestor(client: AnyClient, cursor: LogCursor, genesis: bigint) {
  let kept = cursor
  for (let last = kept.at(-1); last && !(await has(client, last)); last = kept.at(-1)) kept = kept.slice(0, -1)
  const rolledBackTo = kept.length < cursor.length ? (kept.at(-1)?.number ?? genesis - 1n) : undefined
  return { cursor: kept, rolledBackTo }
}

async function has(client: AnyClient, { number, hash }: Checkpoint): Promise<boolean> {
  try {
    return (await getBlock(client, { blockNumber: number })).hash === hash
  } catch (error) {
    // A shorter chain after a reorganisation has no such block.
    if ((error as Error).name === 'BlockNotFoundError') return false
    throw error
  }
}

/** The last block's hash before and after must agree: else the range changed while it was read. */
async function stableLogs(client: AnyClient, address: Address[], fromBlock: bigint, toBlock: bigint) {
  const before = await getBlock(client, { blockNumber: toBlock })
  const raw: Log[] = await getLogs(client, { address, fromBlock, toBlock })
  const after = await getBlock(client, { blockNumber: toBlock })
  const last = { number: toBlock, hash: after.hash }
  if (before.hash !== after.hash) return stableLogs(client, address, fromBlock, toBlock)
  return { logs: parseEventLogs({ abi: eventsAbi, logs: raw, strict: true }) as MarketLog[], last }
}

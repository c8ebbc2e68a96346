import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HardhatArtifactResolver } from '@nomicfoundation/hardhat-ignition/helpers'
import { type EIP1193Provider, trackTransaction, wipe } from '@nomicfoundation/ignition-core'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import type { Address, Hex, PublicClient } from 'viem'
import { type Plan, stepsOf } from './plan.ts'

interface Message {
  type: string
  futureId: string
  networkInteractionId: number
  nonce: number
}

export interface RecoverParameters {
  client: PublicClient
  provider: EIP1193Provider
  artifacts: ArtifactManager
  folder: string
  plan: Plan
  /** After which a transaction counts. */
  confirmations: number
}

/**
 * Tells a journal about the transaction that it asked for and, interrupted, did not hear of: it was mined, and is found
 * by the address it created; or it was not, and may be sent again, since the plan gives its nonce to nothing else.
 *
 * @throws Error - it is pending
 */
export async function recover({
  client,
  provider,
  artifacts,
  folder,
  plan,
  confirmations,
}: RecoverParameters): Promise<void> {
  const lost = await lostTransaction(folder)
  if (!lost) return
  const count = (blockTag: 'latest' | 'pending') => client.getTransactionCount({ address: plan.from, blockTag })
  if ((await count('latest')) > lost.nonce) {
    const hash = await findTransaction(client, plan, lost.nonce)
    await trackTransaction(folder, hash, provider, confirmations)
  } else if ((await count('pending')) > lost.nonce)
    throw new Error(`the transaction with nonce ${lost.nonce} of ${plan.from} is pending; wait until it is mined`)
  else await wipe(folder, new HardhatArtifactResolver(artifacts), lost.futureId)
}

/** One that was prepared, but whose hash was never written down. */
async function lostTransaction(folder: string): Promise<Message | undefined> {
  const file = join(folder, 'journal.jsonl')
  if (!existsSync(file)) return undefined
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  const open = new Map<string, Message>()
  for (const message of lines.map((line) => JSON.parse(line) as Message)) {
    const key = `${message.futureId} ${message.networkInteractionId}`
    if (message.type === 'TRANSACTION_PREPARE_SEND') open.set(key, message)
    if (message.type === 'TRANSACTION_SEND') open.delete(key)
    if (message.type === 'WIPE_APPLY')
      for (const name of open.keys()) if (name.startsWith(`${message.futureId} `)) open.delete(name)
  }
  return [...open.values()][0]
}

async function findTransaction(client: PublicClient, plan: Plan, nonce: number): Promise<Hex> {
  const from = plan.from.toLowerCase()
  const step = stepsOf(plan).find((candidate) => candidate.nonce === nonce)
  const block = await firstBlock(client, async (blockNumber) =>
    step
      ? (await client.getCode({ address: step.address, blockNumber })) !== undefined
      : (await client.getTransactionCount({ address: plan.from, blockNumber })) > nonce,
  )
  const { transactions } = await client.getBlock({ blockNumber: block, includeTransactions: true })
  const found = transactions.find((item) => item.from.toLowerCase() === from && item.nonce === nonce)
  if (!found) throw new Error(`the transaction with nonce ${nonce} of ${plan.from as Address} is not in block ${block}`)
  return found.hash
}

/** The first block after which something holds; it holds now. */
async function firstBlock(client: PublicClient, holds: (block: bigint) => Promise<boolean>): Promise<bigint> {
  let low = 0n
  let high = await client.getBlockNumber()
  while (low < high) {
    const middle = (low + high) / 2n
    if (await holds(middle)) high = middle
    else low = middle + 1n
  }
  return low
}

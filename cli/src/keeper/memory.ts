// What a keeper remembers between rounds, and between its lives: how far it read, and which deals may still pay.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Deployment, LogCursor } from '@lambda-bourse/sdk'
import { badInput } from '../core/errors.ts'

/** `market`: chain and address. */
export type Memory = { market: string; cursor: LogCursor; deals: number[] }

/** The memory of a keeper that knows nothing yet. */
export const blank = (deployment: Deployment): Memory => ({ market: marketOf(deployment), cursor: [], deals: [] })

/**
 * Reads a keeper's memory; one that is not there is blank.
 * @throws CliError It is no such file, or that of another market.
 */
export function recall(path: string, deployment: Deployment): Memory {
  if (!existsSync(path)) return blank(deployment)
  const memory = parse(path)
  const market = marketOf(deployment)
  if (memory.market !== market) throw badInput('state', `${path} (of ${memory.market})`, `a file of market ${market}`)
  return memory
}

/** Writes it whole or not at all. */
export function remember(path: string, { cursor, ...memory }: Memory): void {
  mkdirSync(dirname(path), { recursive: true })
  const checkpoints = cursor.map(({ number, hash }) => ({ number: String(number), hash }))
  writeFileSync(`${path}.new`, `${JSON.stringify({ ...memory, cursor: checkpoints })}\n`)
  renameSync(`${path}.new`, path)
}

function parse(path: string): Memory {
  try {
    const { market, cursor, deals } = JSON.parse(readFileSync(path, 'utf8'))
    const checkpoints = cursor.map((one: { number: string; hash: `0x${string}` }) => ({
      number: BigInt(one.number),
      hash: one.hash,
    }))
    if (typeof market === 'string' && Array.isArray(deals) && deals.every(Number.isInteger)) {
      return { market, cursor: checkpoints, deals }
    }
  } catch (cause) {
    throw badInput('state', `${path}: ${(cause as Error).message}`, 'a file that a keeper wrote, or none')
  }
  throw badInput('state', path, 'a file that a keeper wrote, or none')
}

function marketOf({ chainId, bourse }: Deployment): string {
  return `${chainId}:${bourse.toLowerCase()}`
}

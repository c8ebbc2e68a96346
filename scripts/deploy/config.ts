import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'viem'

/** `Config` of contracts/types/Types.sol: times in epochs unless said. */
export type MarketConfig = {
  token: Address
  /** May pause what is new, nothing else. */
  owner: Address
  /** Seconds. */
  epochLength: number
  grace: number
  window: number
  game: number
  absence: number
  compensated: number
  /** micro-USDC */
  baseStake: number
}

export type MarketOptions = Partial<MarketConfig>

/** Numbers of a config and the most that the contract's type holds. */
const NUMBERS = {
  epochLength: 2 ** 32 - 1,
  grace: 2 ** 16 - 1,
  window: 2 ** 16 - 1,
  game: 2 ** 16 - 1,
  absence: 255,
  compensated: 255,
  baseStake: 2 ** 48 - 1,
} as const

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/**
 * A network's parameters from `<folder>/<name>.json`, with `options` over them.
 *
 * @throws Error - no such file, or a field that is missing, unknown or out of range
 */
export async function marketConfig(
  folder: string,
  name: string,
  options: MarketOptions,
): Promise<Record<string, string | number> & Omit<MarketConfig, 'token'>> {
  const file = join(folder, `${name}.json`)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`no parameters for this network: ${file} is missing`)
  })
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const merged: Record<string, unknown> = { ...JSON.parse(text), ...Object.fromEntries(given) }
  for (const [field, most] of Object.entries(NUMBERS)) {
    const value = merged[field]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
      throw new Error(`${field} is ${value}; it must be an integer from 0 to ${most} (${file})`)
    }
  }
  for (const [field, value] of Object.entries(merged)) {
    if (field in NUMBERS) continue
    if (field !== 'token' && field !== 'owner') throw new Error(`unknown parameter ${field} (${file})`)
    if (typeof value !== 'string' || !ADDRESS.test(value))
      throw new Error(`${field} is ${value}; it must be an address`)
  }
  return merged as Record<string, string | number> & Omit<MarketConfig, 'token'>
}

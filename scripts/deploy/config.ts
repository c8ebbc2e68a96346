import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Address } from 'viem'
import { isAddress } from 'viem'

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

/** What a deployment may vary. */
export type MarketOptions = Partial<
  MarketConfig & { answerEpochs: number; clock: number; jurors: number; juryTurn: number }
>

/** A network's parameters; the token is missing where the deployment brings its own. */
export type MarketParameters = Omit<MarketConfig, 'token'> & {
  token?: Address
  /** D: how many epochs a provider has to answer on chain. */
  answerEpochs: number
  /** Seconds that each side of a dispute has for all its moves. */
  clock: number
  /** Of a trial; odd, 3 to 9. */
  jurors: number
  /** Epochs that each turn of a trial takes at most. */
  juryTurn: number
}

/** Numbers of a config and the most that the contract's type holds. */
const NUMBERS = {
  epochLength: 2 ** 32 - 1,
  grace: 2 ** 16 - 1,
  window: 2 ** 16 - 1,
  game: 2 ** 16 - 1,
  absence: 255,
  compensated: 255,
  baseStake: 2 ** 48 - 1,
  answerEpochs: 2 ** 16 - 1,
  clock: 2 ** 24 - 1,
  jurors: 9,
  juryTurn: 2 ** 16 - 1,
} as const

const ADDRESSES = ['token', 'owner']

/** Say of which network a file speaks. */
const NAMES = ['network', 'chainId']

/**
 * A network's parameters from `<folder>/<name>.json`, with `options` over them. Where neither says it,
 * `answerEpochs` and `juryTurn` are the grace, `clock` is half of the longest game, `jurors` 5.
 *
 * @throws Error - no such file, or a field that is missing, unknown or out of range
 */
export async function marketConfig(folder: string, name: string, options: MarketOptions): Promise<MarketParameters> {
  const file = join(folder, `${name}.json`)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`no parameters for this network: ${file} is missing`)
  })
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const merged: Record<string, unknown> = { ...JSON.parse(text), ...Object.fromEntries(given) }
  merged.answerEpochs ??= merged.grace
  merged.juryTurn ??= merged.grace
  merged.jurors ??= 5
  merged.clock ??= Math.floor((Number(merged.game) * Number(merged.epochLength)) / 2)
  for (const [field, most] of Object.entries(NUMBERS)) {
    const value = merged[field]
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) {
      throw new Error(`${field} is ${value}; it must be an integer from 0 to ${most} (${file})`)
    }
  }
  const { clock, grace, game, epochLength } = merged as Record<keyof typeof NUMBERS, number>
  const [least, longest] = [grace * epochLength, Math.floor((game * epochLength) / 2)]
  if (clock < least || clock > longest)
    throw new Error(
      `clock is ${clock}; it must be from ${least} to ${longest} seconds: the grace, and half of the longest game (${file})`,
    )
  for (const [field, value] of Object.entries(merged)) {
    if (field in NUMBERS) continue
    if (NAMES.includes(field)) {
      if (field === 'chainId' && `${value}` !== name)
        throw new Error(`chainId is ${value}; it must be ${name} (${file})`)
      delete merged[field]
    } else if (!ADDRESSES.includes(field)) throw new Error(`unknown parameter ${field} (${file})`)
    // a mixed-case address has a checksum, and it is held to it
    else if (typeof value !== 'string' || !isAddress(value))
      throw new Error(`${field} is ${value}; it must be an address`)
  }
  return merged as MarketParameters
}

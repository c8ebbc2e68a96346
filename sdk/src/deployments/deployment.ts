import type { Address } from 'viem'
import { isAddress } from 'viem'
import { z } from 'zod'
import { BourseError } from '../errors/base.ts'
import { InvalidValueError } from '../errors/values.ts'
import { deployments } from './generated.ts'

const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value), 'an address')
const natural = z.int().nonnegative()
const uint64 = z.union([natural, z.string().regex(/^\d+$/)]).transform(BigInt)

const deploymentSchema = z.object({
  /** EIP-155 id. */
  chainId: natural,
  /** Block of the deployment: no event of the market is older. */
  block: uint64,
  /** Start of epoch 1, seconds since 1970. */
  genesis: uint64,
  token: address,
  bourse: address,
  lens: address,
  registry: address,
  /** Pay per execution; older markets have none. */
  vouchers: address.optional(),
  /** Asks and demands; left out where the market has none. */
  faults: address.optional(),
  /** Executions that contracts ask for; older markets have none. */
  requests: address.optional(),
  /** Receipts on trial; left out where the market has none. */
  disputes: address.optional(),
  /** Receipts of the attested tier on trial; left out where the market has none. */
  jury: address.optional(),
  config: z.object({
    token: address,
    /** May pause what is new, nothing else. */
    owner: address,
    /** Seconds. */
    epochLength: natural.positive(),
    /** G, epochs. */
    grace: natural,
    /** W, epochs. */
    window: natural,
    /** Longest game, epochs. */
    game: natural,
    /** K, missed epochs in a row that end a provider. */
    absence: natural,
    /** B, missed epochs of a lease that are compensated. */
    compensated: natural,
    /** micro-USDC */
    baseStake: natural,
  }),
})

/** Where a market lives and its immutable parameters: a file of `deployments/`. */
export type Deployment = z.output<typeof deploymentSchema>

/**
 * Reads a file of `deployments/`.
 *
 * @param json - the parsed JSON; `block` and `genesis` may be numbers or decimal strings
 * @throws InvalidValueError - a field that is missing or wrong
 * @example
 * ```ts
 * import { parseDeployment } from '@lambda-bourse/sdk'
 * const read = async (url: string) => parseDeployment(await (await fetch(url)).json())
 * ```
 */
export function parseDeployment(json: unknown): Deployment {
  const result = deploymentSchema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path ?? []
  const value = path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], json)
  throw new InvalidValueError(['deployment', ...path].join('.'), value, issue?.message ?? 'a deployment')
}

/** No market is known on a chain, and none was given. */
export class DeploymentNotFoundError extends BourseError {
  override name = 'DeploymentNotFoundError'
  readonly chainId: number | undefined

  constructor(chainId: number | undefined) {
    const known = Object.keys(deployments).join(', ') || 'none'
    super(chainId === undefined ? 'the client has no chain' : `no market is known on chain ${chainId}`, {
      advice: [`Pass \`deployment\`, or use a client of a chain with a known market: ${known}.`],
      docsPath: 'architecture.md',
    })
    this.chainId = chainId
  }
}

/**
 * The market on a chain, from `deployments/`.
 *
 * @throws DeploymentNotFoundError - none is known there
 */
export function deploymentOf(chainId: number | undefined): Deployment {
  const known = chainId === undefined ? undefined : deployments[chainId]
  if (!known) throw new DeploymentNotFoundError(chainId)
  return known
}

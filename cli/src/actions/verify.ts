// Re-executes a receipt on this machine and compares: what the provider signed is what the module does, or it is not.
import { type Tier, tierOf } from '@lambda-bourse/sdk'
import { zeroHash } from 'viem'
import type { Context } from '../core/context.ts'
import { openMarket } from '../market/open.ts'
import { type Check, compare } from './verify/check.ts'
import { deny, type OpenedGame } from './verify/deny.ts'
import { execute, readSubject } from './verify/execute.ts'
import { endpointIn, readReceipt, readRecord } from './verify/record.ts'
import { checkSignature } from './verify/signature.ts'

export type { Check } from './verify/check.ts'

/** Checks that only an execution decides. */
const FALSE: readonly string[] = ['status', 'fuel', 'response']

export type VerifyOptions = {
  /** The receipt as its header carries it, a file that holds one, or `<sequence>@<endpoint of the provider>`. */
  receipt: string
  /** Where the execution's record is, when not at the endpoint that the provider registered. */
  endpoint?: string | undefined
  /** Denies a receipt that does not verify on chain, from the account of the key. */
  dispute?: boolean
}

export type VerifyResult = {
  verified: boolean
  provider: number
  lease: number
  epoch: number
  sequence: bigint
  functionId: bigint
  version: number
  tier: Tier
  signer: string
  checks: Check[]
  /** Whether it is false in a way that is decided on chain. */
  deniable: boolean
  /** The game that was opened about it. */
  game: OpenedGame | undefined
}

/**
 * Verifies a receipt from end to end: path and signature, request and response, module, and a re-execution.
 * @returns Every comparison; `verified` says whether all agree.
 * @throws CliError Something that is needed cannot be had: that says nothing about the receipt.
 */
export async function verify(context: Context, options: VerifyOptions): Promise<VerifyResult> {
  const market = await openMarket(context)
  const signed = await readReceipt(context, options.receipt)
  const { receipt } = signed
  const { signer, problem } = await checkSignature(market, signed)
  const { provider, lease, epoch, sequence, functionId, version } = receipt
  const about = { provider, lease, epoch, sequence, functionId, version, tier: tierOf(receipt), signer }
  if (problem) return { verified: false, ...about, checks: [problem], deniable: false, game: undefined }
  const endpoint =
    options.endpoint ?? endpointIn(options.receipt) ?? (await market.bourse.getProvider({ provider })).endpoint
  const execution = await context.progress.step('Fetching the record', () => readRecord(endpoint, receipt))
  const subject = await context.progress.step('Fetching the module', () =>
    readSubject(context, market, receipt, endpoint),
  )
  const here = await context.progress.step('Re-executing', async () => execute(market, receipt, execution, subject))
  const checks = compare(receipt, execution, subject, here)
  const verified = checks.every((check) => check.same)
  // what was recorded must be what was signed: a game begins with these bytes
  const deniable =
    !verified && receipt.imageHash !== zeroHash && checks.every(({ field, same }) => same || FALSE.includes(field))
  const denied = { signed, ...execution }
  const game = deniable && options.dispute ? await deny(context, denied, endpoint) : undefined
  return { verified, ...about, checks, deniable, game }
}

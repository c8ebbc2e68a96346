import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
  /** wei: at least `getJurorDepositFor` the base fee for a new juror; more may be added later. */
  value: bigint
}

/** What {@link enlistJuror} takes. */
export type EnlistJurorParameters = Own & WriteParameters
/** Hash of the transaction. */
export type EnlistJurorReturnType = Hash
/** What {@link enlistJuror} may throw. */
export type EnlistJurorErrorType = WriteErrorType

/**
 * Puts a provider on the list of jurors, or adds to its deposit. Sent by its owner or its operator; the first of
 * them is paid.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Enlisted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { enlistJuror } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof enlistJuror.andWait>[1]) => enlistJuror.andWait(client, { deployment, ...parameters })
 * ```
 */
export const enlistJuror = defineWrite({
  contract: 'jury',
  functionName: 'enlist',
  args: ({ provider }: Own) => [provider],
  event: 'Enlisted',
})

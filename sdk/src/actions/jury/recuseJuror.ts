import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Of the trial. */
  id: bigint
  /** Provider id of the juror. */
  juror: number
  /** Lease id: `deal << 8 | index`. */
  lease: number
}

/** What {@link recuseJuror} takes. */
export type RecuseJurorParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RecuseJurorReturnType = Hash
/** What {@link recuseJuror} may throw. */
export type RecuseJurorErrorType = WriteErrorType

/**
 * Shows that a juror leases to the owner of the disputed deal: its word counts for the receipt only. Anybody may,
 * until commits end.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Recused`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { recuseJuror } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof recuseJuror.andWait>[1]) => recuseJuror.andWait(client, { deployment, ...parameters })
 * ```
 */
export const recuseJuror = defineWrite({
  contract: 'jury',
  functionName: 'recuse',
  args: ({ id, juror, lease }: Own) => [id, juror, lease],
  event: 'Recused',
})

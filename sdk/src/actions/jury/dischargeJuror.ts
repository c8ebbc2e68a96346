import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link dischargeJuror} takes. */
export type DischargeJurorParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DischargeJurorReturnType = Hash
/** What {@link dischargeJuror} may throw. */
export type DischargeJurorErrorType = WriteErrorType

/**
 * Takes a juror off the list and credits its deposit, after its notice or its provider's end. Anybody may.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Discharged`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { dischargeJuror } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof dischargeJuror.andWait>[1]) => dischargeJuror.andWait(client, { deployment, ...parameters })
 * ```
 */
export const dischargeJuror = defineWrite({
  contract: 'jury',
  functionName: 'discharge',
  args: ({ provider }: Own) => [provider],
  event: 'Discharged',
})

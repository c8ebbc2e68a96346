import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** The provider's first epoch that is neither attested, missed nor idle. */
  epoch: number
  /** `epochRoot`, 32 bytes. */
  root: Hex
}

/** What {@link attest} takes. */
export type AttestParameters = Own & WriteParameters
/** Hash of the transaction. */
export type AttestReturnType = Hash
/** What {@link attest} may throw. */
export type AttestErrorType = WriteErrorType

/**
 * Attests what the provider executed in an epoch, for all its leases; earns the epoch's rate.
 * Sent by the operator key.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Attested`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { attest } from '@lambda-bourse/sdk'
 * const { event } = await attest.andWait(client, { deployment, epoch: 7, root })
 * ```
 */
export const attest = defineWrite({
  contract: 'bourse',
  functionName: 'attest',
  args: ({ epoch, root }: Own) => [epoch, root],
  event: 'Attested',
})

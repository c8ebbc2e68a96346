import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'

type Own = {
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
}

/** What {@link proveCode} takes. */
export type ProveCodeParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ProveCodeReturnType = Hash
/** What {@link proveCode} may throw. */
export type ProveCodeErrorType = WriteErrorType

/**
 * Shows that a receipt is of a version that was never published, or of another module or image than the registry's.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Convicted`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { proveCode } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof proveCode.andWait>[1]) => proveCode.andWait(client, { deployment, ...parameters })
 * ```
 */
export const proveCode = defineWrite({
  contract: 'disputes',
  functionName: 'proveCode',
  args: ({ receipt }: Own) => [toWireHex(receipt)],
  event: 'Convicted',
})

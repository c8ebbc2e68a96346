import type { Hash, Hex } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { SignedReceiptWire } from '../../requests/wire.ts'
import { toWireHex } from '../../requests/wire.ts'
import type { ExecutionRequest } from '../../types.ts'

type Own = {
  /** The request, as the event `Requested` has it. */
  request: ExecutionRequest
  /** The signed receipt: bytes, or the value of the header `bourse-receipt`. */
  receipt: SignedReceiptWire
  /** The response, at most 4 KiB. */
  answer: Hex
  /** Of the commitment, 32 bytes. */
  salt: Hex
}

/** What {@link revealAnswer} takes. */
export type RevealAnswerParameters = Own & WriteParameters
/** Hash of the transaction. */
export type RevealAnswerReturnType = Hash
/** What {@link revealAnswer} may throw. */
export type RevealAnswerErrorType = WriteErrorType

/**
 * Shows what the sender committed to, when all seats are taken or in the last epoch.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Answered`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Requests
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { revealAnswer } from '@lambda-bourse/sdk'
 * const { event } = await revealAnswer.andWait(client, { deployment, request, receipt, answer, salt })
 * ```
 */
export const revealAnswer = defineWrite({
  contract: 'requests',
  functionName: 'reveal',
  args: ({ request, receipt, answer, salt }: Own) => [request, toWireHex(receipt), answer, salt],
  event: 'Answered',
})

import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** micro-USDC */
  amount: bigint
  /** The Bourse by default. */
  spender?: Address
}

/** What {@link approveToken} takes. */
export type ApproveTokenParameters = Own & WriteParameters
/** Hash of the transaction. */
export type ApproveTokenReturnType = Hash
/** What {@link approveToken} may throw. */
export type ApproveTokenErrorType = WriteErrorType

/**
 * Allows the Bourse to take USDC of the sender's in `deposit`.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Approval`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { approveToken } from '@lambda-bourse/sdk'
 * const { event } = await approveToken.andWait(client, { deployment, amount: 5_000_000n })
 * ```
 */
export const approveToken = defineWrite({
  contract: 'token',
  functionName: 'approve',
  args: ({ amount, spender }: Own, { bourse }) => [spender ?? bourse, amount],
  event: 'Approval',
})

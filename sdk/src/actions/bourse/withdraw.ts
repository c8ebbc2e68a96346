import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who gets the USDC. */
  to: Address
  /** micro-USDC */
  amount: bigint
}

/** What {@link withdraw} takes. */
export type WithdrawParameters = Own & WriteParameters
/** Hash of the transaction. */
export type WithdrawReturnType = Hash
/** What {@link withdraw} may throw. */
export type WithdrawErrorType = WriteErrorType

/**
 * Pays USDC out of the sender's escrow balance.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Withdrawn`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { withdraw } from '@lambda-bourse/sdk'
 * const { event } = await withdraw.andWait(client, { deployment, to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 1_000_000n })
 * ```
 */
export const withdraw = defineWrite({
  contract: 'bourse',
  functionName: 'withdraw',
  args: ({ to, amount }: Own) => [to, amount],
  event: 'Withdrawn',
})

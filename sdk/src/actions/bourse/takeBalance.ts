import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Whose free money; it asked the module for it. */
  from: Address
  /** micro-USDC */
  amount: bigint
}

/** What {@link takeBalance} takes. */
export type TakeBalanceParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TakeBalanceReturnType = Hash
/** What {@link takeBalance} may throw. */
export type TakeBalanceErrorType = WriteErrorType

/**
 * Moves free money of an account to the caller. Only the market's Vouchers and Requests contracts may: this is for
 * simulating it.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Transferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { takeBalance } from '@lambda-bourse/sdk'
 * const { event } = await takeBalance.andWait(client, { deployment, from: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 1n })
 * ```
 */
export const takeBalance = defineWrite({
  contract: 'bourse',
  functionName: 'take',
  args: ({ from, amount }: Own) => [from, amount],
  event: 'Transferred',
})

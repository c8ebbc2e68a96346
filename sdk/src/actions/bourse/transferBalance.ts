import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Whose account in the Bourse. */
  to: Address
  /** micro-USDC */
  amount: bigint
}

/** What {@link transferBalance} takes. */
export type TransferBalanceParameters = Own & WriteParameters
/** Hash of the transaction. */
export type TransferBalanceReturnType = Hash
/** What {@link transferBalance} may throw. */
export type TransferBalanceErrorType = WriteErrorType

/**
 * Moves free money of the caller to another account of the Bourse.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Transferred`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { transferBalance } from '@lambda-bourse/sdk'
 * const { event } = await transferBalance.andWait(client, { deployment, to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 1_000_000n })
 * ```
 */
export const transferBalance = defineWrite({
  contract: 'bourse',
  functionName: 'transfer',
  args: ({ to, amount }: Own) => [to, amount],
  event: 'Transferred',
})

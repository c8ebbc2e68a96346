import type { Address, Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** Who is credited. */
  beneficiary: Address
  /** micro-USDC */
  amount: bigint
}

/** What {@link deposit} takes. */
export type DepositParameters = Own & WriteParameters
/** Hash of the transaction. */
export type DepositReturnType = Hash
/** What {@link deposit} may throw. */
export type DepositErrorType = WriteErrorType

/**
 * Moves USDC from the sender into the escrow, to the credit of `beneficiary`.
 * Needs an allowance (`approve`); {@link depositWithPermit} and {@link depositWithAuthorization} need none.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `Deposited`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { deposit } from '@lambda-bourse/sdk'
 * const { event } = await deposit.andWait(client, { deployment, beneficiary: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', amount: 5_000_000n })
 * ```
 */
export const deposit = defineWrite({
  contract: 'bourse',
  functionName: 'deposit',
  args: ({ beneficiary, amount }: Own) => [beneficiary, amount],
  event: 'Deposited',
})

import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getEscrowBalance} takes. */
export type GetEscrowBalanceParameters = Own & ReadParameters
/** What {@link getEscrowBalance} answers. */
export type GetEscrowBalanceReturnType = ReadResult<'bourse', 'balanceOf'>
/** What {@link getEscrowBalance} may throw. */
export type GetEscrowBalanceErrorType = ReadErrorType

/**
 * Free money of an account in the escrow, micro-USDC.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getEscrowBalance } from '@lambda-bourse/sdk'
 * const answer = await getEscrowBalance(client, { deployment, account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const getEscrowBalance = defineRead({
  contract: 'bourse',
  functionName: 'balanceOf',
  args: ({ account }: Own) => [account],
})

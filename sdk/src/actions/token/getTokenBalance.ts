import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getTokenBalance} takes. */
export type GetTokenBalanceParameters = Own & ReadParameters
/** What {@link getTokenBalance} answers. */
export type GetTokenBalanceReturnType = ReadResult<'token', 'balanceOf'>
/** What {@link getTokenBalance} may throw. */
export type GetTokenBalanceErrorType = ReadErrorType

/**
 * USDC of an account outside the escrow, micro-USDC.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTokenBalance } from '@lambda-bourse/sdk'
 * const answer = await getTokenBalance(client, { deployment, account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const getTokenBalance = defineRead({
  contract: 'token',
  functionName: 'balanceOf',
  args: ({ account }: Own) => [account],
})

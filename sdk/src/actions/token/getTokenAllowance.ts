import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  owner: Address
  spender: Address
}

/** What {@link getTokenAllowance} takes. */
export type GetTokenAllowanceParameters = Own & ReadParameters
/** What {@link getTokenAllowance} answers. */
export type GetTokenAllowanceReturnType = ReadResult<'token', 'allowance'>
/** What {@link getTokenAllowance} may throw. */
export type GetTokenAllowanceErrorType = ReadErrorType

/**
 * How much USDC a spender may take from an owner, micro-USDC.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTokenAllowance } from '@lambda-bourse/sdk'
 * const answer = await getTokenAllowance(client, { deployment, owner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', spender: '0x5FbDB2315678afecb367f032d93F642f64180aa3' })
 * ```
 */
export const getTokenAllowance = defineRead({
  contract: 'token',
  functionName: 'allowance',
  args: ({ owner, spender }: Own) => [owner, spender],
})

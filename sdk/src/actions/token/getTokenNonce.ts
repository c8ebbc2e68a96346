import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  account: Address
}

/** What {@link getTokenNonce} takes. */
export type GetTokenNonceParameters = Own & ReadParameters
/** What {@link getTokenNonce} answers. */
export type GetTokenNonceReturnType = ReadResult<'token', 'nonces'>
/** What {@link getTokenNonce} may throw. */
export type GetTokenNonceErrorType = ReadErrorType

/**
 * The nonce of an account's next permit (ERC-2612).
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getTokenNonce } from '@lambda-bourse/sdk'
 * const answer = await getTokenNonce(client, { deployment, account: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' })
 * ```
 */
export const getTokenNonce = defineRead({
  contract: 'token',
  functionName: 'nonces',
  args: ({ account }: Own) => [account],
})

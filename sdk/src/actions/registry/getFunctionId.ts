import type { Address } from 'viem'
import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  owner: Address
  name: string
}

/** What {@link getFunctionId} takes. */
export type GetFunctionIdParameters = Own & ReadParameters
/** What {@link getFunctionId} answers. */
export type GetFunctionIdReturnType = ReadResult<'registry', 'idOf'>
/** What {@link getFunctionId} may throw. */
export type GetFunctionIdErrorType = ReadErrorType

/**
 * The id of an owner's function by its name; 0n for none.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getFunctionId } from '@lambda-bourse/sdk'
 * const answer = await getFunctionId(client, { deployment, owner: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', name: 'markdown' })
 * ```
 */
export const getFunctionId = defineRead({
  contract: 'registry',
  functionName: 'idOf',
  args: ({ owner, name }: Own) => [owner, name],
})

import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
}

/** What {@link getJuror} takes. */
export type GetJurorParameters = Own & ReadParameters
/** What {@link getJuror} answers. */
export type GetJurorReturnType = ReadResult<'jury', 'jurorOf'>
/** What {@link getJuror} may throw. */
export type GetJurorErrorType = ReadErrorType

/**
 * What a provider is on the list of jurors; a payee of zero: it is not on it.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getJuror } from '@lambda-bourse/sdk'
 * const read = (parameters: Parameters<typeof getJuror>[1]) => getJuror(client, { deployment, ...parameters })
 * ```
 */
export const getJuror = defineRead({
  contract: 'jury',
  functionName: 'jurorOf',
  args: ({ provider }: Own) => [provider],
})

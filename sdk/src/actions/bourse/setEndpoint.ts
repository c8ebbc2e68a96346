import type { Hash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'

type Own = {
  /** URL of the worker. */
  endpoint: string
}

/** What {@link setEndpoint} takes. */
export type SetEndpointParameters = Own & WriteParameters
/** Hash of the transaction. */
export type SetEndpointReturnType = Hash
/** What {@link setEndpoint} may throw. */
export type SetEndpointErrorType = WriteErrorType

/**
 * Changes where the provider's worker is reached.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `EndpointSet`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { setEndpoint } from '@lambda-bourse/sdk'
 * const { event } = await setEndpoint.andWait(client, { deployment, endpoint: 'https://worker.example' })
 * ```
 */
export const setEndpoint = defineWrite({
  contract: 'bourse',
  functionName: 'setEndpoint',
  args: ({ endpoint }: Own) => [endpoint],
  event: 'EndpointSet',
})

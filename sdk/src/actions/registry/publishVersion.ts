import { type Hash, zeroHash } from 'viem'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { VersionInput } from '../../types.ts'

type Own = {
  /** Function id. */
  functionId: bigint
  /** What is published; the registry sets `publishedAt`. */
  version: VersionInput
}

/** What {@link publishVersion} takes. */
export type PublishVersionParameters = Own & WriteParameters
/** Hash of the transaction. */
export type PublishVersionReturnType = Hash
/** What {@link publishVersion} may throw. */
export type PublishVersionErrorType = WriteErrorType

/**
 * Publishes a function's next version, immutable from then on.
 * Its number is `number` of the event.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `VersionPublished`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { publishVersion } from '@lambda-bourse/sdk'
 * const { event } = await publishVersion.andWait(client, { deployment, functionId: 1n, version })
 * ```
 */
export const publishVersion = defineWrite({
  contract: 'registry',
  functionName: 'publish',
  args: ({ functionId, version }: Own) => [functionId, { samplesHash: zeroHash, ...version, publishedAt: 0n }],
  event: 'VersionPublished',
})

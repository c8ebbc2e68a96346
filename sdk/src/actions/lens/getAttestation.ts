import type { ReadErrorType, ReadParameters, ReadResult } from '../../internal/actions/read.ts'
import { defineRead } from '../../internal/actions/read.ts'

type Own = {
  /** Provider id. */
  provider: number
  epoch: number
}

/** What {@link getAttestation} takes. */
export type GetAttestationParameters = Own & ReadParameters
/** What {@link getAttestation} answers. */
export type GetAttestationReturnType = ReadResult<'lens', 'attestation'>
/** What {@link getAttestation} may throw. */
export type GetAttestationErrorType = ReadErrorType

/**
 * Truncated commitment to root and seed of an attested epoch; zero when it was not attested or is too old.
 *
 * @param parameters - see the fields of the type
 * @returns the contract's answer, decoded
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { getAttestation } from '@lambda-bourse/sdk'
 * const answer = await getAttestation(client, { deployment, provider: 1, epoch: 7 })
 * ```
 */
export const getAttestation = defineRead({
  contract: 'lens',
  functionName: 'attestation',
  args: ({ provider, epoch }: Own) => [provider, epoch],
})

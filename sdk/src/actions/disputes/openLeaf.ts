import { type Hash, type Hex, zeroHash } from 'viem'
import { NO_SAMPLE } from '../../disputes/sample.ts'
import type { WriteErrorType, WriteParameters } from '../../internal/actions/write.ts'
import { defineWrite } from '../../internal/actions/write.ts'
import type { LeafProof } from '../../receipts/proofs.ts'
import type { DisputeSample } from '../../types.ts'

const NONE = { root: zeroHash, seed: zeroHash }

type Own = {
  /** Whose leaf it is. */
  provider: number
  /** The leaf, in a root that was attested. */
  proof: LeafProof
  /** The provider's attestation before that one, as its event `Attested` has it; left out where there is none. */
  previous?: { root: Hex; seed: Hex } | undefined
  /** Of a provable version with samples the one that the canary draws; others have none. */
  sample?: DisputeSample | undefined
  /** Bond, wei: at least `getDisputeBond` at the base fee. All of it is at stake. */
  value: bigint
}

/** What {@link openLeaf} takes. */
export type OpenLeafParameters = Own & WriteParameters
/** Hash of the transaction. */
export type OpenLeafReturnType = Hash
/** What {@link openLeaf} may throw. */
export type OpenLeafErrorType = WriteErrorType

/**
 * Denies the canary of a lease's leaf in an attested root: the module's chunks, and what came out of the sample of a provable
 * version. The provider moves next: it has to show what the canary is the hash of.
 *
 * @param parameters - see the fields of the type
 * @returns the transaction hash; `.andWait` the receipt and the event `LeafOpened`
 * @throws ContractRevertError - the contract refused; `errorName` says why
 * @throws MissingContractError - the market has no Disputes
 * @throws ChainUnavailableError - the node did not answer
 * @example
 * ```ts
 * import { openLeaf } from '@lambda-bourse/sdk'
 * const send = (parameters: Parameters<typeof openLeaf.andWait>[1]) => openLeaf.andWait(client, { deployment, ...parameters })
 * ```
 */
export const openLeaf = defineWrite({
  contract: 'disputes',
  functionName: 'openLeaf',
  args: ({ provider, proof: { summary, root, place }, previous = NONE, sample = NO_SAMPLE }: Own) => [
    { provider, summary: { ...summary, size: summary.bytes }, root, place, previous },
    sample,
  ],
  event: 'LeafOpened',
})

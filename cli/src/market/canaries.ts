// Games about canaries, as the watcher begins them.
import {
  type Call,
  canary,
  type DisputeSample,
  drawSample,
  type LeafProof,
  MerkleTree,
  openLeaf,
  responseRoot,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import {
  type CanarySource,
  drawnSample,
  type Opening,
  type Subject,
  sampleFuel,
  sampleRequests,
} from '@lambda-bourse/worker'
import { type Hex, numberToHex, toHex } from 'viem'
import { bondOf, imageOf } from './disputes.ts'
import type { Market } from './open.ts'

/** The execution of the sample that a provable version's canary draws; undefined where it publishes none. */
export function sampleSubject({ module, config, imageHash, seed, start }: CanarySource): Subject | undefined {
  const drawn = drawnSample(config, seed)
  if (drawn === undefined) return undefined
  const timeNs = BigInt(start) * 1_000_000_000n
  return { module, config, imageHash, request: drawn.encoded, timeNs, mostFuel: sampleFuel(config.fuel) }
}

/** The canary that the machine comes to. */
export function canaryBy({ module, config, seed }: CanarySource, { outcome }: Opening): Hex {
  const { status, fuel, response } = outcome
  const { requestHash } = drawnSample(config, seed) as { requestHash: Uint8Array }
  const sample = { requestHash, status, fuel, responseLength: response.length, responseRoot: responseRoot(response) }
  return toHex(canary({ seed, module, sample }, nodeSha256))
}

/** The drawn sample, with what leads from it to the version's samples and into its image. */
export function shownSample(
  { config, seed }: CanarySource,
  { request }: Subject,
  { image, window, counter, counterPath }: Opening,
): DisputeSample {
  const hashes = sampleRequests(config).map(({ requestHash }) => requestHash)
  const index = drawSample(seed, hashes.length)
  const path = new MerkleTree(hashes, nodeSha256).path(index).map((hash) => toHex(hash))
  const words = (values: readonly bigint[]) => values.map((value) => numberToHex(value, { size: 32 }))
  return {
    image: imageOf(image),
    request: toHex(request),
    place: { index: BigInt(index), count: BigInt(hashes.length), path },
    counter,
    // as many as the contract's types say, which TypeScript cannot count
    counterPath: words(counterPath) as unknown as DisputeSample['counterPath'],
    window: words(window) as unknown as DisputeSample['window'],
  }
}

export type DeniedLeaf = {
  provider: number
  proof: LeafProof
  /** The attestation before; undefined for none. */
  previous: { root: Hex; seed: Hex } | undefined
  /** Undefined where no execution is decided. */
  sample: DisputeSample | undefined
}

/** The call that puts a canary on trial. `value` is the bond. */
export async function leafOpeningCall(market: Market, denied: DeniedLeaf): Promise<Call & { value: bigint }> {
  const value = await bondOf(market, denied.provider)
  const { client, deployment } = market
  return { ...openLeaf.call(client, { deployment, ...denied, value }), value }
}

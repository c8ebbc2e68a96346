// Games about receipts, as commands and the watcher begin and play them.
import {
  type Call,
  CID_CODECS,
  cidFrom,
  type DisputeImage,
  type DisputeWindow,
  decodeWire,
  encodeWire,
  openDispute,
  type Receipt,
  type SignedReceipt,
  showResponse,
} from '@lambda-bourse/sdk'
import { type Opening, parseVersionConfig, type Subject } from '@lambda-bourse/worker'
import { numberToHex, zeroHash } from 'viem'
import { download } from './content.ts'
import type { Market } from './open.ts'

/** Of request and response in one transaction, bytes: some networks refuse calldata of more than 95,000. */
const MOST_AT_ONCE = 88_000

/** A receipt, and the bytes that it signs the hashes of. */
export type Denied = { signed: SignedReceipt; request: Uint8Array; response: Uint8Array }

/** Module and config of a receipt's version, for who executes it again. */
export async function subjectOf(
  { bourse, deployment }: Market,
  receipt: Receipt,
  request: Uint8Array,
  hosts: readonly string[],
): Promise<Subject> {
  const version = await bourse.getVersion({ functionId: receipt.functionId, version: receipt.version })
  const module = await download(hosts, cidFrom({ digest: version.moduleDigest, codec: version.moduleCodec }))
  const configCid = cidFrom({ digest: version.configDigest, codec: CID_CODECS.raw })
  const config = parseVersionConfig(version.configDigest === zeroHash ? undefined : await download(hosts, configCid))
  const start = Number(deployment.genesis) + (receipt.epoch - 1) * deployment.config.epochLength
  return { module, config, imageHash: receipt.imageHash, request, timeNs: BigInt(start) * 1_000_000_000n }
}

/** What is false about a receipt, by what the machine makes of its request; undefined where nothing is. */
export function falsehoodOf({ signed: { receipt }, response }: Denied, { outcome }: Opening): string | undefined {
  const { status, fuel } = outcome
  if (receipt.status !== status) return `status ${receipt.status}; it is ${status}`
  if (receipt.fuel !== fuel) return `fuel ${receipt.fuel}; it is ${fuel}`
  if (Buffer.compare(response, outcome.response) === 0) return undefined
  return `another response of ${response.length} bytes than the ${outcome.response.length} that came out`
}

/** The call that shows the response before the opening, where one transaction cannot hold it and the request. */
export function showingCall({ client, deployment }: Market, denied: Denied): Call | undefined {
  if (!isShownAhead(denied)) return undefined
  return showResponse.call(client, { deployment, response: denied.response })
}

function isShownAhead({ request, response }: Denied): boolean {
  return request.length + response.length > MOST_AT_ONCE
}

/** The call that puts a receipt on trial, after {@link showingCall} where there is one. `value` is the bond. */
export async function openingCall(
  market: Market,
  denied: Denied,
  { image, window }: Opening,
): Promise<Call & { value: bigint }> {
  const { client, deployment } = market
  const { signed, request, response } = denied
  const value = await bondOf(market, signed.receipt.provider)
  const word = (n: bigint) => numberToHex(n, { size: 32 })
  const call = openDispute.call(client, {
    deployment,
    receipt: encodeWire(signed),
    image: imageOf(image),
    request,
    response: isShownAhead(denied) ? new Uint8Array() : response,
    window: window.map(word) as unknown as DisputeWindow,
    value,
  })
  return { ...call, value }
}

/** The bond of the next game on a provider, wei, twice: when the base fee has doubled, a transaction's first fee is too low as well. */
export async function bondOf({ bourse, client }: Market, provider: number): Promise<bigint> {
  const { baseFeePerGas } = await client.getBlock()
  const bond = await bourse.getDisputeBond({ provider, baseFee: (baseFeePerGas ?? 0n) + 1n })
  return 2n * bond
}

/** An image's header as the contract takes it. */
export function imageOf({ codeRoot, stackRoot, memoryRoot, ...rest }: Opening['image']): DisputeImage {
  const word = (n: bigint) => numberToHex(n, { size: 32 })
  return { ...rest, codeRoot: word(codeRoot), stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) }
}

/** Names a receipt for good: what a provider signed twice under one number is two. */
export function keyOf(signed: SignedReceipt | string): string {
  const { receipt, batch } = typeof signed === 'string' ? decodeWire(signed) : signed
  return `${receipt.provider}:${receipt.epoch}:${receipt.sequence}:${batch.receiptsRoot}`
}

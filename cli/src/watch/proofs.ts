// Proofs as providers serve them over HTTP: JSON that is believed only once it is verified.
import type { Batch, HeaderProof, LeafProof, RootOpening } from '@lambda-bourse/sdk'
import type { Hex } from 'viem'

const TIMEOUT_MS = 5_000
const MOST_BYTES = 1_048_576

type Json = Record<string, unknown>

/** A document of a provider, or why there is none. */
export async function fetchJson(
  endpoint: string,
  path: string,
  mostBytes = MOST_BYTES,
): Promise<{ json?: Json; refusal?: string }> {
  try {
    const response = await fetch(`${endpoint.replace(/\/+$/, '')}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await response.text()
    if (!response.ok) return { refusal: `HTTP ${response.status}: ${text.slice(0, 200)}` }
    if (text.length > mostBytes) return { refusal: `more than ${mostBytes} bytes` }
    return { json: JSON.parse(text) as Json }
  } catch (error) {
    return { refusal: (error as Error).message }
  }
}

/** Reads `GET /v1/epochs/<n>/leaves/<lease>`. Undefined for what is no such proof. */
export function readLeafProof(json: Json): LeafProof | undefined {
  try {
    const { summary, place } = json as { summary: Json; place: Json }
    const numbers = ['count', 'fuel', 'bytes', 'failures'].map((name) => [name, BigInt(summary[name] as string)])
    return {
      summary: { ...Object.fromEntries(numbers), lease: Number(summary.lease), canary: hex(summary.canary) },
      root: readOpening(json.root as Json),
      place: { index: BigInt(place.index as string), count: BigInt(place.count as string), path: hexes(place.path) },
    } as LeafProof
  } catch {
    return undefined
  }
}

/** A leaf proof as `readLeafProof` reads it. */
export function leafJson(proof: LeafProof): Json {
  return JSON.parse(JSON.stringify(proof, (_, x) => (typeof x === 'bigint' ? x.toString() : x))) as Json
}

/** Reads `GET /v1/epochs/<n>/headers/<number>`. */
export function readHeaderProof(json: Json): HeaderProof | undefined {
  try {
    return { root: readOpening(json.root as Json), path: hexes(json.path) }
  } catch {
    return undefined
  }
}

/** The header that a provider says has that number; not verified. */
export function readSigned(json: Json): { batch: Batch; signature: Hex } | undefined {
  try {
    const batch = json.batch as Record<string, string>
    return {
      batch: {
        provider: Number(batch.provider),
        epoch: Number(batch.epoch),
        number: BigInt(batch.number as string),
        firstSequence: BigInt(batch.firstSequence as string),
        count: Number(batch.count),
        receiptsRoot: hex(batch.receiptsRoot),
      },
      signature: hex(json.signature),
    }
  } catch {
    return undefined
  }
}

function readOpening(json: Json): RootOpening {
  return {
    epoch: Number(json.epoch),
    leasesRoot: hex(json.leasesRoot),
    headers: BigInt(json.headers as string),
    mmrRoot: hex(json.mmrRoot),
    seed: hex(json.seed),
  }
}

function hexes(value: unknown): Hex[] {
  return (value as unknown[]).map(hex)
}

function hex(value: unknown): Hex {
  if (typeof value !== 'string' || !/^0x([0-9a-fA-F]{2})+$/.test(value)) throw new TypeError('no hex')
  return value as Hex
}

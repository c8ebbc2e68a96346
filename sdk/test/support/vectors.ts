import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Batch, type LeaseSummary, type Receipt, receiptDomain } from '../../src/index.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../test/vectors', name), 'utf8'))

/** test/vectors/receipts.json */
export const vectors = read('receipts.json')
export const cidVectors = read('cid.json')
export const domain = receiptDomain(vectors.domain)

/** Content of length n in the vectors. */
export const contentOf = (length: number) =>
  Uint8Array.from({ length }, (_, i) => (7 * i + 13 * Math.floor(i / 256) + 3) % 256)

const RECEIPT_BIGINTS = ['sequence', 'functionId', 'fuel'] as const
const FIELDS =
  'provider deal lease epoch sequence functionId version moduleHash imageHash runtimeVersion requestHash responseHash fuel status transcriptHash'

const pick = (json: Record<string, unknown>, fields: string, bigints: readonly string[]) =>
  Object.fromEntries(
    fields.split(' ').map((field) => [field, bigints.includes(field) ? BigInt(json[field] as string) : json[field]]),
  )

export const receipts: Receipt[] = vectors.receipts.map(
  (json: Record<string, unknown>) => pick(json, FIELDS, RECEIPT_BIGINTS) as Receipt,
)
export const batch = pick(vectors.batch, 'provider epoch number firstSequence count receiptsRoot', [
  'number',
  'firstSequence',
]) as Batch
export const leases: LeaseSummary[] = vectors.leases.map(
  (json: Record<string, unknown>) =>
    pick(json, 'lease count fuel bytes failures canary', ['count', 'fuel', 'bytes', 'failures']) as LeaseSummary,
)

/** The error a call throws; fails when it does not. */
export function thrown<error = Error & Record<string, unknown>>(call: () => unknown): error {
  try {
    call()
  } catch (error) {
    return error as error
  }
  throw new Error('expected a throw')
}

/** A seeded generator (mulberry32): failures print their seed. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

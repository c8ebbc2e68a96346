import { contentHash, RECEIPT_STATUSES, type Receipt } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { toHex } from 'viem'
import type { Execution, Subject } from './execute.ts'
import type { StoredExecution } from './record.ts'

/** One comparison: what the receipt says, and what came out here. */
export type Check = { field: string; receipt: string; actual: string; same: boolean }

/** Compares what was signed with what was recorded and with what came out. */
export function compare(
  receipt: Receipt,
  { request, response }: StoredExecution,
  subject: Pick<Subject, 'moduleHash' | 'imageHash'>,
  { outcome, imageHash }: Execution,
): Check[] {
  const hash = (bytes: Uint8Array) => toHex(contentHash(bytes, nodeSha256))
  const statusName = (status: number) => `${status} (${RECEIPT_STATUSES[status] ?? 'unknown'})`
  const pairs: [string, string, string][] = [
    ['module', receipt.moduleHash, subject.moduleHash],
    ['registered image', receipt.imageHash, subject.imageHash],
    ['image', receipt.imageHash, imageHash],
    ['recorded request', receipt.requestHash, hash(request)],
    ['recorded response', receipt.responseHash, hash(response)],
    ['status', statusName(receipt.status), statusName(outcome.status)],
    ['fuel', String(receipt.fuel), String(outcome.fuel)],
    ['response', receipt.responseHash, hash(outcome.output)],
  ]
  return pairs.map(([field, signed, actual]) => ({
    field,
    receipt: signed,
    actual,
    same: signed.toLowerCase() === actual.toLowerCase(),
  }))
}

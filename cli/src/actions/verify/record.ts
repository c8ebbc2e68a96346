// Where receipts and the records of their executions come from.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decodeWire, type Receipt, type SignedReceipt } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput, CliError } from '../../core/errors.ts'
import { EXIT } from '../../core/exit-codes.ts'
import { request } from '../../market/content.ts'

/** What a provider recorded: encoded request, and response. */
export type StoredExecution = { request: Uint8Array; response: Uint8Array }

/** Reads a receipt: as its header carries it, from a file, or by sequence from a provider. */
export async function readReceipt(context: Context, text: string): Promise<SignedReceipt> {
  const match = text.match(/^(\d+)@(https?:\/\/.+)$/)
  if (match) {
    const [, sequence, endpoint] = match as unknown as [string, string, string]
    return decodeWire((await fetchRecord(endpoint, BigInt(sequence))).receipt)
  }
  const path = resolve(context.cwd, text)
  return decodeWire(existsSync(path) ? receiptInFile(path) : text)
}

/** The endpoint in `<sequence>@<endpoint>`. */
export const endpointIn = (text: string): string | undefined => text.match(/^\d+@(https?:\/\/.+)$/)?.[1]

/** A file with the header's value, or JSON with a field `receipt` (what `invoke --json` prints). */
function receiptInFile(path: string): string {
  const text = readFileSync(path, 'utf8').trim()
  if (!text.startsWith('{')) return text
  try {
    const { receipt } = JSON.parse(text) as { receipt?: unknown }
    if (typeof receipt === 'string') return receipt
  } catch (cause) {
    throw new CliError('BadInput', EXIT.input, `${path} is neither a receipt nor JSON`, {
      field: 'receipt',
      value: path,
      cause,
    })
  }
  throw badInput('receipt', path, 'a file with a receipt, or JSON with a field "receipt"')
}

type StoredRecord = { receipt: string; request: string; response: string; transcript: string }

async function fetchRecord(endpoint: string, sequence: bigint): Promise<StoredRecord> {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/receipts/${sequence}`
  const response = await request(url)
  if (response.ok) return (await response.json()) as StoredRecord
  throw new CliError(
    'RecordNotFound',
    EXIT.network,
    `${url} answered ${response.status}: the provider does not show this execution`,
    {
      field: 'receipt',
      value: String(sequence),
      allowed: 'a sequence that the provider has on record',
    },
  )
}

/** The record of a receipt's execution. */
export async function readRecord(endpoint: string, receipt: Receipt): Promise<StoredExecution> {
  const record = await fetchRecord(endpoint, receipt.sequence)
  return { request: Buffer.from(record.request, 'base64'), response: Buffer.from(record.response, 'base64') }
}

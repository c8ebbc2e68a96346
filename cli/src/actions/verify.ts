// Re-executes a receipt on this machine and compares: what the provider signed is what the module does, or it is not.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Outcome, prepare, RUNTIME_VERSION, Sandbox } from '@lambda-bourse/runtime'
import {
  CID_CODECS,
  cidFrom,
  contentHash,
  decodeRequest,
  decodeWire,
  RECEIPT_STATUSES,
  type Receipt,
  receiptDomain,
  type SignedReceipt,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { guestInput, parseVersionConfig, type VersionConfig } from '@lambda-bourse/worker'
import { toBytes, toHex, zeroHash } from 'viem'
import type { Context } from '../core/context.ts'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { download, request } from '../market/content.ts'
import { type Market, openMarket } from '../market/open.ts'

export type VerifyOptions = {
  /** The receipt as its header carries it, a file that holds one, or `<sequence>@<endpoint of the provider>`. */
  receipt: string
  /** Where the execution's record is, when not at the endpoint that the provider registered. */
  endpoint?: string
}

/** One comparison: what the receipt says, and what came out here. */
export type Check = { field: string; receipt: string; actual: string; same: boolean }

export type VerifyResult = {
  verified: boolean
  provider: number
  lease: number
  epoch: number
  sequence: bigint
  functionId: bigint
  version: number
  signer: string
  checks: Check[]
}

type Execution = { request: Uint8Array; response: Uint8Array }

/**
 * Verifies a receipt from end to end: path and signature, request and response, module, and a re-execution.
 * @returns Every comparison; `verified` says whether all agree.
 * @throws CliError Something that is needed cannot be had: that says nothing about the receipt.
 */
export async function verify(context: Context, options: VerifyOptions): Promise<VerifyResult> {
  const market = await openMarket(context)
  const signed = await readReceipt(context, options.receipt)
  const { receipt } = signed
  const { signer, problem } = await checkSignature(market, signed)
  const { provider, lease, epoch, sequence, functionId, version } = receipt
  const about = { provider, lease, epoch, sequence, functionId, version, signer }
  if (problem) return { verified: false, ...about, checks: [problem] }
  const endpoint =
    options.endpoint ?? endpointIn(options.receipt) ?? (await market.bourse.getProvider({ provider })).endpoint
  const execution = await context.progress.step('Fetching the record', () => readRecord(endpoint, receipt))
  const subject = await context.progress.step('Fetching the module', () =>
    readSubject(context, market, receipt, endpoint),
  )
  const outcome = await context.progress.step('Re-executing', async () => execute(market, receipt, execution, subject))
  const checks = compare(receipt, execution, subject.moduleHash, outcome)
  return { verified: checks.every((check) => check.same), ...about, checks }
}

async function readReceipt(context: Context, text: string): Promise<SignedReceipt> {
  const match = text.match(/^(\d+)@(https?:\/\/.+)$/)
  if (match) {
    const [, sequence, endpoint] = match as unknown as [string, string, string]
    return decodeWire((await fetchRecord(endpoint, BigInt(sequence))).receipt)
  }
  const path = resolve(context.cwd, text)
  return decodeWire(existsSync(path) ? receiptInFile(path) : text)
}

const endpointIn = (text: string): string | undefined => text.match(/^\d+@(https?:\/\/.+)$/)?.[1]

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

/** A receipt that is read back may be of any epoch, but must be in a batch that the operator of its epoch signed. */
async function checkSignature(
  { bourse, deployment }: Market,
  signed: SignedReceipt,
): Promise<{ signer: string; problem?: Check }> {
  const { provider, epoch } = signed.receipt
  const operator = await bourse.getOperatorAt({ provider, epoch })
  if (/^0x0+$/.test(operator)) {
    return {
      signer: '',
      problem: {
        field: 'signature',
        receipt: `of provider ${provider} in epoch ${epoch}`,
        actual: 'no such provider then',
        same: false,
      },
    }
  }
  try {
    verifyReceipt({ receipt: signed, domain: receiptDomain(deployment), operator, sha256: nodeSha256 })
    return { signer: operator }
  } catch (error) {
    const { name, shortMessage } = error as Error & { shortMessage?: string }
    if (!/^Receipt(Path|Signature|Signer)Error$/.test(name)) throw error
    return {
      signer: operator,
      problem: { field: 'signature', receipt: operator, actual: shortMessage ?? name, same: false },
    }
  }
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

async function readRecord(endpoint: string, receipt: Receipt): Promise<Execution> {
  const record = await fetchRecord(endpoint, receipt.sequence)
  return { request: Buffer.from(record.request, 'base64'), response: Buffer.from(record.response, 'base64') }
}

type Subject = { module: Uint8Array; moduleHash: string; config: VersionConfig }

/** Module and config as the registry names them, from whoever has them. */
async function readSubject(
  { settings }: Context,
  { bourse }: Market,
  receipt: Receipt,
  endpoint: string,
): Promise<Subject> {
  const version = await bourse.getVersion({ functionId: receipt.functionId, version: receipt.version })
  const hosts = [...(settings.gateway ? [settings.gateway] : []), endpoint]
  const module = await download(hosts, cidFrom({ digest: version.moduleDigest, codec: version.moduleCodec }))
  const config =
    version.configDigest === zeroHash
      ? undefined
      : await download(hosts, cidFrom({ digest: version.configDigest, codec: CID_CODECS.raw }))
  return { module, moduleHash: toHex(nodeSha256(module)), config: parseVersionConfig(config) }
}

function execute(
  { deployment }: Market,
  receipt: Receipt,
  { request }: Execution,
  { module, config }: Subject,
): Outcome {
  if (receipt.runtimeVersion !== RUNTIME_VERSION) {
    throw new CliError(
      'RuntimeVersion',
      EXIT.input,
      `the receipt is of runtime ${receipt.runtimeVersion}; this is ${RUNTIME_VERSION}`,
      {
        field: 'runtimeVersion',
        value: String(receipt.runtimeVersion),
        allowed: String(RUNTIME_VERSION),
        advice: ['Verify it with the release that has this runtime.'],
      },
    )
  }
  const { memoryPages, outputBytes, fuel } = config
  const program = prepare(module, {
    ...(memoryPages !== undefined && { memoryPages }),
    ...(outputBytes !== undefined && { outputBytes }),
  })
  const { input, env, args } = guestInput(program.abi, decodeRequest(request), config.env)
  const start = Number(deployment.genesis) + (receipt.epoch - 1) * deployment.config.epochLength
  const seed = toBytes(receipt.requestHash)
  return new Sandbox(program).invoke(input, { env, args, fuel, seed, timeNs: BigInt(start) * 1_000_000_000n })
}

function compare(receipt: Receipt, { request, response }: Execution, moduleHash: string, outcome: Outcome): Check[] {
  const hash = (bytes: Uint8Array) => toHex(contentHash(bytes, nodeSha256))
  const statusName = (status: number) => `${status} (${RECEIPT_STATUSES[status] ?? 'unknown'})`
  const pairs: [string, string, string][] = [
    ['module', receipt.moduleHash, moduleHash],
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

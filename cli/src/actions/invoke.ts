import { resolve } from 'node:path'
import { decodeWire, type Tier, tierOf } from '@lambda-bourse/sdk'
import { bodyOf } from '../core/body.ts'
import type { Context } from '../core/context.ts'
import { badInput, CliError, missing } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { needGateway } from '../core/settings.ts'
import { request } from '../market/content.ts'
import { namespaceOf } from '../market/open.ts'
import { readPlan } from '../project/plan-file.ts'

export type InvokeOptions = {
  /** Name, id or `owner:name`, with or without `@alias`. Default: that of bourse.yaml. */
  function?: string
  /** Path and query. Default `/`. */
  path?: string
  /** Default: POST with data, else GET. */
  method?: string
  /** Body: text, `@file`, or `-` for stdin. */
  data?: string
  contentType?: string
}

export type InvokeResult = {
  /** HTTP status; 200 when the function ended well. */
  status: number
  contentType: string
  body: Uint8Array
  provider: number
  lease: number
  /** Status of the execution: docs/receipts.md. */
  executionStatus: number
  fuel: bigint
  epoch: number
  sequence: bigint
  version: number
  tier: Tier
  /** The receipt as `bourse verify` takes it. */
  receipt: string
}

/**
 * Calls a function through the gateway, which verified the receipt that is returned.
 * @throws CliError `GatewayRefused` with what the gateway said, `Unreachable`.
 */
export async function invoke(context: Context, options: InvokeOptions = {}): Promise<InvokeResult> {
  const gateway = needGateway(context.settings)
  const body = await bodyOf(context, options.data)
  const method = (options.method ?? (body ? 'POST' : 'GET')).toUpperCase()
  if (body && (method === 'GET' || method === 'HEAD'))
    throw badInput('method', method, 'a method that takes a body, such as POST')
  const path = options.path ?? '/'
  if (!path.startsWith('/')) throw badInput('path', path, 'a path that begins with /')
  const headers: Record<string, string> = options.contentType ? { 'content-type': options.contentType } : {}
  const url = `${gateway}/f/${reference(context, options.function)}${path}`
  // Bytes, so that fetch adds no content type of its own.
  const response = await request(url, { method, headers, ...(body && { body: new Uint8Array(body) }) })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const receipt = response.headers.get('bourse-receipt')
  if (receipt === null) throw refusal(url, response.status, bytes)
  const { receipt: decoded } = decodeWire(receipt)
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: bytes,
    provider: decoded.provider,
    lease: decoded.lease,
    executionStatus: decoded.status,
    fuel: decoded.fuel,
    epoch: decoded.epoch,
    sequence: decoded.sequence,
    version: decoded.version,
    tier: tierOf(decoded),
    receipt,
  }
}

/** A bare name becomes `owner:name` where the owner is known, so that any gateway can serve it. */
function reference(context: Context, given: string | undefined): string {
  const wanted = given ?? nameInProject(context)
  const name = wanted.split('@')[0] as string
  if (/^\d+$/.test(name) || name.includes(':')) return wanted
  const owner = namespaceOf(context)
  return owner ? `${owner}:${wanted}` : wanted
}

function nameInProject({ cwd }: Context): string {
  try {
    const { name, alias } = readPlan(resolve(cwd, 'bourse.yaml'))
    return alias === 'live' ? name : `${name}@${alias}`
  } catch (error) {
    if ((error as Error).name !== 'BadPlan') throw error
    throw missing('function', 'a name, an id or <owner>:<name>; or a bourse.yaml in this folder')
  }
}

type Attempt = { provider: number; lease: number; reason: string; message: string }
type GatewayError = {
  error?: { name?: string; message?: string; field?: string; value?: string; allowed?: string; attempts?: Attempt[] }
}

function refusal(url: string, status: number, body: Uint8Array): CliError {
  const text = new TextDecoder().decode(body)
  let said: GatewayError = {}
  try {
    said = JSON.parse(text)
  } catch {
    // Not one of our gateways: what it said is shown as it is.
  }
  const {
    name = 'GatewayRefused',
    message = `${url} answered ${status} without a receipt: ${text.slice(0, 200)}`,
    ...rest
  } = said.error ?? {}
  const { field, value, allowed, attempts = [] } = rest
  const exitCode = status < 500 ? EXIT.input : EXIT.network
  return new CliError(name, exitCode, message, {
    ...(field && { field }),
    ...(value && { value }),
    ...(allowed && { allowed }),
    advice: attempts.map(({ provider, reason, message: why }) => `provider ${provider}: ${reason}: ${why}`),
    data: { status, url, attempts },
  })
}

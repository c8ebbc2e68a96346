// One invocation: ask the best provider, verify its answer, ask the next when it does not count.
import { contentHash, encodeRequest, isBourseError, type Receipt } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import type { Logger } from 'pino'
import { toHex } from 'viem'
import { order } from './balance/order.ts'
import type { Peer, Peers } from './balance/peer.ts'
import { GatewayError } from './errors.ts'
import type { ChainClock } from './market/clock.ts'
import type { Follower } from './market/follower.ts'
import { aliasNow, liveLeases } from './market/queries.ts'
import type { FunctionEntry, LeaseEntry } from './market/state.ts'
import type { Payer, Ticket } from './payment/payer.ts'
import { type Asked, type ReceiptChecker, UnverifiedError } from './receipts/check.ts'
import { endpointUrl } from './upstream/endpoint.ts'
import type { Upstream, UpstreamResponse } from './upstream/http.ts'

export type InvokeLimits = {
  /** Providers asked at most. */
  attempts: number
  /** Milliseconds for one provider's answer. */
  attemptMs: number
  /** Milliseconds for all of them. */
  totalMs: number
  /** Bytes of one answer. */
  responseBytes: number
}

export type InvokeDependencies = {
  follower: Follower
  clock: ChainClock
  peers: Peers
  checker: ReceiptChecker
  upstream: Upstream
  limits: InvokeLimits
  log: Logger
  /** This machine's clock, milliseconds. */
  now: () => number
  /** Pays for metered leases; left out, they are not called. */
  payer?: Payer | undefined
}

/** An invocation as it came in. */
export type Invocation = {
  readonly entry: FunctionEntry
  readonly alias: string
  readonly method: string
  /** Path and query; begins with `/`. */
  readonly path: string
  readonly contentType: string
  readonly body: Uint8Array
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
}

/** A verified answer. */
export type Answer = {
  readonly receipt: Receipt
  /** The header `bourse-receipt` as it came. */
  readonly wire: string
  readonly response: Uint8Array
  /** What the provider says the response is; not covered by the receipt. */
  readonly contentType: string | undefined
  readonly attempts: number
}

type Attempt = { provider: number; lease: number; reason: string; message: string }

/**
 * Invokes a function on its live leases until one answer verifies. Executions are deterministic and have no side
 * effects, so asking a second provider is safe whatever became of the first.
 * @throws GatewayError `AliasNotFound`, `NoLiveLease`, `BadRequest`, `BodyTooLarge`, `DeadlineExceeded`, `NoProviderAnswered`.
 */
export async function invoke(deps: InvokeDependencies, invocation: Invocation): Promise<Answer> {
  const { entry, alias } = invocation
  if (aliasNow(entry, alias) === undefined) throw aliasNotFound(entry, alias)
  const epoch = deps.clock.epoch()
  const leases = order(liveLeases(deps.follower.state, entry.id, alias, epoch), deps.peers, epoch)
  if (leases.length === 0) throw noLiveLease(entry, alias)
  const requestHash = hashOf(invocation)
  const deadline = AbortSignal.timeout(deps.limits.totalMs)
  const failures: Attempt[] = []
  for (const lease of leases.slice(0, deps.limits.attempts)) {
    const asked = { lease, entry, alias, requestHash }
    const answer = await attempt(deps, invocation, asked, deadline, failures)
    if (answer) return { ...answer, attempts: failures.length + 1 }
    if (invocation.signal.aborted || deadline.aborted) break
  }
  throw gaveUp(failures, deadline.aborted)
}

async function attempt(
  deps: InvokeDependencies,
  invocation: Invocation,
  asked: Asked,
  deadline: AbortSignal,
  failures: Attempt[],
): Promise<Omit<Answer, 'attempts'> | undefined> {
  const { lease } = asked
  const peer = deps.peers.of(lease.provider)
  const fail = (reason: string, message: string): undefined => {
    peer.lastFailure = `${reason}: ${message}`
    peer.failed++
    failures.push({ provider: lease.provider, lease: lease.id, reason, message })
    deps.log.warn({ provider: lease.provider, lease: lease.id, reason, message }, 'attempt failed')
  }
  let ticket: Ticket | undefined
  try {
    const paid = await askPaid(deps, invocation, lease, peer, deadline)
    const { answer } = paid
    ticket = paid.ticket
    if (answer.status === 402) {
      peer.circuit.succeeded()
      return fail('PaymentRequired', deps.payer ? 'wants more than this gateway pays' : 'is paid per execution')
    }
    if (answer.status !== 200 && answer.headers['bourse-receipt'] === undefined) {
      // The provider refuses, which is its right when it is overloaded or not ready, but helps nobody now.
      if (answer.status !== 413) peer.circuit.failed()
      else peer.circuit.succeeded()
      return fail(`Status${answer.status}`, `answered ${answer.status} without a receipt${saidIn(answer.body)}`)
    }
    const { receipt, response } = await checkTwice(deps, answer, asked)
    ticket?.paid(receipt.fuel)
    peer.circuit.succeeded()
    peer.healthy = true
    peer.verified++
    const wire = answer.headers['bourse-receipt'] as string
    return { receipt, response, wire, contentType: answer.headers['content-type'] }
  } catch (error) {
    if (invocation.signal.aborted) peer.circuit.cancelled()
    else if (error instanceof UnverifiedError && !error.mayBeStale) {
      peer.lies++
      peer.circuit.lied()
    } else peer.circuit.failed()
    return fail(error instanceof UnverifiedError ? error.reason : 'Unreachable', (error as Error).message)
  } finally {
    ticket?.failed()
  }
}

/** What a worker says of its refusal, where it says it as ours do: strangers' words, so no more than a line. */
function saidIn(body: Uint8Array): string {
  try {
    const { error } = JSON.parse(new TextDecoder().decode(body.subarray(0, MOST_SAID))) as {
      error?: { message?: unknown }
    }
    return typeof error?.message === 'string' ? `: ${error.message}` : ''
  } catch {
    return ''
  }
}

/** Bytes of a refusal that are read for its reason. */
const MOST_SAID = 1_024
/** How often a worker may ask for more: fuel of other calls may become due while one is on its way. */
const MORE = 4

/** Asks with a voucher where the lease is metered. The ticket is the caller's to end. */
async function askPaid(
  deps: InvokeDependencies,
  invocation: Invocation,
  lease: LeaseEntry,
  peer: Peer,
  deadline: AbortSignal,
): Promise<{ answer: UpstreamResponse; ticket: Ticket | undefined }> {
  for (let more = 0; ; more++) {
    const ticket = await deps.payer?.ticket(lease.id)
    try {
      const answer = await ask(deps, invocation, lease, peer, deadline, ticket?.header)
      if (answer.status !== 402 || more === MORE || deps.payer === undefined) return { answer, ticket }
      ticket?.failed()
      if (!(await deps.payer.refused(lease.id, answer.body))) return { answer, ticket: undefined }
      peer.circuit.succeeded()
    } catch (error) {
      ticket?.failed()
      throw error
    }
  }
}

async function ask(
  deps: InvokeDependencies,
  { method, path, contentType, body, signal }: Invocation,
  lease: LeaseEntry,
  peer: Peer,
  deadline: AbortSignal,
  voucher: string | undefined,
): Promise<UpstreamResponse> {
  const endpoint = deps.follower.state.providers.get(lease.provider)?.endpoint ?? ''
  const url = endpointUrl(endpoint, `/v1/leases/${lease.id}${path}`)
  const headers: Record<string, string> = { 'content-length': String(body.length) }
  if (contentType) headers['content-type'] = contentType
  if (voucher) headers['bourse-voucher'] = voucher
  const start = deps.now()
  peer.lastUsed = deps.peers.nextTurn()
  peer.inFlight++
  peer.circuit.attempt()
  try {
    const maxBytes = deps.limits.responseBytes
    const attempt = AbortSignal.any([signal, deadline, AbortSignal.timeout(deps.limits.attemptMs)])
    return await deps.upstream(url, { method, headers, body, signal: attempt, maxBytes })
  } finally {
    peer.inFlight--
    peer.latency.sample(deps.now() - start)
  }
}

/** A receipt that a newer view of the chain may explain (a new epoch, a switched alias) is checked again after a look at it. */
async function checkTwice(deps: InvokeDependencies, answer: UpstreamResponse, asked: Asked) {
  const wire = answer.headers['bourse-receipt']
  try {
    return deps.checker.check(wire, answer.body, asked, deps.follower.state)
  } catch (error) {
    if (!(error instanceof UnverifiedError) || !error.mayBeStale) throw error
    // While the chain cannot be read the first verdict stands.
    if (!(await deps.follower.refresh(0))) throw error
    const entry = deps.follower.state.functions.get(asked.entry.id) ?? asked.entry
    return deps.checker.check(wire, answer.body, { ...asked, entry }, deps.follower.state)
  }
}

function hashOf({ method, path, contentType, body }: Invocation): `0x${string}` {
  try {
    return toHex(contentHash(encodeRequest({ method, target: path, contentType, body }), nodeSha256))
  } catch (error) {
    if (!isBourseError(error)) throw error
    const { field, allowed } = error as { field?: string; allowed?: string }
    throw new GatewayError('BadRequest', 400, error.shortMessage, {
      ...(field && { field }),
      ...(allowed && { allowed }),
    })
  }
}

function aliasNotFound(entry: FunctionEntry, alias: string): GatewayError {
  const known = [...entry.aliases.keys()].filter((name) => aliasNow(entry, name) !== undefined)
  return new GatewayError('AliasNotFound', 404, `function ${entry.id} (${entry.name}) has no alias ${alias}`, {
    field: 'alias',
    value: alias,
    allowed: known.length > 0 ? known.join(', ') : 'none yet: its owner has promoted no version',
  })
}

const noLiveLease = (entry: FunctionEntry, alias: string) =>
  new GatewayError('NoLiveLease', 503, `no provider holds a lease of ${entry.name}@${alias} now`, {
    field: 'function',
    value: `${entry.id}@${alias}`,
    allowed: 'a function with a running deal (bourse deploy)',
  })

function gaveUp(attempts: readonly Attempt[], late: boolean): GatewayError {
  if (late) return new GatewayError('DeadlineExceeded', 504, 'no provider answered in time', { attempts })
  if (attempts.length > 0 && attempts.every((one) => one.reason === 'Status413')) {
    return new GatewayError('BodyTooLarge', 413, 'every provider refuses a body of this size', {
      field: 'body',
      attempts,
    })
  }
  if (attempts.length > 0 && attempts.every((one) => one.reason === 'PaymentRequired')) {
    return new GatewayError('PaymentRequired', 402, 'every provider is paid per execution, beyond what is paid here', {
      allowed: 'a gateway with a voucher key, and funds of its payer for the lease (docs/vouchers.md)',
      attempts,
    })
  }
  return new GatewayError('NoProviderAnswered', 502, 'no provider gave an answer that verifies', { attempts })
}

import {
  type ExecutorPool,
  HostFailureError,
  HostTimeoutError,
  isProvable,
  type Outcome,
  PoolOverloadedError,
  Status,
} from '@lambda-bourse/runtime'
import { type FunctionRequest, MOST_PROVABLE } from '@lambda-bourse/sdk'
import type { ChainTime } from '../chain/chainTime.ts'
import type { Clock } from '../clock.ts'
import type { EpochGate } from '../epochs/epochGate.ts'
import { messageOf, Refusal } from '../errors.ts'
import { type Call, type Input, inputOf } from '../execution/call.ts'
import type { Host, Target } from '../leases/host.ts'
import type { HostedVersion } from '../leases/hostedVersion.ts'
import type { Till } from '../payment/till.ts'
import type { Batcher } from '../receipts/batcher.ts'
import { contentHashFast, encodeRequestFast } from './hotPath.ts'

/** No capability is recorded yet, so every transcript is empty and its hash zero. */
const NO_TRANSCRIPT = new Uint8Array(0)
const NO_TRANSCRIPT_HASH = new Uint8Array(32)

/** The result of one invocation and the receipt for it. */
export interface Answer {
  status: number
  response: Uint8Array
  fuel: number
  contentType: string
  /** Value of the `bourse-receipt` header. */
  receipt: string
  /** All that the payer owes on a metered lease, micro-USDC. */
  owed?: bigint
}

/** What is run, in which epoch. */
interface Execution extends Omit<Call, 'start' | 'fuel'> {
  epoch: number
}

export interface InvokerOptions {
  host: Host
  gate: EpochGate
  time: ChainTime
  batcher: Batcher
  pool: ExecutorPool
  clock: Clock
  /** Fuel that an invocation may use on the thread that serves requests. */
  inlineFuel: bigint
  /** Longest an invocation may run in the pool. */
  deadlineMs: number
  /** Undefined where the market has no vouchers. */
  till?: Till | undefined
  /** Changes what is signed: for tests that catch liars. */
  alter?: ((outcome: Outcome, request: FunctionRequest) => Outcome) | undefined
}

/** Runs an invocation of a lease and resolves when its receipt is durable. */
export class Invoker {
  readonly #options: InvokerOptions

  constructor(options: InvokerOptions) {
    this.#options = options
  }

  /**
   * @param voucher the header `bourse-voucher`, for a metered lease
   * @throws Refusal when there is no receipted result.
   */
  async invoke(lease: number, request: FunctionRequest, voucher?: string): Promise<Answer> {
    const admitted = this.#options.till?.admit(lease, voucher)
    if (admitted === undefined) return this.execute(lease, request)
    const payment = await admitted
    try {
      const answer = await this.execute(lease, request)
      return { ...answer, owed: await payment.settle(BigInt(answer.fuel)) }
    } finally {
      payment.release()
    }
  }

  /**
   * The same without a voucher: what a contract asks for is paid by its fee.
   * @param isDemanded whether it is for a demand, when the lease is over as well
   * @throws Refusal when there is no receipted result.
   */
  async execute(lease: number, request: FunctionRequest, isDemanded = false): Promise<Answer> {
    const { gate, host, batcher } = this.#options
    if (!batcher.healthy) throw new Refusal('Unavailable', 503, 'the receipt log cannot be written now')
    const epoch = gate.enter()
    try {
      const target = host.target(lease, epoch, isDemanded)
      const encoded = encodeRequestFast(request)
      if (isProvable(target.version.program)) refuseUnprovable(encoded)
      const requestHash = contentHashFast(encoded)
      const outcome = await this.#run(target, { request, encoded, requestHash, epoch })
      const { status, output, fuel } = this.#options.alter?.(outcome, request) ?? outcome
      const execution = {
        template: target.template,
        lease,
        epoch,
        request: encoded,
        requestHash,
        response: output,
        responseHash: contentHashFast(output),
        transcript: NO_TRANSCRIPT,
        transcriptHash: NO_TRANSCRIPT_HASH,
        fuel: Number(fuel),
        status,
      }
      const receipt = await this.#receipt(execution)
      const { contentType } = target.version.config
      return { status, response: output, fuel: execution.fuel, contentType, receipt }
    } finally {
      gate.leave(epoch)
    }
  }

  async #receipt(execution: Parameters<Batcher['add']>[0]): Promise<string> {
    try {
      return await this.#options.batcher.add(execution)
    } catch (error) {
      throw new Refusal('Unavailable', 503, `the receipt could not be stored: ${messageOf(error)}`)
    }
  }

  #run(target: Target, { epoch, ...call }: Execution): Outcome | Promise<Outcome> {
    const { program, config } = target.version
    const start = this.#options.time.startOf(epoch)
    const input = inputOf(program, { ...call, start, fuel: config.fuel }, config.env)
    return this.#runInline(target.version, input) ?? this.#runInPool(target, input)
  }

  /** Undefined when it has to run, or run again, in the pool. */
  #runInline(version: HostedVersion, { input, options }: Input): Outcome | undefined {
    const { sandbox, policy } = version
    if (sandbox === undefined || !policy.inline) return undefined
    const { inlineFuel, clock } = this.#options
    const began = clock.monotonic()
    const isCapped = options.fuel > inlineFuel
    const fuel = isCapped ? inlineFuel : options.fuel
    try {
      const outcome = sandbox.invoke(input, { ...options, fuel })
      const exhausted = outcome.status === Status.OutOfFuel && isCapped
      policy.ranInline(exhausted, clock.monotonic() - began)
      return exhausted ? undefined : outcome
    } catch (error) {
      // The pool's threads have more native stack, and a thread that dies there takes nobody along.
      if (!(error instanceof HostFailureError)) throw error
      policy.ranInline(true, clock.monotonic() - began)
      return undefined
    }
  }

  async #runInPool({ version, slots }: Target, { input, options }: Input): Promise<Outcome> {
    const { pool, deadlineMs, inlineFuel } = this.#options
    try {
      const outcome = await slots.run(() => pool.invoke(version.program, input, { ...options, deadlineMs }))
      version.policy.ranInPool(outcome.fuel <= inlineFuel)
      return outcome
    } catch (error) {
      throw refusalOf(error)
    }
  }
}

/** What a dispute cannot hold is not run: its receipt could not be decided. @throws Refusal 413 */
function refuseUnprovable(encoded: Uint8Array): void {
  if (encoded.length <= MOST_PROVABLE) return
  const message = `the encoded request has ${encoded.length} bytes, a provable version takes at most ${MOST_PROVABLE}`
  throw new Refusal('BodyTooLarge', 413, message)
}

function refusalOf(error: unknown): unknown {
  if (error instanceof HostTimeoutError) return new Refusal('DeadlineExceeded', 504, error.message)
  if (error instanceof PoolOverloadedError) return new Refusal('Overloaded', 429, error.message)
  if (error instanceof HostFailureError) return new Refusal('Unavailable', 503, error.message)
  return error
}

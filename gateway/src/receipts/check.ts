// Whether a provider's answer counts: everything that docs/receipts.md lets a caller check without re-executing.
import {
  cachedRecover,
  contentHash,
  decodeWire,
  isBourseError,
  type Receipt,
  type ReceiptDomain,
  type SignedReceipt,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { toHex } from 'viem'
import type { ChainClock } from '../market/clock.ts'
import { aliasedSince, operatorAt } from '../market/queries.ts'
import type { FunctionEntry, LeaseEntry, MarketState } from '../market/state.ts'
import { nativeRecover } from './recover.ts'

/** What was asked, of whom. */
export type Asked = {
  readonly lease: LeaseEntry
  readonly entry: FunctionEntry
  readonly alias: string
  /** Content hash of the encoded request, in hex. */
  readonly requestHash: `0x${string}`
}

/** Why an answer does not count. */
export class UnverifiedError extends Error {
  override readonly name = 'UnverifiedError'
  /** The name of what is wrong: an SDK receipt error, `ReceiptMissing` or `ReceiptVersion`. */
  readonly reason: string
  /** The gateway's view of the chain may be older than the receipt: worth a look at the chain, then a second check. */
  readonly mayBeStale: boolean

  constructor(reason: string, message: string, mayBeStale: boolean) {
    super(message)
    this.reason = reason
    this.mayBeStale = mayBeStale
  }
}

/** Errors that a newer view of the chain may lift: a new epoch, a key that was changed. */
const MAY_BE_STALE = new Set(['ReceiptEpochError', 'ReceiptSignerError'])
/** How long the version before a switch is accepted: as long as a provider may take to fetch and prepare the next. */
const SWITCH_SECONDS = 30
const EMPTY = toHex(contentHash(new Uint8Array()))

/** Checks receipts against one chain. Signatures are recovered once per batch. */
export class ReceiptChecker {
  readonly #domain: ReceiptDomain
  readonly #clock: ChainClock
  readonly #recover = cachedRecover(4096, nativeRecover())

  constructor(domain: ReceiptDomain, clock: ChainClock) {
    this.#domain = domain
    this.#clock = clock
  }

  /**
   * Checks everything about an answer.
   * @param wire Value of its header `bourse-receipt`.
   * @param body The answer's body.
   * @returns The receipt, and the response that it commits to: the body, or nothing where the body only explains a failure.
   * @throws UnverifiedError
   */
  check(
    wire: string | undefined,
    body: Uint8Array,
    asked: Asked,
    state: MarketState,
  ): { receipt: Receipt; response: Uint8Array } {
    if (!wire) throw new UnverifiedError('ReceiptMissing', 'the answer carries no receipt', false)
    try {
      const signed = decodeWire(wire)
      const response = attested(signed.receipt, body)
      this.#checkSigned(signed, response, asked, state)
      this.#checkVersion(signed.receipt, asked)
      return { receipt: signed.receipt, response }
    } catch (error) {
      if (!isBourseError(error)) throw error
      throw new UnverifiedError(error.name, error.shortMessage, MAY_BE_STALE.has(error.name))
    }
  }

  #checkSigned(signed: SignedReceipt, response: Uint8Array, asked: Asked, state: MarketState): void {
    const { lease, entry, requestHash } = asked
    const operator = operatorAt(state, lease.provider, signed.receipt.epoch)
    if (!operator) {
      throw new UnverifiedError(
        'ReceiptSigner',
        `provider ${lease.provider} has no key in epoch ${signed.receipt.epoch}`,
        true,
      )
    }
    verifyReceipt({
      receipt: signed,
      domain: this.#domain,
      operator,
      currentEpoch: this.#epochFor(signed.receipt.epoch),
      expected: {
        provider: lease.provider,
        deal: lease.deal,
        lease: lease.id,
        functionId: entry.id,
        requestHash,
        response,
      },
      recover: this.#recover,
      sha256: nodeSha256,
    })
  }

  /** The running epoch; of two that clocks may disagree about, the receipt's. */
  #epochFor(epoch: number): number {
    const running = this.#clock.epoch()
    return epoch === running + 1 && this.#clock.mayHaveBegun(epoch) ? epoch : running
  }

  #checkVersion(receipt: Receipt, { entry, alias }: Asked): void {
    const version = entry.versions.get(receipt.version)
    const since = Math.min(this.#clock.startOf(receipt.epoch), this.#clock.seconds() - SWITCH_SECONDS)
    if (!version || !aliasedSince(entry, alias, receipt.version, since)) {
      const message = `version ${receipt.version} is not what ${alias} names, now or when epoch ${receipt.epoch} began`
      throw new UnverifiedError('ReceiptVersion', message, true)
    }
    if (version.moduleHash.toLowerCase() !== receipt.moduleHash) {
      const message = `module ${receipt.moduleHash} is not version ${receipt.version}'s ${version.moduleHash}`
      throw new UnverifiedError('ReceiptModule', message, false)
    }
    // What decides a dispute: another image, or none, is the word of a provider that could not be held to it.
    if (version.imageHash.toLowerCase() !== receipt.imageHash) {
      const message = `image ${receipt.imageHash} is not version ${receipt.version}'s ${version.imageHash}`
      throw new UnverifiedError('ReceiptImage', message, false)
    }
  }
}

/** A failed execution's response is often empty; its worker then explains in a body that nobody signed: drop that. */
function attested(receipt: Receipt, body: Uint8Array): Uint8Array {
  return receipt.status !== 0 && receipt.responseHash === EMPTY ? new Uint8Array() : body
}

import { CallRefusedError, type TransactionClient } from '../chain/client.ts'
import type { Sender, Sent } from '../chain/sender.ts'
import { messageOf } from '../errors.ts'
import type { LeaseTable } from '../leases/leaseTable.ts'
import type { Logger } from '../log.ts'
import type { CreditBook } from './credit.ts'
import type { Account, Till } from './till.ts'

export interface RedeemerOptions {
  till: Till
  credit: CreditBook
  sender: Sender
  transactions: TransactionClient
  leases: LeaseTable
  /** micro-USDC that are worth a transaction. */
  redeemAt: bigint
  log: Logger
}

/** Turns vouchers into money: when it is worth it, when the payer goes, and when the lease is over. */
export class Redeemer {
  readonly #options: RedeemerOptions
  /** Epoch of the last redemption of an account, so that a payer who goes is redeemed once an epoch. */
  readonly #done = new Map<string, number>()

  constructor(options: RedeemerOptions) {
    this.#options = options
  }

  /** Looks at every account, one transaction after the other. */
  async work(epoch: number): Promise<void> {
    const { till, log } = this.#options
    for (const account of till.accounts()) {
      const { payer, lease } = account.row
      try {
        await this.#consider(account, epoch)
      } catch (error) {
        log.warn('voucher.not_redeemed', { payer, lease, reason: messageOf(error) })
      }
    }
  }

  async #consider({ row }: Account, epoch: number): Promise<void> {
    const { credit, leases, redeemAt } = this.#options
    const { payer, lease, signer } = row
    const key = `${payer}:${lease}`
    const { redeemed, ending } = await credit.of(payer, lease, signer)
    const rest = row.signed - redeemed
    if (rest <= 0n) return
    const end = leases.get(lease)?.end ?? 0
    const isLast = (ending || epoch >= end) && this.#done.get(key) !== epoch
    if (rest < redeemAt && !isLast) return
    if ((await this.#redeem(rest, row)) === 'success') this.#done.set(key, epoch)
  }

  async #redeem(paid: bigint, row: Account['row']): Promise<Sent | 'refused'> {
    const { payer, lease, amount, signer, signature } = row
    const { credit, sender, transactions, log } = this.#options
    const call = transactions.redeem({ voucher: { payer, lease, amount }, signature })
    let sent: Sent | 'refused' = 'refused'
    try {
      sent = await sender.send(`redeem:${payer}:${lease}`, call)
      log.info('voucher.redeemed', { payer, lease, amount: String(amount), paid: String(paid), outcome: sent })
    } catch (error) {
      if (!(error instanceof CallRefusedError)) throw error
      log.warn('voucher.refused', { payer, lease, amount: String(amount), reason: error.reason })
    }
    await credit.again(payer, lease, signer)
    return sent
  }
}

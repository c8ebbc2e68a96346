import { formatUsdc } from '@lambda-bourse/sdk'
import { type Address, isAddress } from 'viem'
import type { Context } from '../../core/context.ts'
import { badInput, missing } from '../../core/errors.ts'
import { amountOf } from '../../market/amounts.ts'
import { openMarketWithAccount } from '../../market/open.ts'
import type { VoucherKey } from './status.ts'

export type PayKeyOptions = {
  /** Address of the key that signs vouchers, such as a gateway's. */
  key: string
  /** Most that it may sign for, in USDC, for each lease. */
  cap?: string
  /** Ends it after notice instead. */
  revoke?: boolean
}

export type PayKeyResult = VoucherKey & { payer: Address; transaction: string }

/**
 * Registers a key that signs vouchers for the account, raises its cap, or revokes it.
 * @throws CliError No address, neither or both of `cap` and `revoke`, a cap that is not above the one before.
 */
export async function payKey(context: Context, options: PayKeyOptions): Promise<PayKeyResult> {
  const { key, cap: capText, revoke = false } = options
  if (!isAddress(key)) throw badInput('key', key, 'an address: 0x and 40 hexadecimal digits')
  if (revoke && capText !== undefined) throw badInput('cap', capText, 'nothing beside --revoke')
  if (!revoke && capText === undefined) throw missing('cap', 'USDC that the key may sign for, or --revoke')
  const cap = capText === undefined ? 0n : amountOf('cap', capText)
  const { bourse, account } = await openMarketWithAccount(context)
  const payer = account.address
  const before = await bourse.getVoucherKey({ payer, key })
  if (revoke ? before.cap === 0n : cap < before.cap) {
    if (revoke) throw badInput('key', key, 'a key that this account has registered')
    throw badInput('cap', capText, `at least ${formatUsdc(before.cap)}: caps are only raised; --revoke ends a key`)
  }
  const step = revoke ? `Revoking ${key}` : `Registering ${key} up to ${formatUsdc(cap)} a lease`
  const { hash } = await context.progress.step(step, async () =>
    revoke ? bourse.revokeVoucherKey.andWait({ key }) : bourse.setVoucherKey.andWait({ key, cap }),
  )
  const after = await bourse.getVoucherKey({ payer, key })
  return { payer, key, cap: after.cap, until: after.until, transaction: hash }
}

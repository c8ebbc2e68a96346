import { vouchersAbi } from '@lambda-bourse/sdk'
import { type Address, getAbiItem } from 'viem'
import type { Context } from '../../core/context.ts'
import { type LeaseFunds, type MeteredOptions, meteredLeases } from '../../market/metered.ts'
import { type MarketWithAccount, openMarketWithAccount } from '../../market/open.ts'

/** `cap`: most that the key may sign for, for each lease; `until`: epoch in which it ends, 0 when it goes on. */
export type VoucherKey = { key: Address; cap: bigint; until: number }

export type PayStatus = { payer: Address; epoch: number; balance: bigint; leases: LeaseFunds[]; keys: VoucherKey[] }

/**
 * What the account set aside for metered leases, what was paid of it, and the keys that sign for it.
 * @param options `lease`; or `deal` or a function, whose metered leases are meant.
 * @throws CliError There is no such lease or deal, or none that is metered.
 */
export async function payStatus(context: Context, options: MeteredOptions = {}): Promise<PayStatus> {
  const market = await openMarketWithAccount(context)
  const payer = market.account.address
  const [leases, epoch, balance, keys] = await Promise.all([
    meteredLeases(context, market, options),
    market.bourse.getCurrentEpoch(),
    market.bourse.getEscrowBalance({ account: payer }),
    keysOf(market),
  ])
  return { payer, epoch, balance, leases, keys }
}

/** Every key that the account ever registered and that is still good for something. */
async function keysOf({ client, bourse, deployment, account }: MarketWithAccount): Promise<VoucherKey[]> {
  const { vouchers: address, block: fromBlock } = deployment
  if (address === undefined) return []
  const payer = account.address
  const event = getAbiItem({ abi: vouchersAbi, name: 'KeySet' })
  const logs = await client.getLogs({ address, event, args: { payer }, fromBlock, strict: true })
  const names = [...new Set(logs.map((log) => log.args.key))]
  const keys = await Promise.all(names.map(async (key) => ({ key, ...(await bourse.getVoucherKey({ payer, key })) })))
  return keys.filter(({ cap }) => cap > 0n).map(({ key, cap, until }) => ({ key, cap, until }))
}

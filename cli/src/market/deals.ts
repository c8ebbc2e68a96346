import { bourseAbi, type DealView, decodeAlias } from '@lambda-bourse/sdk'
import { getAbiItem } from 'viem'
import type { Market } from './open.ts'

/** Every deal of a function that is not over, those opened last first. */
export async function openDeals({ client, bourse, deployment }: Market, functionId: bigint): Promise<DealView[]> {
  const [logs, epoch] = await Promise.all([
    client.getLogs({
      address: deployment.bourse,
      event: getAbiItem({ abi: bourseAbi, name: 'DealOpened' }),
      args: { functionId },
      fromBlock: deployment.block,
      strict: true,
    }),
    bourse.getCurrentEpoch(),
  ])
  const deals = await Promise.all(logs.map((log) => bourse.getDeal({ deal: log.args.deal })))
  return deals.filter((deal) => deal.open && deal.end > epoch).reverse()
}

/** Of a function's deals the newest that this owner opened for this alias. */
export function ownDeal(deals: readonly DealView[], owner: string, alias: string): DealView | undefined {
  return deals.find(
    (deal) => deal.owner.toLowerCase() === owner.toLowerCase() && decodeAlias(deal.plan.aliasName) === alias,
  )
}

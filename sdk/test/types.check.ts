// Checked by the compiler, run by nothing: what the SDK's types promise. Each @ts-expect-error is a promise too.
import type { Plan, Receipt, SignedReceipt, VersionInput } from '@lambda-bourse/sdk'
import { bourseActions, getDeal, type openDeal, parsePlan, toPlan, verifyReceipt } from '@lambda-bourse/sdk'
import type { Address, Hash, Hex } from 'viem'
import { createClient, createPublicClient, http } from 'viem'

type Equal<a, b> = (<t>() => t extends a ? 1 : 2) extends <t>() => t extends b ? 1 : 2 ? true : false
const same = <_ extends true>(): void => undefined

declare const plan: Plan
declare const version: VersionInput
const client = createClient({ transport: http() }).extend(bourseActions())
const bare = createPublicClient({ transport: http() })

export async function reads(): Promise<void> {
  const deal = await client.getDeal({ deal: 1 })
  same<Equal<typeof deal.reserve, bigint>>()
  same<Equal<typeof deal.owner, Address>>()
  same<Equal<(typeof deal.leases)[number]['start'], number>>()
  const alone = await getDeal(bare, { deal: 1, blockNumber: 5n })
  same<Equal<typeof alone, typeof deal>>()
  const quote = await client.quote({ plan, hints: [1], limit: 5n })
  same<Equal<'Price' extends (typeof quote.unfilled)[number]['reason'] ? true : false, true>>()
  const { version: live } = await client.getAlias({ functionId: 1n, alias: 'live' })
  same<Equal<typeof live, number>>()
  await client.getCurrentEpoch()
  // @ts-expect-error a deal's id is a number
  await client.getDeal({ deal: 1n })
  // @ts-expect-error parameters are asked for
  await client.getDeal()
}

export async function writes(): Promise<void> {
  const hash = await client.openDeal({ plan })
  same<Equal<typeof hash, Hash>>()
  const { event, receipt } = await client.openDeal.andWait({ plan, maxFeePerGas: 1n })
  same<Equal<typeof event.deal, number>>()
  same<Equal<typeof receipt.gasUsed, bigint>>()
  const maybe = (await client.fill.andWait({ deal: 1 })).event
  // @ts-expect-error fill may have nothing to tell
  void maybe.lease
  same<Equal<Awaited<ReturnType<typeof client.openDeal.simulate>>, number>>()
  same<Equal<ReturnType<typeof client.retire.call>, { to: Address; data: Hex }>>()
  same<Equal<ReturnType<typeof openDeal.extractEvent>['plan']['regions'], bigint>>()
  await client.publishVersion({ functionId: 1n, version })
  await client.retire()
  // @ts-expect-error a plan is asked for
  await client.openDeal({})
  // @ts-expect-error no such parameter
  await client.claim({ provider: 1, lease: 2 })
  // @ts-expect-error aliases are text here
  await client.setAlias({ functionId: 1n, alias: 1, version: 1 })
}

export function files(): void {
  const fields = parsePlan('')
  same<Equal<typeof fields.instances, number>>()
  same<Equal<ReturnType<typeof toPlan>, Plan>>()
  // @ts-expect-error the market's epoch length is asked for
  toPlan(fields, { functionId: 1n })
}

export function receipts(): void {
  same<Equal<ReturnType<typeof verifyReceipt>, SignedReceipt>>()
  same<Equal<Receipt['moduleHash'], Hex>>()
  same<Equal<Receipt['sequence'], bigint>>()
  // @ts-expect-error who must have signed is asked for
  verifyReceipt({ receipt: '', domain: { chainId: 1, bourse: '0x', separator: new Uint8Array() } })
}

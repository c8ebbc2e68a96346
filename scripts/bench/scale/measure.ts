// What is measured in a market of each size, always in the same order, in the same epochs, on a branch that is thrown away.
import type { Hex } from 'viem'
import { type Market, PARAMETERS, type Party, PLAN } from '../gas/market.ts'
import { BEST, type Crowd } from './build.ts'

export type Ops = Record<string, number>

/** A price in a part of the book that is in use at every size, but is nobody's yet. */
const NEW_PRICE = BEST + 1
const PASSED = 100
/** Epochs that are attested before a claim: more than grace and window. */
const WORK = 90

export async function measure(m: Market, crowd: Crowd): Promise<Ops> {
  const before = await m.snapshot()
  const ops: Ops = {}
  const developer = await m.buyer()
  const rival = await m.provider()
  await book(m, ops, rival)
  await matching(m, crowd, ops, developer, rival)
  await epochs(m, crowd, ops, developer)
  await m.restore(before)
  return ops
}

async function book(m: Market, ops: Ops, rival: Party): Promise<void> {
  ops['postOffer.newPrice'] = (await m.post(rival, NEW_PRICE, 5)).gas
  const last = await m.post(rival, BEST, 5)
  ops['postOffer.usedPrice'] = last.gas
  ops.closeOffer = await m.send(rival.address, m.bourse, 'closeOffer', [last.id])
  ops['provider.register'] = (await m.provider()).gas
}

async function matching(m: Market, crowd: Crowd, ops: Ops, developer: Party, rival: Party): Promise<void> {
  // warm: the developer has met the provider's offers, as the crowd has
  await m.open(developer, {}, [1])
  ops['openDeal.hint'] = (await m.open(developer, {}, [2])).gas
  ops['openDeal.walk'] = (await m.open(developer, {}, [])).gas
  const waiting = await openUnfilled(m, developer)
  ops.fill = await m.send(developer.address, m.bourse, 'fill', [waiting, [], 2n ** 255n, 1000n])
  const { id } = await m.open(developer, {}, [3])
  const other = await m.post(rival, BEST, 5)
  await m.goTo((await m.epoch()) + 2)
  await attest(m, crowd)
  const replace = [id * 256, [other.id], 2n ** 255n, 0n]
  ops.replaceLease = await m.send(developer.address, m.bourse, 'replaceLease', replace)

  // past cheap offers, and the large ones, that lack a feature: costs what it passes, whatever else there is
  const branch = await m.snapshot()
  for (let i = 0; i < PASSED; i++) await m.post(rival, 1300 + i, 1)
  const rare = { features: 1 }
  await m.send(rival.address, m.bourse, 'postOffer', [{ ...m.terms(BEST, 5), ...rare }])
  ops[`openDeal.walk.past${PASSED}`] = (await m.open(developer, rare, [])).gas
  await m.restore(branch)
}

/** A deal that looked at no offer. */
async function openUnfilled(m: Market, developer: Party): Promise<number> {
  await m.send(developer.address, m.bourse, 'openDeal', [PLAN, [], 2n ** 255n, 0n])
  const [, , id] = await m.read<number[]>(m.lens, 'counts')
  return id as number
}

async function epochs(m: Market, crowd: Crowd, ops: Ops, developer: Party): Promise<void> {
  const kept = await m.open(developer, { epochs: 400 }, [4])
  const cancelled = await m.open(developer, { epochs: 400 }, [4])
  const unstarted = await m.open(developer, { epochs: 400 }, [4])
  ops['cancelDeal.beforeStart'] = await m.send(developer.address, m.bourse, 'cancelDeal', [unstarted.id])
  const changed = await m.open(developer, { instances: 4, perProvider: 9, epochs: 400 }, [4], 1)
  const gas: number[] = []
  for (let i = 0; i < WORK; i++) {
    await m.goTo((await m.epoch()) + 1)
    gas.push(await attest(m, crowd))
  }
  ops.attest = Math.max(...gas)
  ops.claim = await m.send(developer.address, m.bourse, 'claim', [crowd.provider])
  ops.cancelDeal = await m.send(developer.address, m.bourse, 'cancelDeal', [cancelled.id])
  await changes(m, crowd, ops, developer, changed.id)
  await missOne(m, crowd, ops)
  ops.refund = await m.send(developer.address, m.bourse, 'refund', [kept.id * 256])
  ops.release = await m.send(developer.address, m.bourse, 'release', [cancelled.id * 256])
}

/** What an owner does to a deal that runs, and what its provider may. */
async function changes(m: Market, crowd: Crowd, ops: Ops, developer: Party, deal: number): Promise<void> {
  const send = (fn: string, args: unknown[]) => m.send(developer.address, m.bourse, fn, args)
  ops.extendDeal = await send('extendDeal', [deal, 10])
  ops.scaleUp = await send('scaleUp', [deal, 1, [5], 2n ** 255n, 0n])
  ops.scaleDown = await send('scaleDown', [deal * 256, 1])
  const waiting = await openUnfilled(m, developer)
  ops.setMaxPrice = await send('setMaxPrice', [waiting, 4000])
  ops.dropUnfilled = await send('dropUnfilled', [waiting, 1])
  ops.decline = await m.send(crowd.operator.address, m.bourse, 'decline', [deal * 256])
}

/** Lets an epoch go by unattested until its grace is over, and attests the next. */
async function missOne(m: Market, crowd: Crowd, ops: Ops): Promise<void> {
  const missed = await m.epoch()
  await m.goTo(missed + PARAMETERS.grace + 1)
  ops['attest.afterMissed'] = await attest(m, crowd, missed + 1)
}

/** Attests an epoch, by default the one just ended. */
async function attest(m: Market, crowd: Crowd, epoch?: number): Promise<number> {
  const root: Hex = `0x${'a7'.repeat(32)}`
  const ended = epoch ?? (await m.epoch()) - 1
  return m.send(crowd.operator.address, m.bourse, 'attest', [ended, root])
}

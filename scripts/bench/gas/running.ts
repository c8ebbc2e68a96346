// A deal while it runs: longer, smaller, on another provider; attestations that somebody else carries.
import type { Market, Offer, Party, Provider } from './market.ts'
import type { Ops } from './operations.ts'

const CARRIED = 50

export async function running(m: Market, ops: Ops) {
  const dev = await m.buyer()
  const seller = await m.provider()
  const offer = await m.post(seller, 40, 200)
  await changes(m, ops, dev, seller, offer)
  await replacements(m, ops, dev, seller)
  await carried(m, ops, dev)
}

async function changes(m: Market, ops: Ops, dev: Party, seller: Provider, offer: Offer) {
  const five = { instances: 5, perProvider: 5 }
  const extended = await m.open(dev, five, [offer.id], 1)
  const scaled = await m.open(dev, five, [offer.id], 1)
  const repriced = await m.open(dev, five, [offer.id], 1)
  await m.goTo((await m.epoch()) + 2)
  await m.attest(seller, (await m.epoch()) - 1)
  ops.extendDeal = await m.send(dev.address, m.bourse, 'extendDeal', [extended.id, 500])
  ops.scaleDown = await m.send(dev.address, m.bourse, 'scaleDown', [scaled.id * 256, 2])
  ops.setMaxPrice = await m.send(dev.address, m.bourse, 'setMaxPrice', [repriced.id, 4000])
  ops.scaleUp = await m.send(dev.address, m.bourse, 'scaleUp', [
    repriced.id,
    2,
    [(await m.post(await m.provider(), 3000, 9)).id],
    2n ** 255n,
    0n,
  ])
  ops.decline = await m.send(seller.address, m.bourse, 'decline', [repriced.id * 256])
}

/** The lease's place goes to a provider that nobody has dealt with. */
async function replacements(m: Market, ops: Ops, dev: Party, seller: Provider) {
  const dear = await m.post(seller, 3600, 2)
  const deals = [await m.open(dev, {}, [dear.id]), await m.open(dev, {}, [dear.id])] as const
  await m.goTo((await m.epoch()) + 1)
  await m.attest(seller, (await m.epoch()) - 1)
  const hinted = await m.post(await m.provider(), 3000, 5)
  const replace = (deal: number, hints: number[], steps: bigint) =>
    m.send(dev.address, m.bourse, 'replaceLease', [deal * 256, hints, 2n ** 255n, steps])
  ops['replaceLease.hint'] = await replace(deals[0].id, [hinted.id], 0n)
  await m.post(await m.provider(), 30, 5)
  ops['replaceLease.walk'] = await replace(deals[1].id, [], 100n)
  ops.replaceLease = Math.max(ops['replaceLease.hint'], ops['replaceLease.walk'])
}

/** Fifty providers, each with one lease, on warm rings as `attest.1lease`'s; each second time with tips. */
async function carried(m: Market, ops: Ops, dev: Party) {
  const sellers: Provider[] = []
  for (let i = 0; i < CARRIED; i++) {
    const seller = await m.provider()
    await m.open(dev, { epochs: 2000 }, [(await m.post(seller, 3000, 1)).id])
    sellers.push(seller)
  }
  const carrier = await m.buyer()
  const worst = { plain: 0, tipped: 0 }
  // the ring's words are written before: its second lap is what every later one costs
  for (let i = 0; i < 256 + 12; i++) {
    const epoch = (await m.epoch()) + (i === 0 ? 2 : 1)
    await m.goTo(epoch)
    const entries = await Promise.all(sellers.map((seller) => m.signedAttestation(seller, epoch - 1, i % 2 ? 100 : 0)))
    const gas = await m.send(carrier.address, m.bourse, 'attestBatch', [entries])
    if (i > 256) worst[i % 2 ? 'tipped' : 'plain'] = Math.max(worst[i % 2 ? 'tipped' : 'plain'], gas)
  }
  ops['attestBatch.50'] = worst.plain
  ops['attestBatch.50.each'] = Math.ceil(worst.plain / CARRIED)
  ops['attestBatch.50.tipped.each'] = Math.ceil(worst.tipped / CARRIED)
}

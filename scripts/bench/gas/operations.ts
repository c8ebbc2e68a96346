// What is measured. Set-ups are honest: buyers and providers are new to each other, slots are cold, nothing is primed
// that would not be in use. Where two cases are usual, the dearer one bears the name.
import type { Address, Hex } from 'viem'
import { beside } from './beside.ts'
import type { Market, Offer, Provider } from './market.ts'
import { NO_MODULES, PARAMETERS } from './market.ts'
import { running } from './running.ts'

export type Ops = Record<string, number>

const RING = 256 // the power of two above window + grace + game + 2, here
const LONG = 4000

export async function measure(m: Market): Promise<Ops> {
  const ops: Ops = {}
  await m.goTo(100)
  await seedBook(m)
  await offers(m, ops)
  await escrow(m, ops)
  await registry(m, ops)
  await deals(m, ops)
  await ends(m, ops)
  await running(m, ops)
  await beside(m, ops)
  await attestations(m, ops)
  await refunds(m, ops)
  await crowd(m, ops)
  return ops
}

/** A book that is in use: a few offers in the region that everybody trades in. */
async function seedBook(m: Market) {
  const seller = await m.provider()
  for (const price of [4000, 9000, 70_000]) await m.post(seller, price, 5)
}

async function offers(m: Market, ops: Ops) {
  const seller = await m.provider()
  ops.register = seller.gas
  // prices with as many non-zero bytes as the units leave, so that calldata costs the same
  const before = await m.snapshot()
  ops['postOffer.1unit'] = (await m.post(seller, 0x6501, 1)).gas
  await m.restore(before)
  const again = await m.snapshot()
  ops['postOffer.1000units'] = (await m.post(seller, 0x6500, 1000)).gas
  await m.restore(again)
  ops['postOffer.usedPrice'] = (await m.post(seller, 4000, 1000)).gas
  const empty = await m.post(seller, 1000, 10, 63)
  ops['postOffer.emptyRegion'] = empty.gas
  ops.closeOffer = await m.send(seller.address, m.bourse, 'closeOffer', [empty.id])
}

async function escrow(m: Market, ops: Ops) {
  const who = await m.party()
  const deadline = 2n ** 40n
  const value = 10n ** 9n
  const domain = { name: 'USD Coin', version: '2', chainId: 31337, verifyingContract: m.usdc.address }
  const signature = await who.key.signTypedData({
    domain,
    primaryType: 'Permit',
    types: {
      Permit: uints(['owner', 'spender', 'value', 'nonce', 'deadline'], { owner: 'address', spender: 'address' }),
    },
    message: { owner: who.address, spender: m.bourse.address, value, nonce: 0n, deadline },
  })
  ops['deposit.permit'] = await m.send(who.address, m.bourse, 'depositWithPermit', [
    who.address,
    value,
    deadline,
    signature,
  ])
  ops.withdraw = await m.send(who.address, m.bourse, 'withdraw', [who.address, value / 2n])
}

async function registry(m: Market, ops: Ops) {
  const who = await m.party()
  ops['registry.register'] = await m.send(who.address, m.registry, 'register', ['markdown'])
  const digest: Hex = `0x${'5a'.repeat(32)}`
  const version = {
    moduleHash: digest,
    moduleDigest: digest,
    configDigest: digest,
    imageHash: `0x${'00'.repeat(32)}`,
    samplesHash: `0x${'00'.repeat(32)}`,
    moduleCodec: 0x55,
    kind: 0,
    abiVersion: 1,
    publishedAt: 0n,
  }
  ops.publish = await m.send(who.address, m.registry, 'publish', [1n, version])
  await m.send(who.address, m.registry, 'publish', [1n, version])
  const live: Hex = `0x6c697665${'00'.repeat(20)}`
  ops['setAlias.first'] = await m.send(who.address, m.registry, 'setAlias', [1n, live, 1])
  const promote = await m.send(who.address, m.registry, 'setAlias', [1n, live, 2])
  const rollBack = await m.send(who.address, m.registry, 'setAlias', [1n, live, 1])
  ops.setAlias = Math.max(promote, rollBack)
}

/** Ten offers of ten providers that nobody has dealt with; `step` apart. */
async function ten(m: Market, price: number, step: number, units: number): Promise<Offer[]> {
  const list: Offer[] = []
  for (let i = 0; i < 10; i++) list.push(await m.post(await m.provider(), price + i * step, units))
  return list
}

/** Ten offers of one unit that stand in the middle of a queue: the dearest place to be taken from. */
async function queued(m: Market, price: number): Promise<Offer[]> {
  const other = await m.provider()
  const queue = async () => {
    for (let i = 0; i < 10; i++) await m.post(other, price + i * 7, 1)
  }
  await queue()
  const list = await ten(m, price, 7, 1)
  await queue()
  return list
}

async function deals(m: Market, ops: Ops) {
  const dev = await m.buyer()
  await m.open(dev, {}, [(await m.post(await m.provider(), 3000, 9)).id])

  const single = await m.post(await m.provider(), 3000, 9)
  ops['openDeal.1lease'] = (await m.open(dev, {}, [single.id])).gas
  const last = await m.post(await m.provider(), 3100, 1)
  ops['openDeal.1lease.lastUnit'] = (await m.open(dev, {}, [last.id])).gas
  await m.post(await m.provider(), 2900, 9)
  ops['openDeal.1lease.walk'] = (await m.open(dev, {}, [])).gas

  const plan = { instances: 10 }
  const stay = await ten(m, 2000, 7, 3)
  ops['openDeal.10leases.offersStay'] = (await m.open(dev, plan, ids(stay))).gas
  const leave = await queued(m, 1900)
  ops['openDeal.10leases.offersTaken'] = (await m.open(dev, plan, ids(leave))).gas
  ops['openDeal.10leases'] = Math.max(ops['openDeal.10leases.offersStay'], ops['openDeal.10leases.offersTaken'])

  await ten(m, 1000, 7, 3)
  ops['openDeal.10leases.walk.offersStay'] = (await m.open(dev, plan, [])).gas
  await ten(m, 900, 7, 1)
  ops['openDeal.10leases.walk.offersTaken'] = (await m.open(dev, plan, [])).gas
  ops['openDeal.10leases.walk'] = Math.max(
    ops['openDeal.10leases.walk.offersStay'],
    ops['openDeal.10leases.walk.offersTaken'],
  )
  ops['openDeal.10leases.walk.pastTen'] = await pastTen(m, dev)
}

/** The same walk through ten offers that do not suit and the ten stale prices that the walk before left. */
async function pastTen(m: Market, dev: { address: Address; key: Provider['key'] }) {
  for (let i = 0; i < 10; i++) await m.post(await m.provider(), 100 + i, 5, 1)
  await ten(m, 200, 7, 1)
  return (await m.open(dev, { instances: 10, regions: 1n }, [])).gas
}

async function ends(m: Market, ops: Ops) {
  const dev = await m.buyer()
  const seller = await m.provider()
  const offer = await m.post(seller, 50, 20)
  const unstarted = await m.open(dev, {}, [offer.id])
  ops['cancelDeal.1lease.beforeStart'] = await m.send(dev.address, m.bourse, 'cancelDeal', [unstarted.id])
  const one = await m.open(dev, {}, [offer.id])
  const list = await ten(m, 60, 7, 1)
  const many = await m.open(dev, { instances: 10 }, ids(list))
  await m.goTo((await m.epoch()) + 2)
  await m.attest(seller, (await m.epoch()) - 1)
  ops['cancelDeal.1lease'] = await m.send(dev.address, m.bourse, 'cancelDeal', [one.id])
  ops.cancelDeal = Math.max(ops['cancelDeal.1lease'], ops['cancelDeal.1lease.beforeStart'])
  ops['cancelDeal.10leases'] = await m.send(dev.address, m.bourse, 'cancelDeal', [many.id])
  await m.goTo((await m.epoch()) + 1)
  await m.attest(seller, (await m.epoch()) - 1)
  ops.release = await m.send(dev.address, m.bourse, 'release', [lease(one.id, 0)])
}

async function attestations(m: Market, ops: Ops) {
  const dev = await m.buyer()
  const small = await m.provider()
  const large = await m.provider()
  const both = [small, large]
  await m.open(dev, { epochs: LONG }, [(await m.post(small, 3000, 1)).id])
  const offer = await m.post(large, 3001, 1000)
  for (let i = 0; i < 1000; i++) await m.open(dev, { epochs: LONG + ((i * 13) % 1000) }, [offer.id])

  let running = (await m.epoch()) + 2
  await m.goTo(running)
  ops['attest.first'] = await m.attest(small, running - 1)
  await m.attest(large, running - 1)
  running++
  await m.goTo(running)
  ops['attest.firstLap'] = await m.attest(small, running - 1)
  await m.attest(large, running - 1)
  // one lap of the ring, and far enough for 1,000 epochs to be claimed
  const lap = RING + 1000 + PARAMETERS.grace + PARAMETERS.window
  const worst = [0, 0]
  for (let i = 2; i < lap; i++) {
    running++
    await m.goTo(running)
    for (const [k, who] of both.entries()) {
      const gas = await m.attest(who, running - 1)
      if (i > RING) worst[k] = Math.max(worst[k] as number, gas)
    }
    if (i === RING) ops['claim.first'] = await m.send(dev.address, m.bourse, 'claim', [small.id])
  }
  ops['attest.1lease'] = worst[0] as number
  ops['attest.1000leases'] = worst[1] as number

  ops['claim.1000epochs'] = await m.send(dev.address, m.bourse, 'claim', [small.id])
  running++
  await m.goTo(running)
  await m.attest(small, running - 1)
  ops['claim.1epoch'] = await m.send(dev.address, m.bourse, 'claim', [small.id])
}

/** A lease of 1,000 epochs, twenty of them missed, each apart from the others. */
async function refunds(m: Market, ops: Ops) {
  const dev = await m.buyer()
  const seller = await m.provider()
  const offer = await m.post(seller, 3002, 3)
  const deal = await m.open(dev, { epochs: 1000 }, [offer.id])
  const first = (await m.epoch()) + 1
  const recorded: number[] = []
  let next = first
  for (let range = 0; range < 20; range++) {
    for (let i = 0; i < 47; i++, next++) {
      if ((await m.epoch()) <= next) await m.goTo(next + 1)
      await m.attest(seller, next)
    }
    next++
    await m.goTo(next + PARAMETERS.grace)
    recorded.push(await m.attest(seller, next))
    next++
  }
  ops['attest.recordsMissed.firstLap'] = recorded[1] as number
  // the ring's words are all written before. Each falls on another of a lane's five epochs: one in five needs two lanes
  const last = recorded.slice(-5).sort((x, y) => x - y)
  ops['attest.recordsMissed'] = last[2] as number
  ops['attest.recordsMissed.twoLanes'] = last[4] as number
  const { missed } = await m.read<{ missed: number }>(m.lens, 'lease', [lease(deal.id, 0)])
  if (missed !== 20) throw new Error(`the lease missed ${missed} epochs, expected 20`)
  ops['refund.1000epochs'] = await m.send(dev.address, m.bourse, 'refund', [lease(deal.id, 0)])
}

/** The same ten leases in a book of 100,000 offers. */
async function crowd(m: Market, ops: Ops) {
  const dev = await m.buyer()
  await fillBook(m, 100_000)
  const stay = await ten(m, 2000, 7, 3)
  ops['openDeal.10leases.of100000.offersStay'] = (await m.open(dev, { instances: 10 }, ids(stay))).gas
  const leave = await queued(m, 1900)
  ops['openDeal.10leases.of100000.offersTaken'] = (await m.open(dev, { instances: 10 }, ids(leave))).gas
  ops['openDeal.10leases.of100000'] = Math.max(
    ops['openDeal.10leases.of100000.offersStay'],
    ops['openDeal.10leases.of100000.offersTaken'],
  )
}

/** Copies one offer, with the market's own code: the contract's code is exchanged for a moment. */
async function fillBook(m: Market, count: number) {
  const copied = await m.post(await m.provider(), 1499, 1)
  const crowded = await m.deploy('CrowdedBourse', [
    { ...PARAMETERS, token: m.usdc.address, owner: m.admin },
    NO_MODULES,
  ])
  const codeOf = (address: Address) => m.rpc<Hex>('eth_getCode', address, 'latest')
  const own = await codeOf(m.bourse.address)
  await m.rpc('hardhat_setCode', m.bourse.address, await codeOf(crowded.address))
  const portion = 20_000
  for (let done = 0; done < count; done += portion) {
    const args = [copied.id, 1500 + done / 50, 50, portion]
    await m.send(m.admin, { ...crowded, address: m.bourse.address }, 'copyOffer', args, 4_000_000_000)
  }
  await m.rpc('hardhat_setCode', m.bourse.address, own)
}

const ids = (list: Offer[]) => list.map((offer) => offer.id)
const lease = (deal: number, index: number) => deal * 256 + index

function uints(names: string[], others: Record<string, string>) {
  return names.map((name) => ({ name, type: others[name] ?? 'uint256' }))
}

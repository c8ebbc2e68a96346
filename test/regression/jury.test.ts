import { expect } from 'chai'
import { encodeFunctionData, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted } from '../fuzz/support/chain.ts'
import { signOperator } from '../fuzz/support/operator.ts'
import type { Address } from '../model/index.ts'
import { COSTS, type Court, DEPOSIT, FEE, LIE, type Member, newCourt, type Outcome, TRUTH } from './support/court.ts'

/** Neither what the receipt says nor what it is. */
const OTHER: Outcome = { ...TRUTH, fuel: 2n }
/** What a verdict takes at most: the window's price, of one unit. */
const WINDOW_PRICE = 300n

describe('POP-7 juries: verdicts and what they move', () => {
  let court: Court

  beforeEach(async () => {
    court = await newCourt()
  })

  afterEach(async () => {
    const { has, ...parts } = await court.books()
    const sum = Object.values(parts).reduce((a, b) => a + b, 0n)
    expect(has, 'the coin of the jury is what it owes and keeps').to.equal(sum)
  })

  const full = (bench: readonly (Member | undefined)[]) => bench.filter((member) => member !== undefined)
  const pile = async (member: Member) => (await court.juror(member)).deposit
  const lockOf = (difference: Hex) => BigInt.asIntN(64, BigInt(difference))
  /** What the accused's offer has locked, less what its units lock. */
  const lock = async () => {
    const slot = keccak256(`${toHex(1, { size: 32 })}${toHex(30, { size: 32 }).slice(2)}`)
    const [word] = await court.chain.read<[Hex]>(court.bourse, 'extsload', [[slot]])
    return lockOf(word)
  }

  it('a false receipt: the lease ends, its open epochs are paid back from its lock, the loser pays the jury', async () => {
    await court.serve(4)
    const [owned, locked] = [await court.balance(court.developer), await lock()]
    const id = await court.open()
    const bench = await court.summon(id)
    expect(await court.vote(id, bench, [TRUTH, TRUTH, TRUTH])).to.equal('Wrong')
    expect(await court.balance(court.developer)).to.equal(owned + WINDOW_PRICE)
    expect(await lock()).to.equal(locked - WINDOW_PRICE)
    expect(await court.trialOwed(court.challenger)).to.equal(court.unit + COSTS)
    for (const juror of full(bench)) {
      expect(await court.trialOwed(juror.sender)).to.equal(FEE)
      expect(await pile(juror)).to.equal(DEPOSIT)
    }
    expect(await court.trialOwed(zeroAddress)).to.equal(0n)
    const deal = await court.chain.read<{ unfilled: number; leases: { end: number }[] }>(court.lens, 'deal', [
      Math.floor(court.lease / 256),
    ])
    expect(deal.unfilled).to.equal(1)
    expect(deal.leases[0]?.end).to.equal(court.epoch() + 1)
  })

  it('the base stake of the accused stays, and it may leave with it', async () => {
    const id = await court.open()
    expect(await court.vote(id, await court.summon(id), [TRUTH, TRUTH, TRUTH])).to.equal('Wrong')
    const before = await court.balance(court.accused.owner)
    await court.serve(2)
    await court.sendTo(court.bourse, court.accused.owner, 'retire')
    await court.pass(6)
    await court.sendTo(court.bourse, court.accused.owner, 'withdrawStake', [court.accused.id])
    expect((await court.balance(court.accused.owner)) - before).to.be.at.least(1_000_000n)
  })

  it('a true receipt: nothing moves in the market, the challenger pays the jury and the defence', async () => {
    const id = await court.open(TRUTH)
    const [money, locked] = [await court.money(), await lock()]
    const bench = await court.summon(id)
    expect(await court.vote(id, bench, [TRUTH, TRUTH, TRUTH])).to.equal('Right')
    expect([await court.money(), await lock()]).to.deep.equal([money, locked])
    expect(await court.trialOwed(court.challenger)).to.equal(0n)
    const defender = court.accused.operator.address.toLowerCase() as Address
    expect(await court.trialOwed(defender)).to.equal(court.unit + COSTS)
    for (const juror of full(bench)) expect(await court.trialOwed(juror.sender)).to.equal(FEE)
  })

  it('fuel and status are part of what is judged', async () => {
    for (const change of [{ fuel: 2n }, { status: 1 }]) {
      const id = await court.open({ ...TRUTH, ...change })
      expect(await court.vote(id, await court.summon(id), [TRUTH, TRUTH, TRUTH])).to.equal('Wrong')
      court = await newCourt()
    }
  })

  it('nobody stands by the receipt in time: the lease ends without a jury, the bond comes back', async () => {
    const owned = await court.balance(court.developer)
    const id = await court.open()
    await court.serve(1)
    expect((await court.refused(court.friend, 'judge', [id])).name).to.equal('TooSoon')
    await court.serve(1)
    expect(await court.judge(id)).to.equal('Wrong')
    expect(await court.trialOwed(court.challenger)).to.equal(court.unit)
    expect(await court.balance(court.developer)).to.equal(owned + WINDOW_PRICE)
    const late = await court.refused(court.friend, 'stand', [id], court.unit)
    expect([late.name, late.args[1]]).to.deep.equal(['NotStage', 4])
  })

  it('one against two: the minority loses its seat, which nobody gets', async () => {
    const id = await court.open()
    const bench = await court.summon(id)
    expect(await court.vote(id, bench, [TRUTH, LIE, TRUTH])).to.equal('Wrong')
    const [first, second] = full(bench) as [Member, Member]
    expect(await pile(first)).to.equal(DEPOSIT)
    expect(await pile(second)).to.equal(DEPOSIT - FEE)
    expect(await court.trialOwed(second.sender)).to.equal(0n)
    // the seat of the second, and what its work would have been paid
    expect(await court.trialOwed(zeroAddress)).to.equal(2n * FEE)
  })

  it('who is silent while the others agree loses its seat, whether it committed or not', async () => {
    const id = await court.open()
    const bench = full(await court.summon(id)) as [Member, Member, Member]
    const silent = bench[2]
    await court.call(silent.sender, 'commit', [id, silent.id, keccak256(toHex('something'))])
    for (const juror of bench.slice(0, 2))
      await court.call(juror.sender, 'commit', [
        id,
        juror.id,
        court.commitment(id, juror.id, TRUTH, toHex(1, { size: 32 })),
      ])
    await court.serve(2)
    for (const juror of bench.slice(0, 2))
      await court.call(court.friend, 'reveal', [id, juror.id, TRUTH.responseHash, 1n, 0, toHex(1, { size: 32 })])
    // a commitment is still sealed: its time has to pass
    expect((await court.refused(court.friend, 'judge', [id])).name).to.equal('TooSoon')
    await court.serve(1)
    expect(await court.judge(id)).to.equal('Wrong')
    expect(await pile(silent)).to.equal(DEPOSIT - FEE)
  })

  it('silence of most, three answers, or a tie: everybody has back what they put in, nothing moves', async () => {
    for (const says of [[TRUTH, undefined, undefined], [TRUTH, LIE, OTHER], [TRUTH, LIE, undefined], []]) {
      const [money, locked] = [await court.money(), await lock()]
      const id = await court.open()
      const bench = full(await court.summon(id))
      expect(await court.vote(id, bench, says)).to.equal('None')
      expect([await court.money(), await lock()]).to.deep.equal([money, locked])
      expect(await court.trialOwed(court.challenger)).to.equal(court.unit)
      expect(await court.trialOwed(court.accused.operator.address.toLowerCase() as Address)).to.equal(court.unit)
      for (const juror of bench) {
        expect(await pile(juror)).to.equal(DEPOSIT)
        expect(await court.trialOwed(juror.sender)).to.equal(0n)
      }
      expect(await court.trialOwed(zeroAddress)).to.equal(0n)
      court = await newCourt()
    }
  })

  it('two verdicts on one lease take no epoch twice, and each ends with its own bonds', async () => {
    const owned = await court.balance(court.developer)
    const ids = [await court.open(), await court.open(OTHER)]
    for (const id of ids) {
      await court.stand(id)
      await court.mine()
      await court.call(court.friend, 'draw', [id])
    }
    const [a, b] = ids as [bigint, bigint]
    const benches = [await court.bench(a), await court.bench(b)]
    const salt = toHex(9, { size: 32 })
    for (const [i, id] of [a, b].entries())
      for (const juror of full(benches[i] ?? []))
        await court.call(juror.sender, 'commit', [id, juror.id, court.commitment(id, juror.id, TRUTH, salt)])
    await court.serve(2)
    for (const [i, id] of [a, b].entries())
      for (const juror of full(benches[i] ?? []))
        await court.call(court.friend, 'reveal', [id, juror.id, TRUTH.responseHash, 1n, 0, salt])
    expect([await court.judge(a), await court.judge(b)]).to.deep.equal(['Wrong', 'Wrong'])
    expect(await court.balance(court.developer)).to.equal(owned + WINDOW_PRICE)
    // the second bond was twice the first
    expect(await court.trialOwed(court.challenger)).to.equal(3n * court.unit + 2n * COSTS)
  })

  it('a fatal fault of the accused ends a trial, everybody has their money back', async () => {
    const id = await court.open()
    const bench = full(await court.summon(id))
    const [a, b] = [await court.accused.sign(), await court.accused.sign({ number: 1n, firstSequence: 9n })]
    await court.sendTo(court.faults, court.friend, 'proveEquivocation', [
      a.batch,
      a.signature,
      { ...b.batch, number: a.batch.number },
      (await court.accused.sign({ ...b.batch, number: a.batch.number }, false)).signature,
    ])
    expect(await court.judge(id)).to.equal('None')
    expect(await court.trialOwed(court.challenger)).to.equal(court.unit)
    for (const juror of bench) expect(await pile(juror)).to.equal(DEPOSIT)
  })

  it('a lease before a jury is not released, and is when the jury is done', async () => {
    const id = await court.open(TRUTH)
    const bench = await court.summon(id)
    await court.sendTo(court.bourse, court.developer, 'cancelDeal', [Math.floor(court.lease / 256)])
    expect(await court.chain.read(court.jury, 'holdsLease', [court.lease])).to.equal(true)
    await court.serve(2)
    const held = await court.chain.send(court.friend, court.bourse, 'release', [court.lease])
    expect('name' in held && held.name).to.equal('CaseOpen')
    await court.serve(1)
    expect(await court.judge(id)).to.equal('None')
    expect(bench.length).to.equal(3)
    expect(await court.chain.read(court.jury, 'holdsLease', [court.lease])).to.equal(false)
    await court.sendTo(court.bourse, court.friend, 'release', [court.lease])
  })

  it('a lease that was released before its trial was opened has nothing left to lose (docs/security.md, Known limits)', async () => {
    const receipt = await court.receipt(LIE)
    await court.sendTo(court.bourse, court.developer, 'cancelDeal', [Math.floor(court.lease / 256)])
    // it ends with this epoch; what was signed in it could be disputed for three more
    await court.serve(1)
    await court.sendTo(court.bourse, court.accused.owner, 'release', [court.lease])
    const [money, locked] = [await court.money(), await lock()]
    const id = await court.openWith(receipt)
    expect(await court.chain.read(court.disputes, 'holdsLease', [court.lease])).to.equal(true)
    await court.serve(2)
    expect(await court.judge(id)).to.equal('Wrong')
    expect([await court.money(), await lock()]).to.deep.equal([money, locked])
    expect(await court.trialOwed(court.challenger), 'whoever is right loses no bond').to.equal(court.unit)
    expect(await court.chain.read(court.disputes, 'holdsLease', [court.lease])).to.equal(false)
  })

  it('smart accounts: challenger, defender and juror are contracts, and take their coin out by themselves', async () => {
    court = await newCourt(2)
    const { chain, bourse, jury, friend, disputes } = court
    const account = async () => {
      const deployed = await chain.deploy('SmartAccount', [friend, friend])
      const address = deployed.address.toLowerCase() as Address
      court.people.add(address)
      return { ...deployed, address }
    }
    const [challenger, defender, owner] = [await account(), await account(), await account()]
    const act = async (by: Contract, to: Contract, fn: string, args: readonly unknown[], value = 0n) =>
      court.sendTo(
        by,
        friend,
        'execute',
        [to.address, encodeFunctionData({ abi: to.abi, functionName: fn, args })],
        value,
      )
    await court.sendTo(bourse, court.developer, 'transfer', [owner.address, 2_000_000n])
    const operator = privateKeyToAccount(keccak256(toHex('of a smart account')))
    const sender = await court.allow(operator)
    await act(owner, bourse, 'register', [operator.address, ...(await proofOf(court, operator, owner.address))])
    const [id] = await chain.read<[number]>(court.lens, 'counts')
    await court.baseFee()
    await act(owner, jury, 'enlist', [id], DEPOSIT)
    court.members.push({ id, owner: owner.address, operator, sender })

    const receipt = await court.receipt(LIE)
    await court.baseFee()
    await act(challenger, disputes, 'openAttested', [receipt, court.request], court.unit)
    await act(defender, jury, 'stand', [1n], court.unit)
    await court.mine()
    await court.call(friend, 'draw', [1n])
    expect(await court.vote(1n, await court.bench(1n), [TRUTH, TRUTH, TRUTH])).to.equal('Wrong')
    const refused = await chain.send(friend, owner, 'execute', [
      jury.address,
      encodeFunctionData({ abi: jury.abi, functionName: 'withdraw', args: [jury.address] }),
    ])
    expect(isReverted(refused), 'a receiver that refuses blocks nobody, it gets nothing').to.equal(true)
    for (const [by, amount] of [
      [challenger, court.unit + COSTS],
      [owner, FEE],
    ] as const) {
      await act(by, jury, 'withdraw', [by.address])
      expect(await court.coin(by.address)).to.equal(amount)
    }
    await act(owner, jury, 'giveNotice', [id])
    await court.pass(2)
    await court.call(friend, 'discharge', [id])
    court.members.pop()
    await act(owner, jury, 'withdraw', [owner.address])
    expect(await court.coin(owner.address)).to.equal(FEE + DEPOSIT)
  })
})

async function proofOf(court: Court, operator: PrivateKeyAccount, owner: Address) {
  const [key, signature] = await signOperator(court, operator, owner)
  return [key, '', signature] as const
}

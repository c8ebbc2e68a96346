import { expect } from 'chai'
import { getAddress, keccak256, toHex, zeroAddress } from 'viem'
import type { Address } from '../../model/index.ts'
import { BASE_FEE, type Court, DEPOSIT, FEE, LIE, type Member, newCourt, TRUTH, VERSION } from '../support/court.ts'
import { Culprit } from '../support/trial.ts'

const ZERO = toHex(0, { size: 32 })

describe('POP-7 juries: what is refused, and at the edge of time', () => {
  let court: Court

  before(async () => {
    court = await newCourt(3, 3)
  })

  const refused = async (from: Address, fn: string, args: readonly unknown[], value = 0n) => {
    const { name, args: given } = await court.refused(from, fn, args, value)
    return [name, ...given]
  }
  const opening = async (receipt: `0x${string}`, request = court.request, value = 10n ** 18n) => {
    const outcome = await court.chain.send(court.challenger, court.disputes, 'openAttested', [receipt, request], value)
    if (!('name' in outcome)) throw new Error('it was not refused')
    return [outcome.name, ...outcome.args]
  }

  it('a constructor takes an odd number of seats, 3 to 9, and turns of at least the grace', async () => {
    const { chain, bourse } = court
    const reason = async (seats: bigint, turn: bigint) => {
      try {
        await chain.deploy('Jury', [bourse.address, seats, turn])
        return undefined
      } catch (error) {
        return /OutOfRange\("0x([0-9a-f]+)"/.exec(String(error))?.[1]
      }
    }
    const field = (name: string) => toHex(name, { size: 32 }).slice(2)
    expect(await reason(2n, 1n)).to.equal(field('seats'))
    expect(await reason(11n, 1n)).to.equal(field('seats'))
    expect(await reason(4n, 1n)).to.equal(field('odd'))
    expect(await reason(3n, 0n)).to.equal(field('turn'))
    expect(await reason(9n, 1n)).to.equal(undefined)
  })

  it('only Disputes opens', async () => {
    const args = [court.challenger, await court.receipt(), court.request]
    expect(await refused(court.challenger, 'open', args, court.unit)).to.deep.equal([
      'NotDisputes',
      getAddress(court.challenger),
    ])
  })

  it('a receipt of an epoch that is none of the lease, or of a lease of somebody else', async () => {
    const lease = court.lease
    expect((await opening(await court.receipt(LIE, { epoch: 1 })))[0]).to.equal('NotServed')
    expect((await opening(await court.receipt(LIE, { lease: lease + 1 })))[0]).to.equal('NotServed')
    const member = court.members[0] as Member
    const other = new Culprit(court, member.owner, member.operator)
    other.id = member.id
    const receipt = await other.receipt(lease, 'a body', '0x', { ...LIE, moduleHash: VERSION.moduleHash })
    expect((await opening(receipt))[0]).to.equal('NotServed')
  })

  it('other request bytes than were signed for, or a transcript that nobody was given', async () => {
    const wrong = await opening(await court.receipt(), `${court.request}00`)
    expect(wrong.slice(0, 2)).to.deep.equal(['WrongContent', toHex('request', { size: 32 })])
    const transcript = await opening(await court.receipt(LIE, { transcriptHash: keccak256(ZERO) }))
    expect(transcript.slice(0, 2)).to.deep.equal(['WrongContent', toHex('transcript', { size: 32 })])
  })

  it('a bond that is a wei too low; what is above it comes back', async () => {
    const receipt = await court.receipt()
    await court.baseFee()
    const low = await opening(receipt, court.request, court.unit - 1n)
    expect(low).to.deep.equal(['BondTooLow', court.unit - 1n, court.unit])
    await court.baseFee()
    await court.sendTo(court.disputes, court.challenger, 'openAttested', [receipt, court.request], court.unit + 5n)
    expect(await court.trialOwed(court.challenger)).to.equal(5n)
    expect(await refused(court.friend, 'stand', [1n], court.unit - 1n)).to.deep.equal([
      'BondTooLow',
      court.unit - 1n,
      court.unit,
    ])
    await court.call(court.friend, 'stand', [1n], court.unit + 7n)
    expect(await court.trialOwed(court.friend)).to.equal(7n)
    const view = await court.view(1n)
    expect([view.unit, view.times]).to.deep.equal([court.unit, 1])
  })

  it('moves out of turn, and of trials that are not there', async () => {
    for (const [fn, args, expected] of [
      ['stand', [1n], 1],
      ['recuse', [1n, 2, 3], 3],
      ['commit', [1n, 2, ZERO], 3],
      ['reveal', [1n, 2, ZERO, 1n, 0, ZERO], 3],
      ['judge', [1n], 3],
    ] as const)
      expect(await refused(court.friend, fn, args), fn).to.deep.equal(['NotStage', 1n, 2, expected])
    for (const [fn, args] of [
      ['stand', [9n]],
      ['draw', [9n]],
      ['judge', [9n]],
    ] as const)
      expect((await refused(court.friend, fn, args))[0], fn).to.equal('NotStage')
  })

  it('the list: strangers, too small a deposit, providers that are not there or not ready', async () => {
    const { friend } = court
    const member = court.members[0] as Member
    await court.baseFee()
    expect((await refused(friend, 'enlist', [member.id], DEPOSIT))[0]).to.equal('NotOfProvider')
    expect((await refused(friend, 'enlist', [0], DEPOSIT))[0]).to.equal('NotOfProvider')
    expect((await refused(friend, 'giveNotice', [member.id]))[0]).to.equal('NotOfProvider')
    expect((await refused(friend, 'discharge', [0]))[0]).to.equal('NotEnlisted')
    const fresh = await court.provider()
    await court.baseFee()
    expect(await refused(fresh.sender, 'enlist', [fresh.id], DEPOSIT - 1n)).to.deep.equal([
      'OutOfRange',
      toHex('deposit', { size: 32 }),
      DEPOSIT - 1n,
      DEPOSIT,
      2n ** 96n - 1n,
    ])
    expect((await refused(fresh.sender, 'giveNotice', [fresh.id]))[0]).to.equal('NotEnlisted')
    await court.sendTo(court.bourse, fresh.owner, 'retire')
    await court.baseFee()
    expect((await refused(fresh.sender, 'enlist', [fresh.id], DEPOSIT))[0]).to.equal('NotReady')
    // who does not leave stays
    expect(await refused(friend, 'discharge', [member.id])).to.deep.equal(['NoticeRuns', 2, 2n ** 24n - 1n])
  })

  it('owner and operator of a provider may put it on the list; the first of them is paid', async () => {
    const fresh = await court.provider()
    await court.baseFee()
    await court.call(fresh.owner, 'enlist', [fresh.id], DEPOSIT)
    await court.call(fresh.sender, 'enlist', [fresh.id], 5n)
    court.members.push(fresh)
    const juror = await court.juror(fresh)
    expect([juror.payee.toLowerCase(), juror.deposit]).to.deep.equal([fresh.owner, DEPOSIT + 5n])
    await court.call(fresh.sender, 'giveNotice', [fresh.id])
    await court.pass(2)
    await court.call(court.friend, 'discharge', [fresh.id])
    court.members.pop()
    expect(await court.trialOwed(fresh.owner)).to.equal(DEPOSIT + 5n)
  })

  it('commits end with the turn, reveals begin then and end with the next', async () => {
    court = await newCourt(3, 3)
    const id = await court.open()
    const bench = (await court.summon(id)) as [Member, Member, Member]
    const [a, b, c] = bench
    const salt = toHex(3, { size: 32 })
    const commitment = (member: Member) => court.commitment(id, member.id, TRUTH, salt)
    const reveal = (member: Member) => [id, member.id, TRUTH.responseHash, TRUTH.fuel, TRUTH.status, salt]
    expect((await refused(court.friend, 'commit', [id, a.id, commitment(a)]))[0]).to.equal('NotOfProvider')
    expect((await refused(a.sender, 'commit', [id, court.accused.id, commitment(a)]))[0]).to.equal('NotSeated')
    expect((await refused(a.sender, 'commit', [id, 0, commitment(a)]))[0]).to.equal('NotSeated')
    await court.call(a.owner, 'commit', [id, a.id, commitment(a)])
    expect((await refused(a.sender, 'commit', [id, a.id, commitment(a)]))[0]).to.equal('VotedBefore')
    await court.serve(1)
    await court.call(b.sender, 'commit', [id, b.id, commitment(b)])
    expect((await refused(court.friend, 'reveal', reveal(a)))[0]).to.equal('TooSoon')
    await court.serve(1)
    expect((await refused(c.sender, 'commit', [id, c.id, commitment(c)]))[0]).to.equal('TurnOver')
    expect((await refused(court.friend, 'recuse', [id, a.id, court.lease]))[0]).to.equal('TurnOver')
    await court.call(court.friend, 'reveal', reveal(a))
    await court.serve(1)
    expect((await refused(court.friend, 'reveal', reveal(b)))[0]).to.equal('TurnOver')
    expect(await court.judge(id)).to.equal('None')
    expect((await refused(court.friend, 'judge', [id]))[0]).to.equal('NotStage')
  })

  it('the accused stands in the last epoch of its turn, not in the one after', async () => {
    court = await newCourt(3, 3)
    const [first, second] = [await court.open(), await court.open()]
    await court.serve(1)
    await court.stand(first)
    await court.serve(1)
    const unit = (await court.view(second)).unit
    expect((await refused(court.friend, 'stand', [second], unit))[0]).to.equal('TurnOver')
    // a trial that waits for its jury is nobody's to end
    expect((await refused(court.friend, 'judge', [first]))[0]).to.equal('NotStage')
    expect(await court.stage(first)).to.equal('Drawing')
  })

  it('a juror is recused by a lease of its own for this customer alone', async () => {
    court = await newCourt(3, 3)
    const id = await court.open()
    const [a] = (await court.summon(id)) as [Member]
    expect((await refused(court.friend, 'recuse', [id, a.id, court.lease]))[0]).to.equal('NoCause')
    expect((await refused(court.friend, 'recuse', [id, a.id, 99]))[0]).to.equal('NoCause')
    expect((await refused(court.friend, 'recuse', [id, court.accused.id, court.lease]))[0]).to.equal('NotSeated')
  })

  it('with too few jurors on the list nothing is opened', async () => {
    court = await newCourt(2, 3)
    const receipt = await court.receipt()
    await court.baseFee()
    expect(await opening(receipt)).to.deep.equal(['TooFewJurors', 2n, 3n])
    expect(await court.coin(court.jury.address)).to.equal(2n * DEPOSIT)
  })

  it('views: what a bond and a deposit are at a base fee, and what a juror is', async () => {
    const { chain, jury } = court
    expect(await chain.read(jury, 'bondFor', [court.accused.id, BASE_FEE])).to.equal(court.unit)
    expect(await chain.read(jury, 'depositFor', [BASE_FEE])).to.equal(DEPOSIT)
    expect(await chain.read(jury, 'feeFor', [BASE_FEE])).to.equal(FEE)
    expect(await chain.read(jury, 'seats')).to.equal(3n)
    expect(await chain.read(jury, 'turn')).to.equal(1n)
    expect(await chain.read(jury, 'jurors')).to.equal(2n)
    expect(await chain.read(jury, 'jurorAt', [0n])).to.equal(court.members[0]?.id)
    expect(await chain.read(jury, 'jurorAt', [7n])).to.equal(0)
    expect(await chain.read(jury, 'openTrials', [court.accused.id])).to.equal(0n)
    expect(await chain.read(jury, 'voteOf', [1n, 2])).to.equal(ZERO)
    expect(await chain.read(jury, 'holds', [court.accused.id])).to.equal(false)
    expect(await court.trialOwed(zeroAddress)).to.equal(0n)
  })
})

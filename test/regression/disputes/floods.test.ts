import { expect } from 'chai'
import type { Address } from '../../model/index.ts'
import type { Story } from '../support/disputes/story.ts'
import { BOND, bytesOf, CLOCK, Match, newTable, type Signed, type Table, Turn } from '../support/disputes/table.ts'

const BURNT: Address = `0x${'00'.repeat(20)}`

describe('many games on one provider', () => {
  let table: Table
  let back: () => Promise<void>
  let friend: Address
  let signed: Signed
  let lie: Story

  before(async () => {
    table = await newTable()
    friend = await table.person()
    signed = await table.sign(bytesOf('A request.'))
    lie = signed.run.lie(60n, (machine) => machine.memory.set(77, 1n))
  })
  beforeEach(async () => {
    back = await table.mark()
  })
  afterEach(() => back())

  const game = async (from: Address, value = BOND) => {
    const opened = await table.open(signed, from, value)
    const match = new Match(table, opened, lie, signed.run.truth())
    Object.defineProperty(match, 'players', { value: { provider: table.operator, challenger: from } })
    return match
  }

  it('POP-5b the n-th that is open costs n times as much; what one pays more is at stake too', async () => {
    const one = await table.bondFor(1_000_000_000n)
    expect(one).to.equal(2n * 800_000n * 1_000_000_000n)
    for (let n = 1n; n <= 4n; n++) {
      expect(await table.bondFor(1_000_000_000n)).to.equal(n * one)
      const { id } = await table.open(signed)
      expect((await table.gameOf(id)).share).to.equal(Number(n))
    }
    await table.chain.rpc('hardhat_setNextBlockBaseFeePerGas', '0x3b9aca00')
    const refused = await table.refused(table.challenger, 'open', table.opening(signed), 5n * one - 1n)
    expect(refused).to.deep.equal({ name: 'BondTooLow', args: [5n * one - 1n, 5n * one] })
    const tooMuch = await table.refused(table.challenger, 'open', table.opening(signed), 1n << 72n)
    expect(tooMuch.name).to.equal('OutOfRange')
    expect(await table.chain.read(table.disputes, 'openGames', [table.provider.id])).to.equal(4n)
  })

  it('POP-5b a flood is no prize for the provider: of the n-th bond one share pays it, the rest is burnt', async () => {
    const games: Match[] = []
    for (let n = 0; n < 3; n++) games.push(await game(table.challenger, BOND * 3n))
    for (const match of games) await match.defend()
    await table.wait(CLOCK + 1)
    const [owner, burnt] = [await table.owed(table.owner), await table.owed(BURNT)]
    for (const { opened } of games) await table.send(table.developer, 'timeout', [opened.id])
    const shares = [BOND * 3n, (BOND * 3n) / 2n, BOND].map((share) => (share * 3n) / 4n)
    const paid = shares.reduce((sum, share) => sum + share, 0n)
    expect((await table.owed(table.owner)) - owner).to.equal(paid)
    expect((await table.owed(BURNT)) - burnt).to.equal(BOND * 9n - paid)
    expect(await table.isFatal(table.provider.id)).to.equal(false)
  })

  it('POP-5b a friend that loses to the lie, drags, or gives up neither shields nor blocks', async () => {
    // games of a friend: one it let run out, one it drags, one that was picked wrongly
    const lost = await game(friend)
    await lost.defend()
    await table.wait(CLOCK + 1)
    await table.send(friend, 'timeout', [lost.opened.id])
    const dragged = await game(friend)
    const honest = await game(table.challenger)
    await dragged.defend()
    await dragged.pick(0)
    await honest.win(signed.run)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect(await table.owed(table.challenger)).to.equal(BOND)
    // the friend's game goes on being one about a punished provider; the reward waits for it, and no longer than its clock
    expect(await table.holds()).to.equal(true)
    const before = await table.balance(table.challenger)
    await table.wait(CLOCK + 1)
    const over = table.eventsOf(await table.send(table.developer, 'timeout', [dragged.opened.id]))
    expect(over.map(({ name }) => name)).to.deep.equal(['Over', 'Rewarded'])
    expect(await table.holds()).to.equal(false)
    // the friend was there first and the provider gave up: it has the reward, as the earliest that won
    expect(over[1]?.args.reporter.toLowerCase()).to.equal(friend)
    expect(await table.balance(table.challenger)).to.equal(before)
  })

  it('POP-5b the earliest that won is rewarded, though a later one won in less time', async () => {
    const [first, second, third] = [await game(table.challenger), await game(friend), await game(table.developer)]
    await second.win(signed.run)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    const before = await table.balance(table.challenger)
    expect((await table.refused(friend, 'open', table.opening(signed), BOND)).name).to.equal('HasEnded')
    await third.defend()
    await first.win(signed.run)
    expect(await table.balance(table.challenger)).to.equal(before)
    expect((await table.refused(friend, 'drop', [third.opened.id])).name).to.equal('NotPlayer')
    await table.send(table.developer, 'drop', [third.opened.id])
    expect((await table.balance(table.challenger)) - before).to.equal(250_000n)
    for (const player of [table.challenger, friend, table.developer]) expect(await table.owed(player)).to.equal(BOND)
    expect(await table.balance(table.disputes.address)).to.equal(0n)
    expect(await table.chain.read(table.disputes, 'openGames', [table.provider.id])).to.equal(0n)
    expect(await table.holds()).to.equal(false)
  })

  it('POP-5b a later game that is won changes nothing, and who is late on a punished provider loses nothing', async () => {
    const [first, second, third] = [await game(table.challenger), await game(friend), await game(table.developer)]
    await first.win(signed.run)
    await second.win(signed.run)
    await third.defend()
    await table.wait(CLOCK + 1)
    const before = await table.balance(table.challenger)
    await table.send(friend, 'timeout', [third.opened.id])
    expect((await table.balance(table.challenger)) - before).to.equal(250_000n)
    expect(await table.owed(table.developer)).to.equal(BOND)
  })

  const confess = async (of = table, by = friend) => {
    const [a, b] = [await of.provider.sign({}, false), await of.provider.sign({ count: 9 }, false)]
    return of.sendTo(of.faults, by, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])
  }

  it('POP-5b a provider that confesses another fault to a friend does not take the reward from who is about to win', async () => {
    const match = await game(table.challenger)
    expect((await table.refused(friend, 'drop', [match.opened.id])).name).to.equal('NotPunished')
    await match.defend()
    const [own, others] = [await table.balance(table.challenger), await table.balance(friend)]
    await confess()
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect(await table.balance(friend)).to.equal(others)
    expect((await table.refused(friend, 'drop', [match.opened.id])).name).to.equal('NotPlayer')
    await match.pick()
    const again = await table.mark()
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [match.opened.id])
    expect((await table.balance(table.challenger)) - own).to.equal(250_000n)
    await again()
    // who gives up leaves it to the one that showed the fault
    await table.send(table.challenger, 'drop', [match.opened.id])
    expect((await table.balance(friend)) - others).to.equal(250_000n)
    expect(await table.owed(table.challenger)).to.equal(BOND)
    expect(await table.holds()).to.equal(false)
  })

  it('POP-5b without a game a fault is rewarded at once; only Faults reports one', async () => {
    const others = await table.balance(friend)
    const refused = await table.refused(friend, 'report', [table.provider.id, friend])
    expect(refused.name).to.equal('NotModule')
    await confess()
    expect((await table.balance(friend)) - others).to.equal(250_000n)
  })

  it('POP-5b where no reward waits, games on a punished provider end by anybody, with the bond back', async () => {
    const poor = await newTable(undefined, { baseStake: 0n })
    const one = await poor.open(await poor.sign(bytesOf('A request.')))
    const two = await poor.open(await poor.sign(bytesOf('A request.')))
    await confess(poor, poor.developer)
    await poor.send(poor.developer, 'drop', [one.id])
    expect(await poor.owed(poor.challenger)).to.equal(BOND)
    expect((await poor.gameOf(one.id)).turn).to.equal(Turn.Over)
    await poor.wait(CLOCK + 1)
    await poor.send(poor.developer, 'timeout', [two.id])
    expect(await poor.owed(poor.challenger)).to.equal(2n * BOND)
    expect(await poor.holds()).to.equal(false)
  })

  it('POP-5b stakes and the lock of its lease stay while a game is open, claims go on', async () => {
    await table.pass(1)
    for (const epoch of [1, 2])
      await table.chain.send(table.operator, table.bourse, 'attest', [epoch, `0x${'ab'.repeat(32)}`])
    const before = await table.balance(table.owner)
    await table.sendTo(table.bourse, table.developer, 'cancelDeal', [Math.floor(table.lease / 256)])
    await table.pass(1)
    await table.chain.send(table.operator, table.bourse, 'attest', [3, `0x${'ab'.repeat(32)}`])
    const fresh = await table.sign(bytesOf('A request.'), { epoch: 3 })
    const { id } = await table.open(fresh)
    const refused = async (fn: string, args: unknown[]) => {
      const outcome = await table.chain.send(table.owner, table.bourse, fn, args)
      return 'name' in outcome ? outcome.name : 'done'
    }
    expect(await refused('release', [table.lease])).to.equal('CaseOpen')
    await table.pass(4)
    expect(await refused('claim', [table.provider.id])).to.equal('done')
    expect((await table.balance(table.owner)) > before).to.equal(true)
    await table.send(friend, 'timeout', [id])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect(await refused('release', [table.lease])).to.equal('done')
  })

  it('POP-5b one who plays against itself gains nothing: a quarter of its stake comes back, the rest burns', async () => {
    const sham = await game(table.owner)
    const before = await table.balance(table.owner)
    await sham.win(signed.run)
    expect((await table.balance(table.owner)) - before).to.equal(250_000n)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })
})

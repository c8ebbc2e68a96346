import { expect } from 'chai'
import { getAddress, type Hex, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Contract } from '../../fuzz/support/chain.ts'
import type { Address } from '../../model/index.ts'
import { hashOfHeader } from '../support/disputes/state.ts'
import { BOND, bytesOf, CLOCK, Match, newTable, type Signed, type Table, Turn } from '../support/disputes/table.ts'
import { Culprit } from '../support/trial.ts'

const REQUEST = bytesOf('A request.')
const OTHER: Hex = `0x${'77'.repeat(32)}`

describe('attacks on the moves of a game', () => {
  let table: Table
  let signed: Signed
  let match: Match
  let back: () => Promise<void>

  before(async () => {
    table = await newTable()
    signed = await table.sign(REQUEST)
  })
  beforeEach(async () => {
    back = await table.mark()
    const lie = signed.run.lie(60n, (machine) => machine.memory.set(77, 1n))
    match = new Match(table, await table.open(signed), lie, signed.run.truth())
  })
  afterEach(() => back())

  const refusedOpen = async (what: Signed, changes: { header?: object; window?: Hex[]; value?: bigint } = {}) => {
    const args = table.opening(what, { ...table.program.header, ...changes.header }, changes.window)
    return table.refused(table.challenger, 'open', args, changes.value ?? BOND)
  }

  it('POP-5 nobody moves out of turn, and nobody for another', async () => {
    const { id, terms } = match.opened
    const proof = [id, terms, match.defender.ending.state, OTHER, []]
    const path = Array.from({ length: 5 }, () => OTHER)
    const inTurn = async (turn: number) => {
      expect((await table.gameOf(id)).turn).to.equal(turn)
      const defence = table.defence(match.opened, match.defender)
      const moves = [
        [Turn.Defend, table.operator, 'defend', defence],
        [Turn.Split, table.operator, 'split', [id, [OTHER, OTHER]]],
        [Turn.Pick, table.challenger, 'pick', [id, 0n, OTHER, OTHER, path]],
        [Turn.Prove, table.challenger, 'prove', proof],
      ] as const
      for (const [own, by, fn, args] of moves) {
        const strangers =
          own === turn ? [table.developer, by === table.operator ? table.challenger : table.operator] : [by]
        for (const from of strangers) {
          const refused = await table.refused(from, fn, args)
          if (own === turn) expect(refused).to.deep.equal({ name: 'NotPlayer', args: [id, getAddress(from)] })
          else expect(refused).to.deep.equal({ name: 'NotTurn', args: [id, turn, own] })
        }
      }
    }
    await inTurn(Turn.Defend)
    await match.defend()
    await inTurn(Turn.Pick)
    await match.pick()
    await inTurn(Turn.Split)
    await match.split(table.owner)
    await inTurn(Turn.Pick)
    await match.pick()
    await inTurn(Turn.Prove)
    await match.move(table.challenger, 'prove', match.proof(signed.run))
    await inTurn(Turn.Over)
    for (const fn of ['timeout', 'drop'])
      expect(await table.refused(table.developer, fn, [id])).to.deep.equal({
        name: 'NotTurn',
        args: [id, Turn.Over, Turn.Over],
      })
    expect(await table.refused(table.developer, 'timeout', [99n])).to.deep.equal({
      name: 'NotTurn',
      args: [99n, 0, Turn.Over],
    })
    expect((await table.refused(table.operator, 'split', [99n, [OTHER]])).name).to.equal('NotTurn')
    expect((await table.refused(table.developer, 'drop', [99n])).name).to.equal('NotTurn')
  })

  it('POP-5 points of another cut, of another game, or of a round before are refused', async () => {
    await match.defend()
    const first = match.points
    const wrong = match.picking(0)
    for (const [i, value] of [
      [2, OTHER],
      [3, OTHER],
    ] as const)
      expect((await table.refused(table.challenger, 'pick', wrong.with(i, value))).name).to.equal('WrongClaim')
    expect((await table.refused(table.challenger, 'pick', wrong.with(1, 1n))).name).to.equal('WrongClaim')
    expect((await table.refused(table.challenger, 'pick', wrong.with(1, 32n))).name).to.equal('OutOfRange')
    expect((await table.refused(table.challenger, 'pick', wrong.with(1, (1n << 255n) + 32n))).name).to.equal(
      'OutOfRange',
    )
    const path = (wrong[4] as Hex[]).with(4, OTHER)
    expect((await table.refused(table.challenger, 'pick', wrong.with(4, path))).name).to.equal('WrongClaim')
    await match.pick()
    expect((await table.refused(table.operator, 'split', [match.opened.id, first])).name).to.be.oneOf([
      'WrongClaim',
      'OutOfRange',
    ])
    const twin = new Match(table, await table.open(signed), match.defender, signed.run.truth())
    await twin.defend()
    await twin.pick(0)
    const points = Array.from({ length: Number(match.width) + 1 }, (_, i) => (i === 0 ? (twin.from as Hex) : OTHER))
    expect((await table.refused(table.operator, 'split', [match.opened.id, points])).name).to.equal('WrongClaim')
    expect((await table.refused(table.operator, 'split', [match.opened.id, []])).name).to.equal('OutOfRange')
  })

  it('POP-5 a section that there is not is none, where there are fewer than 32', async () => {
    await match.defend()
    await match.pick()
    await match.split()
    expect(match.width < 32n).to.equal(true)
    const args = match.picking(Number(match.width) - 1)
    expect((await table.refused(table.challenger, 'pick', args.with(1, match.width))).name).to.equal('OutOfRange')
  })

  it('POP-5 what is proved is the step that is left: not another one, nor one of another program', async () => {
    await match.narrow()
    const [id, terms, state, to, witness] = match.proof(signed.run)
    const refusal = async (...args: unknown[]) => (await table.refused(table.challenger, 'prove', args)).name
    const before = signed.run.prove(match.first - 1n)
    expect(await refusal(id, terms, before.before, to, before.witness)).to.equal('WrongClaim')
    expect(await refusal(id, terms, { ...state, regs: state.regs + 256n }, to, witness)).to.equal('WrongClaim')
    expect(await refusal(id, terms, state, OTHER, witness)).to.equal('WrongClaim')
    expect(await refusal(id, { ...terms, codeRoot: OTHER }, state, to, witness)).to.equal('WrongTerms')
    expect(await refusal(id, { ...terms, maxPages: 9n }, state, to, witness)).to.equal('WrongTerms')
    expect(await refusal(id, terms, state, to, witness.with(2, OTHER))).to.equal('BadWitness')
    expect(await refusal(id, terms, state, to, [])).to.equal('BadWitness')
    await match.move(table.challenger, 'prove', [id, terms, state, to, witness])
  })

  it('POP-5b the last second counts, the next does not; each side has a clock of its own', async () => {
    const { id } = match.opened
    const since = (await table.gameOf(id)).since
    const at = (seconds: number) => table.chain.rpc('evm_setNextBlockTimestamp', toHex(since + seconds))
    await at(CLOCK)
    expect(await table.refused(table.developer, 'timeout', [id])).to.deep.equal({
      name: 'TimeLeft',
      args: [id, BigInt(CLOCK), BigInt(CLOCK)],
    })
    await back()
    back = await table.mark()
    match = new Match(table, await table.open(signed), match.defender, signed.run.truth())
    const opened = (await table.gameOf(match.opened.id)).since
    await table.chain.rpc('evm_setNextBlockTimestamp', toHex(opened + CLOCK))
    await match.defend()
    const game = await table.gameOf(match.opened.id)
    expect([game.providerLeft, game.challengerLeft, game.since]).to.deep.equal([0, CLOCK, opened + CLOCK])
    await table.chain.rpc('evm_setNextBlockTimestamp', toHex(game.since + 100))
    await match.pick()
    expect((await table.gameOf(match.opened.id)).challengerLeft).to.equal(CLOCK - 100)
    await table.wait(1)
    const late = await table.refused(table.operator, 'split', [match.opened.id, []])
    expect(late.name).to.equal('NoTimeLeft')
    await table.send(table.developer, 'timeout', [match.opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })

  it('POP-5 the key of a term that is over still moves for it, though it serves the next one', async () => {
    await table.pass(4)
    const opened = await table.open(signed)
    await table.sendTo(table.bourse, table.developer, 'sync', [table.provider.id])
    await new Culprit(table, table.owner, table.provider.operator).start(table.developer)
    const late = new Match(table, opened, match.defender, signed.run.truth())
    await late.defend(table.operator)
    await late.pick()
    await late.split(table.owner)
  })

  it('POP-5b a challenger that is late has lost, though it could still prove', async () => {
    await match.narrow()
    await table.wait(CLOCK + 1)
    expect((await table.refused(table.challenger, 'prove', match.proof(signed.run))).name).to.equal('NoTimeLeft')
    await table.send(table.developer, 'timeout', [match.opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(false)
  })

  it('POP-5 a game is opened about what the provider signed, and nothing else', async () => {
    const forger = privateKeyToAccount(keccak256(toHex('forger')))
    const forged = await table.provider.receipt(table.lease, '', '0x', { imageHash: table.program.hash }, forger)
    expect((await refusedOpen({ ...signed, wire: forged })).name).to.equal('WrongSigner')
    const cut: Signed = { ...signed, wire: signed.wire.slice(0, -2) as Hex }
    expect((await refusedOpen(cut)).name).to.equal('WrongReceipt')
    expect(await refusedOpen({ ...signed, request: bytesOf('B request.') })).to.have.property('name', 'WrongContent')
    expect(await refusedOpen({ ...signed, response: bytesOf('x') })).to.have.property('name', 'WrongContent')
    expect((await refusedOpen({ ...signed, request: new Uint8Array(65_537) })).name).to.equal('OutOfRange')
    expect((await refusedOpen(signed, { header: { fuel: 1n } })).name).to.equal('WrongImage')
    expect((await refusedOpen(signed, { window: table.program.window.with(14, OTHER) })).name).to.equal('WrongWindow')
    expect((await refusedOpen(signed, { window: table.program.window.with(0, OTHER) })).name).to.equal('WrongWindow')
    const attested = await table.sign(REQUEST, { imageHash: `0x${'00'.repeat(32)}` })
    expect((await refusedOpen(attested)).name).to.equal('NotProvable')
  })

  it('POP-5 an image that no machine runs is refused, though the receipt names it', async () => {
    const flaws: [object, string][] = [
      [{ maxPages: (1n << 15n) + 1n }, 'maxPages'],
      [{ regs: table.program.header.regs | 1n }, 'regs'],
      [{ regs: table.program.header.regs | (1n << 104n) }, 'regs'],
      [{ regs: 1n << 30n }, 'regs'],
      [{ regs: 1n << 56n }, 'regs'],
      [{ regs: 5n << 72n }, 'regs'],
      [{ counterSlot: 1n << 16n }, 'counterSlot'],
      [{ fuel: (1n << 32n) + 1n }, 'fuel'],
    ]
    for (const [changes, field] of flaws) {
      const header = { ...table.program.header, ...changes }
      const receipt = await table.sign(REQUEST, { imageHash: hashOfHeader(header) })
      const refused = await refusedOpen(receipt, { header })
      expect(refused.name).to.equal('BadImage')
      expect(refused.args[0]).to.equal(pad(field))
    }
  })

  it('POP-5 no new game after the window, nor about an epoch to come; key and epoch belong together', async () => {
    await table.provider.rotate()
    const next = await table.sign(REQUEST, { epoch: 3 })
    expect((await refusedOpen(next)).name).to.equal('EpochNotBegun')
    await table.pass(1)
    await table.open(next)
    const old = await table.sign(REQUEST, { epoch: 2 })
    expect((await refusedOpen(old)).name).to.equal('WrongSigner')
    await table.pass(3)
    await table.open(signed)
    await table.pass(1)
    expect(await refusedOpen(signed)).to.deep.equal({ name: 'WindowClosed', args: [2, 7, 6n] })
    await table.open(next)
  })

  it('POP-5b a game that is opened last ends before stakes may leave', async () => {
    await table.pass(4)
    const { id } = await table.open(signed)
    const { since } = await table.gameOf(id)
    // window 3, grace 1, games 4: what was used in epoch 2 is locked through epoch 10
    const free = table.genesis + BigInt((2 + 8) * 3600)
    expect(BigInt(since + 2 * CLOCK) < free + 3600n).to.equal(true)
    expect((await table.gameOf(id)).providerLeft).to.equal(CLOCK)
  })

  it('POP-5b a clock shorter than the grace, or that a game outlasts stakes with, cannot be made', async () => {
    const made = async (clock: number) => {
      try {
        await table.chain.deploy('Disputes', [
          table.bourse.address,
          table.bourse.address,
          table.bourse.address,
          BigInt(clock),
        ])
        return 'made'
      } catch (error) {
        return `${(error as Error).message}`
      }
    }
    expect(await made(3600)).to.equal('made')
    expect(await made(CLOCK)).to.equal('made')
    // by its selector where the chain does not know the code, as mutants'
    for (const clock of [3599, CLOCK + 1]) expect(await made(clock)).to.match(/OutOfRange|e0ad37d3/)
    expect(await table.chain.read(table.disputes, 'clock')).to.equal(BigInt(CLOCK))
  })

  it('POP-5 smart accounts play on both sides, and are paid', async () => {
    const [provider, challenger] = [await newAccount(table, table.owner), await newAccount(table, table.challenger)]
    // the operator is a key: the account is the provider's owner
    const second = await table.another(provider.address)
    const theirs = await table.sign(REQUEST, { lease: second.lease }, second.culprit)
    const lie = theirs.run.lie(60n, (machine) => machine.memory.set(77, 1n))
    const by = async (account: Contract, from: Address, fn: string, args: readonly unknown[], value = 0n) =>
      table.sendTo(account, from, 'execute', [table.disputes.address, table.encode(fn, args)], value)
    const receipt = await by(challenger, table.challenger, 'open', table.opening(theirs), BOND)
    const event = table.eventsOf(receipt).find(({ name }) => name === 'Opened')
    expect(event?.args.challenger.toLowerCase()).to.equal(challenger.address.toLowerCase())
    const opened = { id: event?.args.id, terms: event?.args.terms, gas: receipt.gasUsed }
    const game = new Match(table, opened, lie, theirs.run.truth())
    game.move = async (_, fn, args) => {
      const provides = fn === 'defend' || fn === 'split'
      const [account, from] = provides ? ([provider, table.owner] as const) : ([challenger, table.challenger] as const)
      await by(account, from, fn, args)
    }
    await game.win(theirs.run)
    expect(await table.isFatal(second.culprit.id)).to.equal(true)
    expect(await table.balance(challenger.address)).to.equal(250_000n)
    expect(await table.owed(challenger.address)).to.equal(BOND)
    await by(challenger, table.challenger, 'withdraw', [challenger.address])
    expect(BigInt(await table.chain.rpc<Hex>('eth_getBalance', challenger.address, 'latest'))).to.equal(BOND)
  })

  it('POP-5 who cannot take coin blocks nobody, and takes it elsewhere', async () => {
    await match.defend()
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [match.opened.id])
    const fee = (BOND * 3n) / 4n
    expect(await table.owed(table.owner)).to.equal(fee)
    // a contract without a receive function
    expect((await table.refused(table.owner, 'withdraw', [table.bourse.address])).name).to.be.oneOf([
      'FailedCall',
      'NotModule',
    ])
    expect(await table.owed(table.owner)).to.equal(fee)
    const to = await table.chain.account()
    const before = BigInt(await table.chain.rpc<Hex>('eth_getBalance', to, 'latest'))
    await table.send(table.owner, 'withdraw', [to])
    expect(BigInt(await table.chain.rpc<Hex>('eth_getBalance', to, 'latest')) - before).to.equal(fee)
    await table.send(table.owner, 'withdraw', [to])
    expect(BigInt(await table.chain.rpc<Hex>('eth_getBalance', to, 'latest')) - before).to.equal(fee)
  })

  it('POP-5 a receipt that names a lease of another provider holds nobody up', async () => {
    const other = await table.another(await table.person())
    const { id } = await table.open(await table.sign(REQUEST, { lease: other.lease }))
    expect((await table.gameOf(id)).lease).to.equal(0)
    expect(await table.holdsLease(other.lease)).to.equal(false)
    expect(await table.holds(other.culprit.id)).to.equal(false)
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [id])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect(await table.isFatal(other.culprit.id)).to.equal(false)
  })
})

/** ASCII, left-aligned, as contracts name fields. */
function pad(field: string): Hex {
  return toHex(field).padEnd(66, '0') as Hex
}

async function newAccount(table: Table, first: Address): Promise<Contract> {
  return table.chain.deploy('SmartAccount', [first, first])
}

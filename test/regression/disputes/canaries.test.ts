// Games about canaries: what a provider attested stands where it is true, and only there.
import { responseRoot } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { concat, type Hex, keccak256, toHex } from 'viem'
import type { Machine } from '../../../prover/src/index.ts'
import { writeBytes } from '../../../prover/src/machine/load.ts'
import type { Address } from '../../model/index.ts'
import {
  canaryOver,
  type Form,
  type LeafTable,
  MODULE,
  newLeafTable,
  type Truth,
} from '../support/disputes/canaries.ts'
import { COUNTER, Ending } from '../support/disputes/program.ts'
import { WINDOW, word } from '../support/disputes/state.ts'
import type { Story } from '../support/disputes/story.ts'
import { BOND, bytesOf, CLOCK, Match, Turn } from '../support/disputes/table.ts'

const CAP = 32_000_000n
const OTHER: Hex = `0x${'77'.repeat(32)}`
const BURNT: Address = `0x${'00'.repeat(20)}`

/** A table to come back to before each test of a suite. */
function shared(form: Partial<Form>, take: (table: LeafTable) => void): void {
  let table: LeafTable
  let back: () => Promise<void>
  before(async () => {
    table = await newLeafTable(form)
    take(table)
  })
  beforeEach(async () => {
    back = await table.mark()
  })
  afterEach(() => back())
}

describe('games about canaries of a provable version with samples', () => {
  let table: LeafTable
  shared({}, (made) => {
    table = made
  })

  /** Opens the leaf of an epoch and shows it: the game stands at its defence. */
  const begin = async (truth: Truth, story: Story): Promise<Match> => {
    const opened = await table.openLeaf(truth)
    return new Match(table, await table.show(opened, truth), story, truth.run.truth())
  }

  it('POP-5 EPO-4 the truth stands, whatever the challenger picks, from the first attestation on', async () => {
    const truths = [await table.attest(), await table.attest()]
    for (const choose of [(n: number) => n - 1, () => 0, (n: number) => Math.floor(n / 2)]) {
      const again = await table.mark()
      const truth = truths.reverse()[0] as Truth
      const match = await begin(truth, truth.run.truth())
      const [owed, burnt] = [await table.owed(table.owner), await table.owed(BURNT)]
      await match.defend()
      while (match.width > 1n) {
        await match.pick(choose(match.points.length - 1))
        if (match.width > 1n) await match.split()
      }
      const refused = await table.refused(table.challenger, 'prove', match.proof(truth.run))
      expect(refused).to.deep.equal({ name: 'StepIsRight', args: [match.to] })
      await table.wait(CLOCK + 1)
      await table.send(table.developer, 'timeout', [match.opened.id])
      expect(await table.isFatal(table.provider.id)).to.equal(false)
      expect((await table.owed(table.owner)) - owed).to.equal((8n * BOND * 3n) / 4n)
      expect((await table.owed(BURNT)) - burnt).to.equal((8n * BOND) / 4n)
      expect(await table.holds()).to.equal(false)
      await again()
    }
  })

  it('POP-5 EPO-4 a game that is opened says what it is about, and holds stakes and lock', async () => {
    const truth = await table.attest()
    const receipt = await table.send(
      table.challenger,
      'openLeaf',
      [table.leaf(truth.epoch), table.sample(truth.drawn)],
      BOND,
    )
    const event = table.eventsOf(receipt).find(({ name }) => name === 'LeafOpened')?.args
    expect(event).to.include({
      provider: table.provider.id,
      bond: BOND,
      epoch: truth.epoch,
      functionId: 1n,
      version: 1,
    })
    expect(event.summary).to.include({ lease: table.lease, canary: truth.canary })
    expect(event.image).to.deep.equal(table.program.header)
    expect(event.duty).to.deep.include({ canary: truth.canary, seed: truth.seed, tag: 9 })
    expect(event.duty.moduleHash).to.equal(table.published.moduleHash)
    expect(event.duty.requestHash).to.equal(toHex(truth.result?.requestHash as Uint8Array))
    const { fuelLimit, ...terms } = event.duty.terms
    expect(fuelLimit).to.equal(CAP)
    expect(terms.start).to.equal(truth.run.truth().at(0n))
    expect(terms).to.include({ fuel: 0n, status: 0n, responseLength: 0n, responseRoot: word(0) })
    const game = await table.gameOf(event.id)
    expect(game).to.include({ turn: Turn.Show, lease: table.lease, providerLeft: CLOCK, challengerLeft: CLOCK })
    expect([await table.holds(), await table.holdsLease()]).to.deep.equal([true, true])
    const shown = await table.show({ id: event.id, duty: event.duty, version: 1, gas: 0n }, truth)
    const { fuel, status, response } = truth.run.outcome()
    expect(shown.terms).to.deep.equal({
      ...{ ...event.duty.terms, fuel, status: BigInt(status) },
      ...{ responseLength: BigInt(response.length), responseRoot: responseRoot(response) },
    })
    expect((await table.gameOf(event.id)).turn).to.equal(Turn.Defend)
  })

  it('POP-5 EPO-4 a canary that was made up cannot be shown, and ends the provider when its time is over', async () => {
    const truth = await table.attest(OTHER)
    const opened = await table.openLeaf(truth)
    const args = [opened.id, opened.duty, truth.chunks, truth.tail]
    expect(await table.refused(table.operator, 'show', args)).to.deep.equal({
      name: 'WrongCanary',
      args: [field('canary'), BigInt(truth.canary), BigInt(OTHER)],
    })
    const { since } = await table.gameOf(opened.id)
    await table.chain.rpc('evm_setNextBlockTimestamp', toHex(since + CLOCK))
    expect((await table.refused(table.developer, 'timeout', [opened.id])).name).to.equal('TimeLeft')
    await table.wait(1)
    expect((await table.refused(table.operator, 'show', args)).name).to.equal('NoTimeLeft')
    const before = await table.balance(table.challenger)
    await table.send(table.developer, 'timeout', [opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect((await table.balance(table.challenger)) - before).to.equal(250_000n)
    expect(await table.owed(table.challenger)).to.equal(8n * BOND)
  })

  const lies: [string, (truth: Truth) => object, (machine: Machine) => void][] = [
    [
      'the response',
      () => ({ responseRoot: responseRoot(bytesOf('abc')), responseLength: 3 }),
      (machine) => {
        writeBytes(machine.memory, WINDOW + 0x20000, Uint8Array.of(...bytesOf('abc'), 0, 0, 0))
        writeBytes(machine.memory, WINDOW + 8, Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0))
      },
    ],
    ['fuel', () => ({ fuel: 77n }), (machine) => machine.stack.set(COUNTER, ((CAP - 77n) << 24n) | (1n << 23n))],
    ['status', () => ({ status: 1 }), (machine) => writeBytes(machine.memory, WINDOW + 16, Uint8Array.of(2))],
  ]
  for (const [what, told, change] of lies) {
    it(`POP-5 EPO-4 a false result of the sample (${what}) comes down to one step, which ends the provider`, async () => {
      await table.attest()
      const honest = table.truth(table.epoch())
      const truth = table.truth(table.epoch(), told(honest))
      await table.attest(truth.canary)
      expect(truth.canary).to.not.equal(honest.canary)
      const { length } = truth.run.execution
      const match = await begin(truth, truth.run.lie(length / 2n, change))
      // there is no true last state that says so
      const true_ = table.defence(match.opened, truth.run.truth())
      expect((await table.refused(table.operator, 'defend', true_)).name).to.equal('WrongEnding')
      await match.win(truth.run)
      expect(await table.isFatal(table.provider.id)).to.equal(true)
      expect((await table.gameOf(match.opened.id)).turn).to.equal(Turn.Over)
    })
  }

  it('POP-5 EPO-4 chunks of another module, of another place, cut or drawn out are not shown', async () => {
    const truth = await table.attest()
    const { id, duty } = await table.openLeaf(truth)
    const { chunks, tail } = truth
    const refusal = async (changes: object, end = tail) => {
      const { name, args } = await table.refused(table.operator, 'show', [id, duty, { ...chunks, ...changes }, end])
      return [name, args[0]]
    }
    const other = await newLeafTable(
      {},
      {},
      MODULE.map((byte) => byte ^ 1),
    )
    const theirs = other.truth(truth.epoch)
    expect(theirs.seed).to.equal(truth.seed)
    expect(await refusal(theirs.chunks)).to.deep.equal(['WrongCanary', field('chunk')])
    const places = drawnOf(truth.seed)
    const last = places.indexOf(4)
    expect(last, 'a draw of the last, shorter chunk').to.not.equal(-1)
    const [a, b] = [0, places.findIndex((place) => place !== places[0])]
    const swapped = { data: swap(chunks.data, a, b), paths: swap(chunks.paths, a, b) }
    expect((await refusal(swapped))[0]).to.equal('WrongCanary')
    const whole = chunks.data.findIndex((_, i) => places[i] !== 4)
    const bytes = chunks.data[whole] as Hex
    const elsewhere = {
      data: chunks.data.with(whole, bytes.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) as Hex),
    }
    expect(await refusal(elsewhere)).to.deep.equal(['WrongCanary', field('chunk')])
    for (const draw of [last, whole]) {
      const data = chunks.data[draw] as Hex
      for (const one of [data.slice(0, -2), `${data}00`, '0x'] as Hex[])
        expect(await refusal({ data: chunks.data.with(draw, one) })).to.deep.equal(['WrongCanary', field('size')])
    }
    const path = chunks.paths[whole] as Hex[]
    for (const one of [path.slice(1), [...path, OTHER], path.with(0, OTHER)])
      expect(await refusal({ paths: chunks.paths.with(whole, one) })).to.deep.equal(['WrongCanary', field('chunk')])
    for (const length of [0n, 904n, 4_096n, 4_999n, 5_001n, 2n ** 64n - 1n])
      expect((await refusal({ length }))[0], `${length}`).to.equal('WrongCanary')
    await table.show({ id, duty, version: 1, gas: 0n }, truth)
  })

  it('POP-5 EPO-4 a chunk that is shown at the place of another one is refused, though both are of the module', async () => {
    const truth = await table.attest()
    const { id, duty } = await table.openLeaf(truth)
    const places = drawnOf(truth.seed)
    const draw = places.findIndex((place) => place !== 4)
    const elsewhere = truth.chunks.data.findIndex((_, i) => places[i] !== 4 && places[i] !== places[draw])
    expect(elsewhere).to.not.equal(-1)
    const data = truth.chunks.data.with(draw, truth.chunks.data[elsewhere] as Hex)
    const paths = truth.chunks.paths.with(draw, truth.chunks.paths[elsewhere] as Hex[])
    const args = [id, duty, { ...truth.chunks, data, paths }, truth.tail]
    const { name, args: said } = await table.refused(table.operator, 'show', args)
    expect([name, said[0]]).to.deep.equal(['WrongCanary', field('chunk')])
  })

  it('POP-5 EPO-4 who lacks one of the four chunks, and attests other bytes for it, cannot show them', async () => {
    await table.attest()
    const { epoch, drawn, seed, chunks, tail } = table.truth(table.epoch())
    for (const draw of [0, 1, 2, 3]) {
      const again = await table.mark()
      const data = chunks.data.with(draw, `0x${'5a'.repeat(((chunks.data[draw] as Hex).length - 2) / 2)}`)
      await table.attest(canaryOver(9, { seed, moduleHash: table.published.moduleHash as Hex }, [...data, tail]))
      const { id, duty } = await table.openLeaf({ epoch, drawn })
      const { name, args } = await table.refused(table.operator, 'show', [id, duty, { ...chunks, data }, tail])
      expect([name, args[0]], `draw ${draw}`).to.deep.equal(['WrongCanary', field('chunk')])
      await again()
    }
  })

  it('POP-5 EPO-4 a canary of another tag, tail or request was attested by nobody who ran the sample', async () => {
    await table.attest()
    const truth = table.truth(table.epoch())
    const { chunks, tail } = truth
    const duty = { seed: truth.seed, moduleHash: table.published.moduleHash as Hex }
    const data = chunks.data as Hex[]
    const short = tail.slice(0, 2 + 148) as Hex
    const swapped = concat([toHex(new Uint8Array(32).fill(7)), `0x${tail.slice(66)}`])
    const attempts: [string, number, Hex, string][] = [
      ['chunks alone', 7, '0x', 'tail'],
      ['the attested form', 8, short, 'tail'],
      ['the attested form, told as the provable one', 8, tail, 'canary'],
      ['more than there is', 9, `${tail}00`, 'tail'],
      ['less', 9, tail.slice(0, -2) as Hex, 'tail'],
      ['another request', 9, swapped, 'request'],
    ]
    for (const [what, tag, end, wrong] of attempts) {
      const again = await table.mark()
      await table.attest(canaryOver(tag, duty, [...data, end]))
      const opened = await table.openLeaf(truth)
      const { name, args } = await table.refused(table.operator, 'show', [opened.id, opened.duty, chunks, end])
      expect([name, args[0]], what).to.deep.equal(['WrongCanary', field(wrong)])
      // the tag is the duty's, not the provider's to choose
      const tagged = [opened.id, { ...opened.duty, tag }, chunks, end]
      if (tag !== 9) expect((await table.refused(table.operator, 'show', tagged)).name).to.equal('WrongTerms')
      await again()
    }
  })

  it('POP-5 EPO-4 nobody shows out of turn, for another, twice, or another duty', async () => {
    const truth = await table.attest()
    const opened = await table.openLeaf(truth)
    const args = [opened.id, opened.duty, truth.chunks, truth.tail]
    for (const from of [table.challenger, table.developer])
      expect((await table.refused(from, 'show', args)).name).to.equal('NotPlayer')
    const { terms } = opened.duty
    const defence = table.defence({ ...opened, terms }, truth.run.truth())
    expect(await table.refused(table.operator, 'defend', defence)).to.deep.equal({
      name: 'NotTurn',
      args: [opened.id, Turn.Show, Turn.Defend],
    })
    for (const changes of [
      { seed: OTHER },
      { canary: OTHER },
      { moduleHash: OTHER },
      { requestHash: OTHER },
      { terms: { ...terms, fuelLimit: 1n } },
      { terms: { ...terms, start: OTHER } },
    ]) {
      const other = { ...opened.duty, ...changes }
      expect((await table.refused(table.operator, 'show', [args[0], other, ...args.slice(2)])).name).to.equal(
        'WrongTerms',
      )
    }
    const shown = await table.show(opened, truth, table.owner)
    expect((await table.refused(table.operator, 'show', args)).name).to.equal('NotTurn')
    const wrong = { ...shown, terms: { ...shown.terms, fuel: shown.terms.fuel + 1n } }
    expect((await table.refused(table.operator, 'defend', table.defence(wrong, truth.run.truth()))).name).to.equal(
      'WrongTerms',
    )
    const signed = await table.sign(bytesOf('A request.'))
    const receipt = await table.open(signed, table.challenger, 2n * BOND)
    expect(await table.refused(table.operator, 'show', [receipt.id, ...args.slice(1)])).to.deep.equal({
      name: 'NotTurn',
      args: [receipt.id, Turn.Defend, Turn.Show],
    })
  })

  it('POP-5b EPO-4 what is shown late is shown in vain; the clock goes on where it stood', async () => {
    const truth = await table.attest()
    const opened = await table.openLeaf(truth)
    const { since } = await table.gameOf(opened.id)
    await table.chain.rpc('evm_setNextBlockTimestamp', toHex(since + CLOCK - 10))
    await table.show(opened, truth)
    const game = await table.gameOf(opened.id)
    expect([game.providerLeft, game.challengerLeft, game.since]).to.deep.equal([10, CLOCK, since + CLOCK - 10])
    await table.wait(11)
    const match = new Match(table, { ...opened, terms: opened.duty.terms }, truth.run.truth(), truth.run.truth())
    expect((await table.refused(table.operator, 'defend', table.defence(match.opened, match.defender))).name).to.equal(
      'NoTimeLeft',
    )
    await table.send(table.developer, 'timeout', [opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })

  it('POP-5b EPO-4 a game about a canary is dropped when the provider was punished meanwhile', async () => {
    const truth = await table.attest(OTHER)
    const [first, second] = [await table.openLeaf(truth), await table.openLeaf(truth)]
    expect((await table.refused(table.challenger, 'drop', [first.id])).name).to.equal('NotPunished')
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [first.id])
    await table.send(table.challenger, 'drop', [second.id])
    expect(await table.owed(table.challenger)).to.equal(16n * BOND)
  })
})

describe('games about canaries: each outcome of a sample', () => {
  const samples: [string, Uint8Array, number][] = [
    ['an answer', bytesOf('answer'), 0],
    ['nothing', new Uint8Array(), 0],
    ['an exit', Uint8Array.of(Ending.Exit), 1],
    ['a trap', Uint8Array.of(Ending.Trap), 2],
    ['calls too deep', Uint8Array.of(Ending.Deep), 4],
    ['an output too large', Uint8Array.of(Ending.Large), 5],
  ]
  for (const [what, sample, status] of samples) {
    it(`POP-5 EPO-4 ${what} is attested, shown and defended`, async () => {
      const table = await newLeafTable({ samples: [sample] })
      const truth = await table.attest()
      expect(truth.run.outcome().status).to.equal(status)
      const opened = await table.openLeaf(truth)
      const match = new Match(table, await table.show(opened, truth), truth.run.truth(), truth.run.truth())
      await match.defend()
      expect((await table.gameOf(opened.id)).turn).to.equal(Turn.Pick)
      if (status < 2) return
      // a response that there is none of is not attested, either: an execution has one canary
      const result = { responseRoot: responseRoot(bytesOf('x')) }
      const odd = await table.attest(table.truth(table.epoch(), result).canary, result)
      const again = await table.openLeaf(odd)
      const args = [again.id, again.duty, odd.chunks, odd.tail]
      const { name, args: said } = await table.refused(table.operator, 'show', args)
      expect([name, said[0]]).to.deep.equal(['WrongCanary', field('response')])
      const long = { responseLength: 1 }
      const longer = await table.attest(table.truth(table.epoch(), long).canary, long)
      const third = await table.show(await table.openLeaf(longer), longer)
      const refused = await table.refused(table.operator, 'defend', table.defence(third, longer.run.truth()))
      expect([refused.name, refused.args[0]]).to.deep.equal(['WrongEnding', field('length')])
    })
  }

  it('POP-5 EPO-4 a sample has no more fuel than 32,000,000, and no more than its version', async () => {
    for (const fuel of [40n, CAP - 1n, CAP, CAP + 1n, 1n << 32n]) {
      const table = await newLeafTable({ samples: [bytesOf('answer')], fuel })
      const truth = await table.attest()
      const { duty } = await table.openLeaf(truth)
      expect(duty.terms.fuelLimit).to.equal(fuel < CAP ? fuel : CAP)
      expect(duty.terms.start).to.equal(truth.run.truth().at(0n))
    }
    const table = await newLeafTable({ samples: [Uint8Array.of(Ending.OutOfFuel)], fuel: 40n })
    const truth = await table.attest()
    expect(truth.run.outcome()).to.include({ status: 3, fuel: 40n })
    const match = new Match(
      table,
      await table.show(await table.openLeaf(truth), truth),
      truth.run.truth(),
      truth.run.truth(),
    )
    await match.defend()
  })

  it('POP-5 EPO-4 a sample of 64 KiB is executed on chain, a longer one is not', async () => {
    const long = Uint8Array.from({ length: 65_536 }, (_, i) => 65 + (i % 26))
    const table = await newLeafTable({ samples: [long] })
    const truth = await table.attest()
    const { duty } = await table.openLeaf(truth)
    expect(duty.terms.start).to.equal(truth.run.truth().at(0n))
    const longer = await newLeafTable({ samples: [Uint8Array.of(...long, 65)] })
    await longer.pass(1)
    await longer.provider.attest([longer.lease], 2)
    const args = [longer.leaf(2), longer.sample(0)]
    const { name, args: said } = await longer.refused(longer.challenger, 'openLeaf', args, BOND)
    expect([name, said[0]]).to.deep.equal(['OutOfRange', field('length')])
  })
})

describe('games about canaries that no machine decides', () => {
  for (const [what, form, tag] of [
    ['a version without samples', { samples: [] }, 7],
    ['an attested version without samples', { samples: [], isProvable: false }, 7],
    ['an attested version with samples', { isProvable: false }, 8],
  ] as const) {
    it(`POP-5 EPO-4 the canary of ${what} is shown, and that is the end; a made-up one cannot be`, async () => {
      const table = await newLeafTable(form)
      const truth = await table.attest()
      const opened = await table.openLeaf(truth)
      expect(opened.duty).to.include({ tag, requestHash: word(0) })
      expect(Object.values(opened.duty.terms).every((value) => BigInt(value) === 0n)).to.equal(true)
      const receipt = await table.send(table.operator, 'show', [opened.id, opened.duty, truth.chunks, truth.tail])
      const [shown, over] = table.eventsOf(receipt)
      expect([shown?.name, over?.name, over?.args.upheld]).to.deep.equal(['CanaryShown', 'Over', false])
      expect(await table.isFatal(table.provider.id)).to.equal(false)
      expect(await table.owed(table.owner)).to.equal((8n * BOND * 3n) / 4n)
      expect(await table.holds()).to.equal(false)
      await table.attest(OTHER)
      const lie = await table.openLeaf({ ...truth, epoch: truth.epoch + 1 })
      await table.wait(CLOCK + 1)
      await table.send(table.developer, 'timeout', [lie.id])
      expect(await table.isFatal(table.provider.id)).to.equal(true)
    })
  }

  it('POP-5 EPO-4 a canary of chunks alone is a lie where the version has samples', async () => {
    const table = await newLeafTable({ isProvable: false })
    const { seed, chunks } = table.truth(table.epoch())
    const moduleHash = table.published.moduleHash as Hex
    const canary = canaryOver(7, { seed, moduleHash }, chunks.data as Hex[])
    const truth = await table.attest(canary)
    const { id, duty } = await table.openLeaf(truth)
    const { name, args } = await table.refused(table.operator, 'show', [id, duty, chunks, '0x'])
    expect([name, args[0]]).to.deep.equal(['WrongCanary', field('tail')])
  })

  it('POP-5 EPO-4 a module of one chunk, and of a whole number of them, can be shown', async () => {
    for (const length of [1, 1023, 1024, 1025, 4096]) {
      const table = await newLeafTable({ samples: [] }, {}, MODULE.subarray(0, length))
      const truth = await table.attest()
      await table.show(await table.openLeaf(truth), truth)
      expect(await table.isFatal(table.provider.id)).to.equal(false)
    }
  })
})

/** Numbers of the chunks that a seed draws, of MODULE's five. */
function drawnOf(seed: Hex): number[] {
  return [0, 1, 2, 3].map((draw) => Number(BigInt(keccak256(concat([seed, toHex(draw, { size: 1 })]))) % 5n))
}

function swap<T>(list: readonly T[], a: number, b: number): T[] {
  return list.with(a, list[b] as T).with(b, list[a] as T)
}

/** ASCII, left-aligned, as contracts name fields. */
function field(name: string): Hex {
  return toHex(name, { size: 32 })
}

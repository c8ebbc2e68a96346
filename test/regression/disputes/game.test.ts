import { contentHash } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { toHex } from 'viem'
import type { Machine } from '../../../prover/src/index.ts'
import { writeBytes } from '../../../prover/src/machine/load.ts'
import type { Address } from '../../model/index.ts'
import { COUNTER, Ending, LIMIT, programOf } from '../support/disputes/program.ts'
import { WINDOW } from '../support/disputes/state.ts'
import type { Story } from '../support/disputes/story.ts'
import {
  BOND,
  bytesOf,
  CLOCK,
  type Lie,
  Match,
  newTable,
  type Signed,
  sharedTable,
  type Table,
  Turn,
} from '../support/disputes/table.ts'

const REQUEST = bytesOf('A request.')
const OUTCOME = WINDOW + 16
const BURNT: Address = `0x${'00'.repeat(20)}`

/** 8 bytes, the lowest first. */
const number = (value: bigint) => {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, value, true)
  return bytes
}

interface Case {
  what: string
  request: Uint8Array
  lie: Lie
  change(machine: Machine): void
}

const CASES: Case[] = [
  {
    what: 'the response',
    request: REQUEST,
    lie: { response: bytesOf('an answer!') },
    change: (machine) => writeBytes(machine.memory, WINDOW + 0x20000, bytesOf('an answer!')),
  },
  {
    what: "the response's length",
    request: REQUEST,
    lie: { response: bytesOf('a') },
    change: (machine) => {
      writeBytes(machine.memory, WINDOW + 0x20000, Uint8Array.of(0x61, ...new Uint8Array(9)))
      writeBytes(machine.memory, WINDOW + 8, number(1n))
    },
  },
  {
    what: 'fuel',
    request: REQUEST,
    lie: { fuel: 1000n },
    change: (machine) => machine.stack.set(COUNTER, ((LIMIT - 1000n) << 24n) | (1n << 23n)),
  },
  {
    what: 'status, which was ok',
    request: REQUEST,
    lie: { status: 1 },
    change: (machine) => writeBytes(machine.memory, OUTCOME, number(2n)),
  },
  {
    what: 'status, which was a trap',
    request: Uint8Array.of(Ending.Trap),
    lie: { status: 0 },
    change: (machine) => writeBytes(machine.memory, OUTCOME, number(1n)),
  },
  {
    what: 'memory of the guest',
    request: REQUEST,
    lie: {},
    change: (machine) => machine.memory.set(77, 1n),
  },
  {
    what: 'how it ended',
    request: Uint8Array.of(Ending.Deep),
    lie: { status: 2 },
    change: (machine) => {
      machine.registers = { ...machine.registers, status: 1 }
    },
  },
]

describe('games about receipts', () => {
  let table: Table
  sharedTable((made) => {
    table = made
  })

  const start = async (signed: Signed, defender: Story) =>
    new Match(table, await table.open(signed), defender, signed.run.truth())

  for (const { what, request, lie, change } of CASES) {
    it(`POP-5 a lie about ${what} comes down to one step, which ends the provider`, async () => {
      const signed = await table.sign(request, lie)
      const { length } = signed.run.execution
      const match = await start(signed, signed.run.lie(length / 2n, change))
      expect(await table.holds()).to.equal(true)
      expect(await table.holdsLease()).to.equal(true)
      const before = await table.balance(table.challenger)
      await match.win(signed.run)
      expect(match.events).to.deep.equal([
        { name: 'Over', args: { ...match.events[0]?.args, id: match.opened.id, upheld: true } },
      ])
      expect(await table.isFatal(table.provider.id)).to.equal(true)
      expect((await table.balance(table.challenger)) - before).to.equal(250_000n)
      expect(await table.owed(table.challenger)).to.equal(BOND)
      expect((await table.gameOf(match.opened.id)).turn).to.equal(Turn.Over)
      expect(await table.holds()).to.equal(false)
      expect(await table.holdsLease()).to.equal(false)
    })
  }

  it('POP-5 a lie in the first step, in the last, and a claim of fewer or more steps', async () => {
    const signed = await table.sign(REQUEST, { response: bytesOf('an answer!') })
    const change = (machine: Machine) => writeBytes(machine.memory, WINDOW + 0x20000, bytesOf('an answer!'))
    const { length } = signed.run.execution
    for (const story of [
      signed.run.lie(0n, change),
      signed.run.lie(length - 1n, change),
      signed.run.lie(1n, change, 2n),
      signed.run.lie(0n, change, 1n),
      signed.run.lie(length + 40n, change, length + 99n),
    ]) {
      const again = await table.mark()
      const match = await start(signed, story)
      await match.win(signed.run)
      expect(await table.isFatal(table.provider.id), `${story.steps}`).to.equal(true)
      await again()
    }
  })

  it('POP-5 the truth stands, whatever the challenger picks, and the loser pays, part of it to nobody', async () => {
    const signed = await table.sign(REQUEST)
    const truth = signed.run.truth()
    for (const choose of [(n: number) => n - 1, () => 0, (n: number) => Math.floor(n / 2)]) {
      const match = await start(signed, truth)
      const [owed, burnt] = [await table.owed(table.owner), await table.owed(BURNT)]
      await match.defend()
      while (match.width > 1n) {
        await match.pick(choose(match.points.length - 1))
        if (match.width > 1n) await match.split()
      }
      const refused = await table.refused(table.challenger, 'prove', match.proof(signed.run))
      expect(refused).to.deep.equal({ name: 'StepIsRight', args: [match.to] })
      await table.wait(CLOCK + 1)
      const over = await table.send(table.developer, 'timeout', [match.opened.id])
      expect(table.eventsOf(over)[0]?.args.upheld).to.equal(false)
      expect(await table.isFatal(table.provider.id)).to.equal(false)
      expect((await table.owed(table.owner)) - owed).to.equal((BOND * 3n) / 4n)
      expect((await table.owed(BURNT)) - burnt).to.equal(BOND / 4n)
      expect(await table.owed(table.challenger)).to.equal(0n)
      expect(await table.holds()).to.equal(false)
    }
  })

  it('POP-5 a lost challenge confirms nothing: the next one finds the lie', async () => {
    const change = (machine: Machine) => machine.memory.set(77, 1n)
    const signed = await table.sign(REQUEST)
    const lie = signed.run.lie(20n, change)
    const lost = await start(signed, lie)
    await lost.defend()
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [lost.opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(false)
    const won = await start(signed, lie)
    await won.win(signed.run)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })

  it('POP-5 every outcome can be defended, and steps beyond the end say nothing else', async () => {
    const requests = [REQUEST, Uint8Array.of(), ...Object.entries(Ending).map(([, byte]) => Uint8Array.of(byte))]
    const small = await newTable(programOf(40n))
    const statuses = new Set<number>()
    for (const request of requests.filter((bytes) => bytes[0] !== Ending.Endless && bytes[0] !== Ending.Long)) {
      const signed = await small.sign(request)
      statuses.add(signed.run.outcome().status)
      for (const steps of [signed.run.execution.length, signed.run.execution.length + 1000n]) {
        const match = new Match(small, await small.open(signed), signed.run.truth(steps), signed.run.truth())
        await match.defend()
        expect(match.events[0]?.args.points).to.deep.equal(match.points)
      }
    }
    expect([...statuses].sort()).to.deep.equal([0, 1, 2, 3, 4, 5])
  })

  it('POP-4 POP-5 a game is opened with request and response of up to 64 KiB, held to their hashes', async () => {
    const long = Uint8Array.from({ length: 65_536 }, (_, i) => 65 + (i % 26))
    for (const request of [long, long.subarray(0, 65_505), long.subarray(0, 33)]) {
      const signed = await table.sign(request)
      const match = await start(signed, signed.run.truth())
      await match.defend()
      expect((await table.gameOf(match.opened.id)).turn).to.equal(Turn.Pick)
    }
    const longer = Uint8Array.from({ length: 65_537 }, (_, i) => 65 + (i % 26))
    const signed = await table.sign(REQUEST, { response: longer })
    const refused = await table.refused(table.challenger, 'open', table.opening(signed), BOND)
    expect(refused.name).to.equal('OutOfRange')
  })

  it('POP-5 a response that was shown ahead need not be shown again: both at once are more than networks take', async () => {
    const [request, response] = [40, 50].map((first) => Uint8Array.from({ length: 65_536 }, (_, i) => first + (i % 26)))
    const signed = await table.sign(request as Uint8Array, { response })
    const both = await table.open(signed)
    const [wire, image, , , window] = table.opening(signed)
    const empty = [wire, image, toHex(signed.request), '0x', window]
    const early = await table.refused(table.challenger, 'open', empty, BOND)
    expect(early.name).to.equal('WrongContent')
    const shown = table.eventsOf(await table.send(table.developer, 'showResponse', [toHex(signed.response)]))
    expect(shown[0]?.args).to.deep.equal({ contentHash: toHex(contentHash(signed.response)), length: 65_536n })
    const receipt = await table.send(table.challenger, 'open', empty, 4n * BOND)
    const terms = table.eventsOf(receipt).find(({ name }) => name === 'Opened')?.args.terms
    expect(terms).to.deep.equal(both.terms)
    // the larger transaction is within 120,000 bytes, what the rollups' forced inclusion takes
    expect((toHex(signed.request).length + 4_000) / 2).to.be.below(120_000)
  })

  it('POP-5 what was shown ahead is of its receipt only: neither another response, nor none', async () => {
    const signed = await table.sign(REQUEST, { response: bytesOf('shown') })
    const other = await table.sign(REQUEST, { response: bytesOf('not shown') })
    await table.send(table.developer, 'showResponse', [toHex(signed.response)])
    const [wire, image, request, , window] = table.opening(other)
    const refused = await table.refused(table.challenger, 'open', [wire, image, request, '0x', window], BOND)
    expect(refused.name).to.equal('WrongContent')
    const none = await table.sign(REQUEST, { response: new Uint8Array() })
    for (const isShown of [false, true]) {
      if (isShown) await table.send(table.developer, 'showResponse', ['0x'])
      expect((await table.open(none, table.challenger, 4n * BOND)).terms.responseLength).to.equal(0n)
    }
    const long = toHex(new Uint8Array(65_537))
    expect((await table.refused(table.developer, 'showResponse', [long])).name).to.equal('OutOfRange')
  })

  it('POP-5 who has no last state that says what its receipt says runs out of time', async () => {
    const lies: [Lie, string][] = [
      [{ response: bytesOf('an answer!') }, 'response'],
      [{ response: bytesOf('short') }, 'length'],
      [{ fuel: 3n }, 'fuel'],
      [{ fuel: LIMIT + 5n }, 'fuel'],
      [{ status: 1 }, 'status'],
      [{ status: 9 }, 'status'],
    ]
    for (const [lie, field] of lies) {
      const signed = await table.sign(REQUEST, lie)
      const opened = await table.open(signed)
      const refused = await table.refused(table.operator, 'defend', table.defence(opened, signed.run.truth()))
      expect(refused.name).to.equal('WrongEnding')
      expect(refused.args[0], field).to.equal(toHex(field, { size: 32 }))
    }
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [1n])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })

  it('POP-5 a state that does not open to its roots, still runs, or takes too many steps is no last state', async () => {
    const signed = await table.sign(REQUEST)
    const opened = await table.open(signed)
    const truth = signed.run.truth()
    const other = `0x${'77'.repeat(32)}` as const
    const { ending } = truth
    const refusal = async (story: Story) => {
      const { name, args } = await table.refused(table.operator, 'defend', table.defence(opened, story))
      return [name, name === 'WrongEnding' || name === 'OutOfRange' ? fromHex(args[0] as string) : '']
    }
    const changed = (changes: object): Story => ({ ...truth, ending: { ...ending, ...changes } })
    expect(await refusal(changed({ counter: ending.counter + 1n }))).to.deep.equal(['WrongEnding', 'stack'])
    expect(await refusal(changed({ counterPath: ending.counterPath.with(3, other) }))).to.deep.equal([
      'WrongEnding',
      'stack',
    ])
    for (const field of ['header', 'response', 'rest'] as const)
      expect(await refusal(changed({ [field]: other })), field).to.deep.equal(['WrongEnding', 'memory'])
    for (const field of ['headerPath', 'windowPath'] as const)
      expect(await refusal(changed({ [field]: ending[field].with(5, other) })), field).to.deep.equal([
        'WrongEnding',
        'memory',
      ])
    const running = { ...ending.state, regs: ending.state.regs & ~0xffn }
    expect(await refusal(changed({ state: running }))).to.deep.equal(['WrongEnding', 'running'])
    const most = await table.chain.read<bigint>(table.disputes, 'mostSteps', [signed.run.outcome().fuel])
    expect(await refusal(signed.run.truth(most + 1n))).to.deep.equal(['OutOfRange', 'steps'])
    const none = [opened.id, opened.terms, 0, ending, [truth.at(0n)]]
    expect((await table.refused(table.operator, 'defend', none)).name).to.equal('OutOfRange')
    const few = [opened.id, opened.terms, Number(truth.steps), ending, [truth.at(0n), truth.at(truth.steps)]]
    expect((await table.refused(table.operator, 'defend', few)).name).to.equal('OutOfRange')
    await new Match(table, opened, signed.run.truth(most), truth).defend()
  })

  it('POP-5 points have to begin at the first state and end at the last', async () => {
    const signed = await table.sign(REQUEST)
    const opened = await table.open(signed)
    const args = table.defence(opened, signed.run.truth())
    const other = `0x${'77'.repeat(32)}` as const
    for (const i of [0, args[4].length - 1]) {
      const wrong = [...args.slice(0, 4), args[4].with(i, other)]
      expect((await table.refused(table.operator, 'defend', wrong)).name).to.equal('WrongClaim')
    }
    const terms = { ...opened.terms, fuel: opened.terms.fuel + 1n }
    expect((await table.refused(table.operator, 'defend', [opened.id, terms, ...args.slice(2)])).name).to.equal(
      'WrongTerms',
    )
  })
})

function fromHex(hex: string): string {
  return Buffer.from(hex.slice(2), 'hex').toString().replace(/\0+$/, '')
}

// Games about a guest in Rust as workers run it: merged with WASI and metering, its image as the prover makes it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { responseRoot } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { writeBytes } from '../../../prover/src/machine/load.ts'
import { requestOf, Twin } from '../../../prover/test/support/twin.ts'
import { newLeafTable } from '../support/disputes/canaries.ts'
import { WINDOW, word } from '../support/disputes/state.ts'
import type { Run, Story } from '../support/disputes/story.ts'
import { bytesOf, CLOCK, type Lie, Match, newTable, type Table } from '../support/disputes/table.ts'

const FUEL = 30_000_000n
const module = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../examples/markdown/module.wasm')))
const fields = { target: '/notes?draft=1', contentType: 'text/markdown', body: bytesOf('# A *b*\n\n- c\n- d\n') }
const FALSE = bytesOf('<h1>Another</h1>')

describe('games about a guest in Rust', () => {
  const twin = new Twin(module, { fuel: FUEL })
  const request = requestOf(fields)
  let table: Table
  let back: () => Promise<void>

  before(async () => {
    table = await newTable(twin.image)
  })
  beforeEach(async () => {
    back = await table.mark()
  })
  afterEach(() => back())

  it('POP-3 the image that the prover makes is the one of which the contract takes the hash', () => {
    expect(table.program.hash).to.equal(word(twin.image.imageHash))
    const { codeRoot, stackRoot, memoryRoot, ...numbers } = twin.image.header
    expect(table.program.header).to.deep.equal({
      ...numbers,
      codeRoot: word(codeRoot),
      stackRoot: word(stackRoot),
      memoryRoot: word(memoryRoot),
    })
  })

  const lies: [string, Lie, (run: Run) => Story][] = [
    [
      'response',
      { response: FALSE },
      (run) =>
        run.lie(run.execution.length / 3n, (machine) => {
          const { response } = run.outcome()
          writeBytes(machine.memory, WINDOW + 0x20000, new Uint8Array(response.length))
          writeBytes(machine.memory, WINDOW + 0x20000, FALSE)
          writeBytes(machine.memory, WINDOW + 8, Uint8Array.of(FALSE.length, 0))
        }),
    ],
    [
      'fuel',
      { fuel: 77_777n },
      (run) =>
        run.lie(run.execution.length - 9n, (machine) =>
          machine.stack.set(twin.image.counterSlot, ((FUEL - 77_777n) << 24n) | (1n << 23n)),
        ),
    ],
  ]
  for (const [what, lie, tell] of lies) {
    it(`POP-1 a lie about ${what} is found, from what V8 answers to one step on chain`, async () => {
      const signed = await table.sign(request, lie)
      const { outcome } = twin.run(request, '', table.timeOf(table.epoch()))
      const { status, fuel, response } = signed.run.outcome()
      expect({ status, fuel, response }).to.deep.equal({
        status: outcome.status,
        fuel: outcome.fuel,
        response: new Uint8Array(outcome.output),
      })
      const match = new Match(table, await table.open(signed), tell(signed.run), signed.run.truth())
      await match.win(signed.run)
      expect(await table.isFatal(table.provider.id)).to.equal(true)
      console.log(`      ${signed.run.execution.length} steps, ${match.gas.length} transactions, ${match.total} gas`)
    })
  }

  it('POP-1 what V8 answers stands', async () => {
    const { outcome } = twin.run(request, '', table.timeOf(table.epoch()))
    const signed = await table.sign(request, {
      status: outcome.status,
      fuel: outcome.fuel,
      response: new Uint8Array(outcome.output),
    })
    const match = new Match(table, await table.open(signed), signed.run.truth(), signed.run.truth())
    await match.narrow()
    expect((await table.refused(table.challenger, 'prove', match.proof(signed.run))).name).to.equal('StepIsRight')
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [match.opened.id])
    expect(await table.isFatal(table.provider.id)).to.equal(false)
  })
})

describe('games about a canary of a guest in Rust', () => {
  const fuel = 40_000_000n
  const twin = new Twin(module, { fuel })
  const samples = [requestOf(fields)]

  it('POP-1 EPO-4 what V8 makes of a sample with less fuel than its version stands, and a lie about it does not', async () => {
    const table = await newLeafTable({ samples, program: twin.image }, {}, module)
    await table.attest()
    const honest = await table.attest()
    const { outcome } = twin.run(samples[0] as Uint8Array, '', table.timeOf(honest.epoch))
    expect(honest.result).to.include({ status: outcome.status, fuel: outcome.fuel })
    const opened = await table.openLeaf(honest)
    expect(opened.duty.terms.fuelLimit).to.equal(32_000_000n)
    const match = new Match(table, await table.show(opened, honest), honest.run.truth(), honest.run.truth())
    await match.narrow()
    expect((await table.refused(table.challenger, 'prove', match.proof(honest.run))).name).to.equal('StepIsRight')

    const told = { responseLength: FALSE.length, responseRoot: responseRoot(FALSE) }
    const lie = await table.attest(table.truth(table.epoch(), told).canary, told)
    const story = lie.run.lie(lie.run.execution.length / 3n, (machine) => {
      writeBytes(machine.memory, WINDOW + 0x20000, new Uint8Array(lie.run.outcome().response.length))
      writeBytes(machine.memory, WINDOW + 0x20000, FALSE)
      writeBytes(machine.memory, WINDOW + 8, Uint8Array.of(FALSE.length, 0))
    })
    const denied = await table.openLeaf(lie)
    await new Match(table, await table.show(denied, lie), story, lie.run.truth()).win(lie.run)
    expect(await table.isFatal(table.provider.id)).to.equal(true)
  })
})

// Samples of canaries: a program runs with less fuel than its image has, here and on the machine, from one first state.
import { readFileSync } from 'node:fs'
import { Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { wat } from '../../../runtime/test/support/wat.ts'
import { hashState } from '../../src/machine/state.ts'
import { hashWords } from '../../src/machine/words.ts'
import { cappedProgram } from '../../src/program/program.ts'
import { programExecution } from '../../src/program/run.ts'
import { requestOf, Twin } from '../support/twin.ts'

const echo = new Uint8Array(readFileSync(new URL('../../../guests/echo/module.wasm', import.meta.url)))
const command = (code: string, rest = '') =>
  wat(`(module (memory (export "memory") 1) ${rest} (func (export "_start") ${code}))`)
const counting = (end: string) => `(local $i i32) (loop (local.set $i (i32.add (local.get $i) (i32.const 1)))
  (br_if 0 (i32.lt_u (local.get $i) (i32.const 1000)))) ${end}`

/** What the last fuel that is enough, and one unit less, come to. */
function around(twin: Twin, enough: bigint): number[] {
  return [enough, enough - 1n].map((cap) => twin.runCapped({}, cap, `with ${cap}`).outcome.status)
}

describe('a program with less fuel than its image', () => {
  it('POP-3 EPO-4 ends alike on both: with enough, with too little, and in a trap', () => {
    const ok = new Twin(command(counting('')))
    const { fuel } = ok.run({}).outcome
    expect(around(ok, fuel)).to.deep.equal([Status.Ok, Status.OutOfFuel])
    expect(ok.runCapped({}, fuel - 1n).outcome.fuel).to.equal(fuel - 1n)
    expect(ok.runCapped({}, 0n).outcome).to.include({ status: Status.OutOfFuel, fuel: 0n })

    const trap = new Twin(command(counting('unreachable')))
    expect(trap.run({}).outcome.status).to.equal(Status.Trap)
    expect(around(trap, trap.run({}).outcome.fuel)).to.deep.equal([Status.Trap, Status.OutOfFuel])

    const deep = new Twin(command('(call $f)', '(func $f (call $f))'))
    const uncapped = deep.run({}).outcome
    expect(uncapped.status).to.equal(Status.CallDepth)
    expect(deep.runCapped({}, uncapped.fuel).outcome).to.include({ status: Status.CallDepth, fuel: uncapped.fuel })
    expect(deep.runCapped({}, uncapped.fuel / 2n).outcome.status).to.equal(Status.OutOfFuel)
  })

  it('POP-3 EPO-4 answers alike for every fuel that is given to a guest', () => {
    const twin = new Twin(echo)
    const body = Buffer.from('hello')
    const { fuel, output } = twin.run({ body }).outcome
    for (let cap = 0n; cap < fuel + 3n; cap += 1n + fuel / 40n) twin.runCapped({ body }, cap, `with ${cap}`)
    expect(Buffer.from(twin.runCapped({ body }, fuel).outcome.output).equals(output)).to.equal(true)
  })

  it('POP-3 EPO-4 begins where the contract does: in the image, with another counter', () => {
    const { image: program } = new Twin(echo)
    const capped = cappedProgram(program, 32_000_000n)
    const asked = { request: requestOf({}), requestHash: new Uint8Array(32), timeNs: 0n }
    const { counterSlot, header, counter } = program
    const first = programExecution(capped, asked).reference(0n)
    const [, ...path] = first.stack.open(counterSlot)
    const lead = (leaf: bigint) =>
      path.reduce((node, sibling, i) => {
        return (counterSlot >> i) & 1 ? hashWords(sibling, node) : hashWords(node, sibling)
      }, leaf)
    expect(lead(counter)).to.equal(header.stackRoot)
    const stackRoot = lead((32_000_000n << 24n) | (counter & 0xffffffn))
    expect(first.hash()).to.equal(hashState({ regs: header.regs, stackRoot, memoryRoot: first.memory.root() }))
    expect(capped).to.include({ imageHash: program.imageHash, header, counter, fuel: 32_000_000n })
    expect(program.image.slots.get(counterSlot)).to.equal(counter)
  })

  it('POP-3 refuses more fuel than the image has', () => {
    const { image } = new Twin(echo)
    expect(() => cappedProgram(image, image.fuel + 1n)).to.throw(RangeError, `fuel is ${image.fuel + 1n}`)
    expect(() => cappedProgram(image, -1n)).to.throw(RangeError, 'fuel is -1')
    expect(cappedProgram(image, image.fuel).image.slots).to.deep.equal(image.image.slots)
  })
})

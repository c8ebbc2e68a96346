import { expect } from 'chai'
import { ModuleError, prepare, Sandbox, Status, sizeLimits } from '../../src/index.ts'
import { body, commandOf, leb, moduleOf, section, text, vector } from '../support/builder.ts'

const I64 = 0x7e

function refusal(bytes: Uint8Array): ModuleError {
  try {
    prepare(bytes)
  } catch (error) {
    expect(error).to.be.instanceOf(ModuleError)
    return error as ModuleError
  }
  return expect.fail('the module was accepted')
}

function repeat<T>(count: number, item: T): T[] {
  return new Array<T>(count).fill(item)
}

describe('RUN-2 compile bombs', function () {
  this.timeout(20_000)
  const empty = body([], [])

  it('refuses a module above the size limit before it reads it', () => {
    const error = refusal(new Uint8Array(sizeLimits.moduleBytes + 1))
    expect(error).to.include({ code: 'limit' })
  })

  it('refuses too many functions', () => {
    expect(refusal(commandOf(repeat(sizeLimits.functions + 1, empty)))).to.include({ code: 'limit' })
  })

  it('refuses too many locals in a function, in one group or in many', () => {
    const most = sizeLimits.localsPerFunction
    expect(refusal(commandOf([body([[most + 1, I64]], [])]))).to.include({ code: 'limit' })
    expect(
      refusal(
        commandOf([
          body(
            [
              [0xffff_ffff, I64],
              [0xffff_ffff, I64],
            ],
            [],
          ),
        ]),
      ),
    ).to.include({ code: 'limit' })
    expect(refusal(commandOf([body(repeat(most + 1, [1, I64] as const), [])]))).to.include({ code: 'limit' })
  })

  it('refuses few bytes that declare millions of locals', () => {
    const count = Math.floor(sizeLimits.locals / sizeLimits.localsPerFunction) + 1
    const bytes = commandOf(repeat(count, body([[sizeLimits.localsPerFunction, I64]], [])))
    expect(bytes.length).to.be.below(5_000)
    expect(refusal(bytes)).to.include({ code: 'limit' })
  })

  it('refuses blocks nested too deep, and runs what is nested just as deep as allowed', () => {
    const nested = (depth: number): Uint8Array =>
      commandOf([body([], [...repeat(depth, [0x02, 0x40]).flat(), ...repeat(depth, 0x0b)])])
    expect(refusal(nested(sizeLimits.nesting + 1))).to.include({ code: 'limit' })
    const sandbox = new Sandbox(prepare(nested(sizeLimits.nesting)))
    expect(sandbox.invoke(new Uint8Array(0), { fuel: 100n }).status).to.equal(Status.Ok)
  })

  it('refuses a function of more than a megabyte', () => {
    expect(refusal(commandOf([body([], repeat(sizeLimits.functionBytes, 0x01))]))).to.include({ code: 'limit' })
  })

  it('refuses long lists of types, parameters, results, globals, tables, exports, segments and elements', () => {
    const type = [0x60, 0, 0]
    const wide = (parameters: number, results: number): number[] => [
      0x60,
      ...vector(repeat(parameters, [I64])),
      ...vector(repeat(results, [I64])),
    ]
    const bombs = [
      moduleOf(section(1, vector(repeat(sizeLimits.types + 1, type)))),
      moduleOf(section(1, vector([wide(sizeLimits.parameters + 1, 0)]))),
      moduleOf(section(1, vector([wide(0, sizeLimits.results + 1)]))),
      moduleOf(section(4, vector(repeat(sizeLimits.tables + 1, [0x70, 0, 0])))),
      moduleOf(section(6, vector(repeat(sizeLimits.globals + 1, [I64, 0, 0x42, 0, 0x0b])))),
      moduleOf(section(7, vector(repeat(sizeLimits.exports + 1, [...text('x'), 0, 0])))),
      moduleOf(section(9, vector(repeat(sizeLimits.segments + 1, [1, 0, 0])))),
      moduleOf(section(9, [1, 1, 0, ...leb(sizeLimits.elements + 1)])),
      moduleOf(section(11, leb(sizeLimits.segments + 1))),
    ]
    for (const [i, bomb] of bombs.entries()) expect(refusal(bomb), String(i)).to.include({ code: 'limit' })
  })

  it('refuses counts that no module of that size can hold', () => {
    for (const id of [1, 2, 3, 4, 6, 7, 9]) {
      const error = refusal(moduleOf(section(id, leb(0xffff_ffff))))
      expect(error.code, `section ${id}`).to.be.oneOf(['limit', 'invalid'])
    }
  })

  it('analyses a chain of 20,000 functions without recursion of its own', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) => body([], i === 0 ? [] : [0x10, ...leb(i - 1)]))
    const outcome = new Sandbox(prepare(commandOf(chain))).invoke(new Uint8Array(0), { fuel: 10_000_000n })
    expect(outcome.status).to.equal(Status.CallDepth)
  })

  it('pays for a tree of small calls in full', () => {
    // Each function calls the one before twice: 2^18 calls out of 18 small bodies.
    const tree = Array.from({ length: 18 }, (_, i) => body([], i === 0 ? [0x01] : [0x10, i - 1, 0x10, i - 1]))
    const sandbox = new Sandbox(prepare(commandOf(tree)))
    expect(Number(sandbox.invoke(new Uint8Array(0), { fuel: 100_000_000n }).fuel)).to.be.above(2 ** 18)
    expect(sandbox.invoke(new Uint8Array(0), { fuel: 100_000n }).status).to.equal(Status.OutOfFuel)
  })
})

// The runtime's hostile guests, as provable programs.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type Limits, ModuleError, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { wat } from '../../../runtime/test/support/wat.ts'
import { Twin } from '../support/twin.ts'

const folder = new URL('../../../runtime/test/cases/', import.meta.url)

/** What ends otherwise than in the attested tier, and why. */
const otherwise: Record<string, keyof typeof Status> = {
  // nothing is initialised beforehand: what happens there happens in each run
  'start-exits': 'Exit',
  'start-loops': 'OutOfFuel',
  'start-traps': 'Trap',
  'initialise-recursion': 'CallDepth',
  'alloc-loops': 'OutOfFuel',
  // an address is looked at before anything is paid by length
  'random-length-of-4-gib': 'Trap',
  'wasi-vectors-without-end': 'Trap',
}
/** What the machine has not, or what its limits do not let come that far. */
const refused = new Set(['table-bomb'])

interface Options {
  fuel?: string
  limits?: Partial<Limits>
}

describe('hostile provable guests', () => {
  for (const name of readdirSync(folder)) {
    const at = (file: string): URL => new URL(`${name}/${file}`, folder)
    const read = <T>(file: string): T | undefined =>
      existsSync(at(file)) ? (JSON.parse(readFileSync(at(file), 'utf8')) as T) : undefined
    const { fuel, limits = {} } = read<Options>('options.json') ?? {}
    const expected = otherwise[name] ?? read<{ status: keyof typeof Status }>('expected.json')?.status
    const options = {
      fuel: BigInt(fuel ?? (expected === 'OutOfFuel' ? 3_000_000 : 1_000_000_000)),
      memoryPages: limits.memoryPages ?? 256,
      outputBytes: limits.outputBytes ?? 65_536,
    }
    const make = () => new Twin(wat(readFileSync(at('module.wat'), 'utf8'), { proposals: true }), options)

    if (expected === undefined || refused.has(name)) {
      it(`POP-1 ${name} is refused`, () => {
        expect(make).to.throw(ModuleError)
      })
    } else {
      it(`POP-1 ${name} ends as ${expected}, on both`, () => {
        const body = existsSync(at('input.txt')) ? new Uint8Array(readFileSync(at('input.txt'))) : new Uint8Array(0)
        const { outcome } = make().run({ body }, name, 0n)
        expect(outcome.status).to.equal(Status[expected])
      })
    }
  }
})

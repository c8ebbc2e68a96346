// Our own scripts in the form of the core test suite, on every implementation of the machine.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { decode, encode, Flag, Op } from '../src/isa.ts'
import { lower } from '../src/lower/lower.ts'
import { isAlu } from '../src/machine/alu.ts'
import { headOf, readForms } from '../src/wast/forms.ts'
import { moduleBytes } from '../src/wast/modules.ts'
import { runScript } from '../src/wast/script.ts'
import { targets } from '../src/wast/targets.ts'

const folder = join(import.meta.dirname, 'wast')
const files = globSync('*.wast', { cwd: folder }).sort()
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

describe('scripts', () => {
  for (const target of targets) {
    for (const file of files) {
      it(`${file} on the ${target.name} machine`, () => {
        const tally = runScript(read(file), target)
        expect(tally.failed).to.deep.equal([])
        expect([...tally.refused, ...tally.skipped]).to.deep.equal([])
        expect(tally.passed).to.be.above(0)
      })
    }
  }

  it('have every instruction that lowering emits, and every flag', () => {
    const images = files
      .flatMap((file) => readForms(read(file)))
      .filter((form) => headOf(form) === 'module')
      .map((form) => lower(moduleBytes(form)))
    const code = images.flatMap((image) => image.code)
    const found = new Set(code.map(({ op }) => op))
    const integers = Array.from({ length: 256 }, (_, op) => op).filter(isAlu)
    // the integer loads and stores; i64.extend_i32_u is no step
    const memory = [0x28, 0x29, ...range(0x2c, 0x37), ...range(0x3a, 0x3e)]
    const wanted = [...Object.values(Op).filter((op) => op < Op.FirstLoad), ...memory, ...integers].filter(
      (op) => op !== 0xad,
    )
    expect(wanted.filter((op) => !found.has(op))).to.deep.equal([])
    for (const [name, flag] of Object.entries(Flag)) {
      expect(
        code.some(({ flags }) => flags & flag),
        name,
      ).to.equal(true)
    }
    for (const ins of code) expect(decode(encode(ins))).to.deep.equal(ins)
  })
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

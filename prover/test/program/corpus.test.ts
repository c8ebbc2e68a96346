// Real guests in Rust, C and AssemblyScript: this engine and the machine come to the same, and to what the attested tier does.
import { readFileSync } from 'node:fs'
import { ModuleError, type Outcome, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { type CorpusModule, readCorpus } from '../../../runtime/test/determinism/corpus.ts'
import { attested, Twin } from '../support/twin.ts'

/** Guests that compute with floats for these inputs, by number; all others run to the same end in both tiers. */
const floats: Record<string, number[]> = {
  json: [0, 2],
  matmul: [0, 2],
  nbody: [0, 1, 2],
  printf: [0, 1, 2],
  'wat/floats': [0, 1, 2, 3],
  'wat/globals': [0, 1, 2, 3],
  'wat/integers': [0, 1, 2, 3],
  'wat/nan': [0, 1, 2, 3],
  'wat/traps': [4, 9],
}
/** Guests that the machine cannot have. */
const refused: Record<string, { code: string; offset: number }> = { 'wat/tables': { code: 'unsupported', offset: 37 } }

const options = { fuel: 30_000_000n, env: { GREETING: 'hello', EMPTY: '' } }

function module(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url)))
}

const texts = (...inputs: string[]) => inputs.map((text) => new TextEncoder().encode(text))
const more: CorpusModule[] = [
  { name: 'markdown', bytes: module('examples/markdown/module.wasm'), inputs: texts('# A *b*\n\n- c\n', '<x>') },
  { name: 'echo handler', bytes: module('guests/echo/module.wasm'), inputs: texts('', 'hello') },
  ...['rust', 'c', 'assemblyscript'].map((name) => {
    return { name: `${name} template`, bytes: module(`guests/templates/${name}/module.wasm`), inputs: texts('', 'Ann') }
  }),
]

/** What both tiers have to agree on: all but fuel, and the code of an exit with 0. */
function readable({ status, output, logs, trap }: Outcome) {
  return { status, trap, output: Buffer.from(output).toString('latin1'), logs: Buffer.from(logs).toString('latin1') }
}

describe('provable guests', () => {
  for (const { name, bytes, inputs } of [...readCorpus(), ...more]) {
    if (refused[name]) {
      it(`POP-1 ${name} is refused`, () => {
        expect(() => new Twin(bytes))
          .to.throw(ModuleError)
          .that.includes(refused[name])
      })
      continue
    }
    it(`POP-1 ${name} comes to the same here, on the machine and in the attested tier`, () => {
      const twin = new Twin(bytes, options)
      inputs.forEach((body, i) => {
        const request = { target: `/path/${i}?n=${i}`, contentType: 'text/plain', body }
        const { outcome } = twin.run(request, `${name} ${i}`)
        if (floats[name]?.includes(i)) {
          expect(outcome, `${name} ${i}`).to.include({ status: Status.Trap, trap: 'unreachable' })
          return
        }
        expect(readable(attested(bytes, request, options)), `${name} ${i}`).to.deep.equal(readable(outcome))
      })
    })
  }
})

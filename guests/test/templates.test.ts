import { readFileSync } from 'node:fs'
import { prepare, Sandbox, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'

const cases = [
  ['', 'Hello, world!'],
  ['Ann\n', 'Hello, Ann!'],
  ['a "b" \\ \t é 東 😀', 'Hello, a "b" \\ \t é 東 😀!'],
] as const

describe('templates', () => {
  for (const name of ['rust', 'assemblyscript', 'c']) {
    it(`RUN-3 ${name} answers with JSON that greets whoever is named`, () => {
      const bytes = readFileSync(new URL(`../templates/${name}/module.wasm`, import.meta.url))
      const sandbox = new Sandbox(prepare(bytes))
      for (const [body, greeting] of cases) {
        const { status, output } = sandbox.invoke(Buffer.from(body), { fuel: 10_000_000n })
        expect(status).to.equal(Status.Ok)
        expect(JSON.parse(Buffer.from(output).toString())).to.deep.equal({ greeting })
      }
    })
  }
})

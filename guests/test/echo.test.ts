import { readFileSync } from 'node:fs'
import { prepare, Sandbox, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'

const folder = new URL('../echo/', import.meta.url)

describe('echo', () => {
  const bytes = readFileSync(new URL('module.wasm', folder))

  it('answers with its input, also where that does not fit into its first memory', () => {
    const sandbox = new Sandbox(prepare(bytes))
    const inputs = [Buffer.alloc(0), readFileSync(new URL('inputs/256.txt', folder)), Buffer.alloc(500_000, 'x')]
    for (const input of inputs) {
      const { status, output } = sandbox.invoke(input, { fuel: 1_000_000n })
      expect(status).to.equal(Status.Ok)
      expect(input.equals(output)).to.equal(true)
    }
  })

  it('starts with a memory of 128 KiB and imports nothing', () => {
    const module = new WebAssembly.Module(bytes)
    const { exports } = new WebAssembly.Instance(module, {})
    expect(WebAssembly.Module.imports(module)).to.deep.equal([])
    expect((exports.memory as WebAssembly.Memory).buffer.byteLength).to.equal(131_072)
  })
})

// Image and state of a program: what is hashed, what a request changes, and that the reference machine has the same states.
import { readFileSync } from 'node:fs'
import { ModuleError, provable } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import { encodeAbiParameters, keccak256 } from 'viem'
import { wat } from '../../../runtime/test/support/wat.ts'
import { FastMachine } from '../../src/fast/fast.ts'
import { codeTree } from '../../src/machine/load.ts'
import { unpackRegisters } from '../../src/machine/state.ts'
import { programImage } from '../../src/program/program.ts'
import { programExecution, requestState } from '../../src/program/run.ts'
import { IO } from '../../src/program/window.ts'
import { defaults, requestOf, Twin } from '../support/twin.ts'

const echo = new Uint8Array(readFileSync(new URL('../../../guests/echo/module.wasm', import.meta.url)))
const asked = {
  request: requestOf({ body: Buffer.from('hello') }),
  requestHash: new Uint8Array(32).fill(3),
  timeNs: 258n,
}

describe('the image of a program', () => {
  it('POP-3 has the hash of docs/proof-of-processing.md', () => {
    const { bytes } = provable(echo, defaults)
    const { header, imageHash } = programImage(bytes)
    const { codeRoot, stackRoot, memoryRoot, regs, maxPages, counterSlot, fuel } = header
    const words = [1n, codeRoot, stackRoot, memoryRoot, regs, maxPages, counterSlot, fuel]
    const encoded = encodeAbiParameters(Array(8).fill({ type: 'uint256' }), words)
    expect(imageHash).to.equal(BigInt(keccak256(encoded)))
    expect(header.fuel).to.equal(defaults.fuel)
    expect(header.maxPages).to.equal(256n)
    expect(unpackRegisters(header.regs)).to.include({ status: 0, pages: 2 })
  })

  it('POP-3 is the same wherever it is made: versions on chain name it', () => {
    const { imageHash } = programImage(provable(echo, defaults).bytes)
    // where this has to change, versions that are registered can no longer be run: that is another RUNTIME_VERSION
    expect(imageHash.toString(16)).to.equal('3a3972f704f727ba0ab19316b70e67527f0fe8aebabde5fbc792d1fb13cfb87a')
  })

  it('POP-3 is another one for other fuel, memory, output or environment', () => {
    const variants = [{}, { fuel: 1n }, { memoryPages: 4 }, { outputBytes: 9 }, { env: { A: '' } }]
    const hashes = variants.map((one) => programImage(provable(echo, { ...defaults, ...one }).bytes).imageHash)
    expect(new Set(hashes).size).to.equal(variants.length)
  })

  it('POP-4 holds nothing of a request, which writes its length, hash, clock and bytes and nothing else', () => {
    const { image } = programImage(provable(echo, defaults).bytes)
    const [before, after] = [new FastMachine(image), new FastMachine(image)]
    requestState(asked)(after)
    const [empty, window] = [before.read(IO, 0x50000), after.read(IO, 0x50000)]
    expect(empty.subarray(0, 0x30000).every((byte) => byte === 0)).to.equal(true)
    const { length } = asked.request
    const expected = Uint8Array.from(empty)
    expected.set([length], 0)
    expected.set(asked.requestHash, 0x20)
    expected.set([2, 1], 0x40)
    expected.set(asked.request, 0x10000)
    expect(Buffer.from(window).equals(expected)).to.equal(true)
    expect(after.state()).to.include({ stackRoot: before.state().stackRoot, regs: before.state().regs })
  })

  it('POP-1 the reference machine comes to the states of the fast one, from any of them', () => {
    const { image } = new Twin(echo)
    const execution = programExecution(image, asked)
    const code = codeTree(image.image)
    const { length } = execution
    for (let step = 0n; step < length; step += 41n) {
      const machine = execution.at(step).reference(code)
      machine.run(40)
      expect(machine.hash(), `from step ${step}`).to.equal(execution.hashAt(step + 40n))
    }
  })

  it('POP-3 is refused for bytes that are no provable program', () => {
    expect(() => programImage(wat('(module (func (export "_start")))'))).to.throw(ModuleError, "no 'counter'")
    expect(() => programImage(echo.subarray(0, 9))).to.throw(ModuleError, 'the engine refuses')
  })

  it('POP-4 takes a request of 65,536 bytes and a hash of 32', () => {
    expect(() => requestState({ ...asked, request: new Uint8Array(65_537) })).to.throw(RangeError, '65537 bytes')
    expect(() => requestState({ ...asked, requestHash: new Uint8Array(31) })).to.throw(RangeError, '31 bytes')
  })
})

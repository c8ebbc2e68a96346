// What the registry takes and refuses at its edges.
import { expect } from 'chai'
import { decodeErrorResult, type Hex, pad, toHex } from 'viem'
import { type Chain, type Contract, isReverted, newChain } from '../../fuzz/support/chain.ts'
import type { Address } from '../../model/index.ts'

const WORD = pad('0x1', { size: 32 })
const ZERO = pad('0x', { size: 32 })
const VERSION = {
  ...{ moduleHash: WORD, moduleDigest: WORD, configDigest: ZERO, imageHash: ZERO, samplesHash: ZERO },
  ...{ moduleCodec: 0x55, kind: 1, abiVersion: 1, publishedAt: 0n },
}
const NAMES = /^[a-z0-9-]$/

describe('the registry at its edges', () => {
  let chain: Chain
  let registry: Contract
  let owner: Address
  let other: Address

  beforeEach(async () => {
    chain = await newChain()
    registry = await chain.deploy('FunctionRegistry', [])
    ;[owner, other] = [await chain.account(), await chain.account()]
    await send(owner, 'register', ['first'])
  })

  const send = async (from: Address, fn: string, args: readonly unknown[]) => {
    const outcome = await chain.send(from, registry, fn, args)
    return isReverted(outcome) ? outcome : undefined
  }
  const aliased = (name: Hex) => send(owner, 'setAlias', [1n, name, 0])
  const padded = (text: string) => pad(toHex(text), { size: 24, dir: 'right' })

  it('takes small letters, digits and hyphens, and no other byte, in names and in aliases', async () => {
    for (let code = 0; code < 128; code++) {
      const character = String.fromCharCode(code)
      const isName = NAMES.test(character)
      const refused = { name: 'NameCharacter', args: [0n, toHex(code, { size: 1 })] }
      expect(await send(owner, 'register', [character]), `name ${code}`).to.deep.equal(isName ? undefined : refused)
      if (code === 0) continue
      expect(await aliased(padded(character)), `alias ${code}`).to.deep.equal(isName ? undefined : refused)
    }
  })

  it('takes names of 64 bytes and aliases of 24', async () => {
    expect(await send(owner, 'register', ['n'.repeat(64)])).to.equal(undefined)
    expect(await aliased(padded('a'.repeat(24)))).to.equal(undefined)
    expect(await send(owner, 'setAlias', [1n, padded('a'.repeat(24)), 0])).to.equal(undefined)
  })

  it('takes a module as a raw block or as a file, and none that lacks a hash or a digest', async () => {
    for (const moduleCodec of [0x55, 0x70])
      expect(await send(owner, 'publish', [1n, { ...VERSION, moduleCodec }])).to.equal(undefined)
    for (const field of ['moduleHash', 'moduleDigest']) {
      const refusal = await send(owner, 'publish', [1n, { ...VERSION, [field]: ZERO }])
      expect(refusal).to.deep.equal({ name: 'EmptyModule', args: [] })
    }
    expect(await chain.read(registry, 'versionCount', [1n])).to.equal(2)
    expect(await chain.read<object>(registry, 'version', [1n, 2])).to.include({ moduleCodec: 0x70 })
    for (const number of [0, 3]) {
      const read = chain.read(registry, 'version', [1n, number])
      const { data } = (await read.catch((error: unknown) => error)) as { data: Hex }
      const { errorName, args } = decodeErrorResult({ abi: registry.abi, data })
      expect([errorName, args]).to.deep.equal(['UnknownVersion', [number, 2]])
    }
  })

  it('EPO-4 remembers what an alias named when a second began, through any number of changes', async () => {
    const live = padded('live')
    const changes = [1, 2, 1, 0, 2, 1, 2] as const
    for (let n = 0; n < 2; n++) await send(owner, 'publish', [1n, VERSION])
    const start = Number(await chain.now()) + 10
    for (const [i, number] of changes.entries()) {
      await chain.rpc('evm_setNextBlockTimestamp', toHex(start + 10 * i))
      await send(owner, 'setAlias', [1n, live, number])
    }
    const at = (second: number) => chain.read<number>(registry, 'versionAt', [1n, live, BigInt(second)])
    for (const [i, number] of changes.entries()) {
      expect(await at(start + 10 * i), 'in the second of a change the one before').to.equal(changes[i - 1] ?? 0)
      for (const later of [1, 10]) expect(await at(start + 10 * i + later)).to.equal(number)
    }
    const [number, previous, changedAt] = await chain.read<[number, number, bigint]>(registry, 'aliasOf', [1n, live])
    expect([number, previous, changedAt]).to.deep.equal([2, 1, BigInt(start + 60)])
  })

  it('gives a function to who accepts it, and to none who has one of that name', async () => {
    const early = await send(other, 'acceptFunction', [1n])
    expect(early?.name).to.equal('NotOffered')
    await send(other, 'register', ['first'])
    await send(owner, 'transferFunction', [1n, other])
    expect(await send(other, 'acceptFunction', [1n])).to.deep.equal({ name: 'NameTaken', args: [2n] })
    expect((await chain.read<string>(registry, 'ownerOf', [1n])).toLowerCase()).to.equal(owner)
    await send(other, 'register', ['second'])
    expect(await send(other, 'transferFunction', [3n, owner])).to.equal(undefined)
    expect(await send(owner, 'acceptFunction', [3n])).to.equal(undefined)
    expect(await chain.read(registry, 'idOf', [owner, 'second'])).to.equal(3n)
    expect(await chain.read(registry, 'idOf', [other, 'second'])).to.equal(0n)
    expect(await chain.read(registry, 'nameOf', [3n])).to.equal('second')
  })
})

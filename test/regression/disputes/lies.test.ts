import { contentHash, sha256 } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Hex, toHex } from 'viem'
import { load } from '../../../prover/src/index.ts'
import { programOf } from '../support/disputes/program.ts'
import { describeImage, type Header, hashOfHeader, pair, WINDOW, word } from '../support/disputes/state.ts'
import { BOND, bytesOf, CLOCK, sharedTable, type Table } from '../support/disputes/table.ts'

const REQUEST = bytesOf('A request.')
const OTHER: Hex = `0x${'77'.repeat(32)}`
const ZERO: Hex = `0x${'00'.repeat(32)}`
const field = (name: string) => toHex(name, { size: undefined }).padEnd(66, '0')

describe('receipts that no honest provider signs', () => {
  let table: Table
  sharedTable((made) => {
    table = made
  })

  const convicted = async (fn: string, args: readonly unknown[], what: string) => {
    const before = await table.balance(table.challenger)
    const receipt = await table.send(table.challenger, fn, args)
    expect(table.eventsOf(receipt)[0]?.args.field).to.equal(field(what))
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect((await table.balance(table.challenger)) - before).to.equal(250_000n)
    expect((await table.refused(table.challenger, fn, args)).name).to.equal('HasEnded')
  }
  const refusal = async (fn: string, args: readonly unknown[]) => (await table.refused(table.challenger, fn, args)).name

  for (const [what, lie] of [
    ['image', { imageHash: OTHER }],
    ['image', { imageHash: ZERO }],
    ['module', { moduleHash: OTHER }],
    ['version', { version: 2 }],
    ['version', { version: 0 }],
    ['version', { functionId: 99n }],
  ] as const) {
    it(`POP-3 another ${what} than the registry's is a lie of one transaction: ${Object.keys(lie)} ${Object.values(lie)}`, async () => {
      const { wire } = await table.sign(REQUEST, lie)
      await convicted('proveCode', [wire], what)
    })
  }

  it('POP-3 the registry decides at the time of the proof; a receipt that agrees with it is none', async () => {
    const { wire } = await table.sign(REQUEST)
    expect(await refusal('proveCode', [wire])).to.equal('NoLie')
    await table.publish(ZERO)
    const attested = await table.sign(REQUEST, { version: 2, imageHash: ZERO })
    expect(await refusal('proveCode', [attested.wire])).to.equal('NoLie')
    const forged = `${attested.wire.slice(0, 2 + 2 * 70)}${OTHER.slice(2)}${attested.wire.slice(2 + 2 * 102)}` as Hex
    expect(await refusal('proveCode', [forged])).to.equal('WrongReceipt')
  })

  it('POP-3 proofs come while stakes answer for the epoch, not later and not before it', async () => {
    const { wire } = await table.sign(REQUEST, { version: 9 })
    const early = await table.sign(REQUEST, { version: 9, epoch: 3 })
    expect(await refusal('proveCode', [early.wire])).to.equal('EpochNotBegun')
    // notice is 8 epochs
    await table.pass(8)
    const again = await table.mark()
    await convicted('proveCode', [wire], 'version')
    await again()
    await table.pass(1)
    expect(await refusal('proveCode', [wire])).to.equal('WindowClosed')
  })

  it('POP-3 an image with limits that no machine has is a lie of one transaction', async () => {
    const { header, window } = table.program
    const none = emptyNode()
    const flaws: Partial<Header>[] = [
      { maxPages: (1n << 15n) + 1n },
      { regs: header.regs | 2n },
      { counterSlot: 1n << 16n },
      { fuel: (1n << 32n) + 1n },
    ]
    for (const changes of flaws) {
      const flawed = { ...header, ...changes }
      const { wire } = await table.sign(REQUEST, { imageHash: hashOfHeader(flawed) })
      const again = await table.mark()
      expect(await refusal('proveImage', [wire, header, none, window])).to.equal('WrongImage')
      await convicted('proveImage', [wire, flawed, none, window], 'image')
      await again()
    }
    const { wire } = await table.sign(REQUEST)
    expect(await refusal('proveImage', [wire, header, none, window])).to.equal('NoLie')
    expect(await refusal('proveImage', [wire, header, OTHER, window])).to.equal('NoLie')
    const attested = await table.sign(REQUEST, { imageHash: ZERO })
    expect(await refusal('proveImage', [attested.wire, header, none, window])).to.equal('NotProvable')
  })

  it('POP-3 so is an image whose window is not empty: no first state can be made of it', async () => {
    const program = programOf()
    const { image } = program
    image.memory = [...image.memory, { address: WINDOW + 70_000, bytes: Uint8Array.of(9) }]
    const { header, hash, window } = describeImage(program)
    const signed = await table.sign(REQUEST, { imageHash: hash })
    const opening = await table.refused(table.challenger, 'open', table.opening(signed, header, window), BOND)
    expect(opening.name).to.equal('WrongWindow')
    const node = nodeOf(image)
    expect(await refusal('proveImage', [signed.wire, header, emptyNode(), window])).to.equal('NoLie')
    await convicted('proveImage', [signed.wire, header, node, window], 'image')
  })

  it('RCP-5 a request or a response above 64 KiB is a lie of a provable receipt, below it is none', async () => {
    const long = Uint8Array.from({ length: 65_537 }, (_, i) => 65 + (i % 26))
    const [requestHash, responseHash] = [toHex(contentHash(long)), toHex(contentHash(long))]
    const root = rootOf(long)
    for (const [part, what, lie] of [
      [0, 'request', { requestHash }],
      [1, 'response', { responseHash }],
    ] as const) {
      const { wire } = await table.sign(REQUEST, lie)
      const again = await table.mark()
      expect(await refusal('proveSize', [wire, part, 65_538n, root])).to.equal('WrongContent')
      expect(await refusal('proveSize', [wire, 1 - part, 65_537n, root])).to.equal('WrongContent')
      expect(await refusal('proveSize', [wire, 2, 65_537n, root])).to.equal('NoLie')
      await convicted('proveSize', [wire, part, 65_537n, root], what)
      await again()
    }
    const most = long.subarray(0, 65_536)
    const { wire } = await table.sign(REQUEST, { responseHash: toHex(contentHash(most)) })
    expect(await refusal('proveSize', [wire, 1, 65_536n, rootOf(most)])).to.equal('NoLie')
    await table.publish(ZERO)
    const attested = await table.sign(REQUEST, { version: 2, imageHash: ZERO, responseHash })
    expect(await refusal('proveSize', [attested.wire, 1, 65_537n, root])).to.equal('NotProvable')
  })

  it('POP-3 a conviction does not take the reward from whoever has a game open', async () => {
    const signed = await table.sign(REQUEST)
    const { id } = await table.open(signed)
    const { wire } = await table.sign(REQUEST, { version: 9 })
    const before = await table.balance(table.developer)
    await table.send(table.developer, 'proveCode', [wire])
    expect(await table.isFatal(table.provider.id)).to.equal(true)
    expect(await table.balance(table.developer)).to.equal(before)
    expect((await table.refused(table.developer, 'drop', [id])).name).to.equal('NotPlayer')
    const again = await table.mark()
    // the provider has nothing more to lose and stands by nothing
    const own = await table.balance(table.challenger)
    await table.wait(CLOCK + 1)
    const over = table.eventsOf(await table.send(table.developer, 'timeout', [id]))
    expect(over.map(({ name }) => name)).to.deep.equal(['Over', 'Rewarded'])
    expect((await table.balance(table.challenger)) - own).to.equal(250_000n)
    await again()
    await table.send(table.challenger, 'drop', [id])
    expect((await table.balance(table.developer)) - before).to.equal(250_000n)
    expect(await table.owed(table.challenger)).to.equal(BOND)
  })
})

/** Root of chunks of 1 KiB, a leaf at a time (docs/receipts.md). */
function rootOf(content: Uint8Array): Hex {
  let level: Uint8Array[] = []
  for (let at = 0; at < content.length; at += 1024) {
    level.push(sha256(Uint8Array.from([0, ...content.subarray(at, at + 1024)])))
  }
  while (level.length > 1) {
    const next: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] as Uint8Array, level[i + 1]]
      next.push(right ? sha256(Uint8Array.from([1, ...left, ...right])) : left)
    }
    level = next
  }
  return toHex(level[0] as Uint8Array)
}

function emptyNode(): Hex {
  let node = word(0)
  for (let i = 0; i < 12; i++) node = pair(node, node)
  return node
}

/** Node over the first 2^12 leaves of an image's window. */
function nodeOf(image: ReturnType<typeof programOf>['image']): Hex {
  const { memory } = load(image)
  const opening = memory.open(WINDOW / 32)
  return opening
    .slice(0, 13)
    .map(word)
    .reduce((node, sibling) => pair(node, sibling))
}

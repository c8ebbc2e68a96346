// An honest provider is accused of a canary with what is not the chain's: each such accusation is refused, or stands against nothing.
import { canary, canarySeed, contentHash, drawSample, MerkleTree } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { concat, type Hex, sha256, toHex } from 'viem'
import { isReverted } from '../../fuzz/support/chain.ts'
import { type LeafTable, MODULE, newLeafTable, SAMPLES, type Truth } from '../support/disputes/canaries.ts'
import { hashOfHeader, word } from '../support/disputes/state.ts'
import { BOND, bytesOf, CLOCK, Match, RULES, Turn } from '../support/disputes/table.ts'
import { NO_LIMIT, PLAN } from '../support/scene.ts'
import { Culprit } from '../support/trial.ts'

const OTHER: Hex = `0x${'77'.repeat(32)}`

describe('an honest provider accused of a canary', () => {
  let table: LeafTable
  let first: Truth
  let truth: Truth
  let back: () => Promise<void>

  before(async () => {
    table = await newLeafTable()
    first = await table.attest()
    truth = await table.attest()
  })
  beforeEach(async () => {
    back = await table.mark()
  })
  afterEach(() => back())

  const leaf = (changes: object = {}, epoch = truth.epoch) => ({ ...table.leaf(epoch), ...changes })
  const sample = (changes: object = {}, drawn = truth.drawn) => ({ ...table.sample(drawn), ...changes })
  const refused = async (of: object, what: object = sample(), value = BOND) =>
    table.refused(table.challenger, 'openLeaf', [of, what], value)
  const wrong = (name: string) => ['WrongCanary', toHex(name, { size: 32 })]
  const refusal = async (of: object, what?: object) => {
    const { name, args } = await refused(of, what)
    return name === 'WrongCanary' ? [name, args[0]] : [name]
  }
  /** The accusation that was not refused comes to nothing. */
  const stands = async (what: Truth) => {
    const opened = await table.openLeaf(what)
    expect(opened.duty).to.include({ seed: what.seed, canary: what.canary })
    const match = new Match(table, await table.show(opened, what), what.run.truth(), what.run.truth())
    await match.defend()
    return opened
  }

  it('POP-5 EPO-4 an alias that changed twice in the epoch: the version at its start counts', async () => {
    await table.publish(table.program.hash, { moduleHash: OTHER, samplesHash: OTHER })
    await table.publish(word(0), { moduleHash: OTHER })
    await table.pointAt(2)
    await table.pointAt(3)
    const during = await table.attest()
    expect((await stands(during)).version).to.equal(1)
    // in the second in which an epoch begins: what was named before it counts, whatever is named in it
    const epoch = table.epoch() + 1
    await table.chain.rpc('evm_setNextBlockTimestamp', toHex(table.genesis + BigInt(epoch - 1) * 3600n))
    await table.pointAt(1)
    await table.provider.attest([table.lease], epoch - 1, [OTHER])
    await table.pass(2)
    await table.provider.attest([table.lease], epoch, [OTHER])
    const args = [table.leaf(epoch), sample()]
    expect(table.opened(await table.send(table.challenger, 'openLeaf', args, 8n * BOND)).version).to.equal(3)
  })

  it('POP-5 EPO-4 a lease that is not its own', async () => {
    const { culprit, lease } = await table.another(await table.person())
    await table.pass(1)
    const summary = table.leaf(truth.epoch).summary
    const notLive = async (changes: object) => (await refused(leaf(changes))).name
    expect(await notLive({ summary: { ...summary, lease } })).to.equal('NotLive')
    expect(await notLive({ summary: { ...summary, lease: 99 * 256 } })).to.equal('NotLive')
    expect(await notLive({ provider: culprit.id })).to.equal('NotLive')
    expect(await notLive({ provider: 77 })).to.equal('NotLive')
  })

  it('POP-5 EPO-4 a lease is denied from its first epoch to its last, not before and not after', async () => {
    const plain = await newLeafTable({ samples: [] })
    const culprit = new Culprit(plain, await plain.person())
    const [long] = (await culprit.start(plain.developer, 1, 20)) as [number]
    await plain.pass(1)
    const [, offer] = await plain.chain.read<[number, number]>(plain.lens, 'counts')
    const plan = { ...PLAN, unitsEach: 1, epochs: 2 }
    await plain.sendTo(plain.bourse, plain.developer, 'openDeal', [plan, [offer], NO_LIMIT, 0n])
    const short = (await plain.chain.read<[number, number, number]>(plain.lens, 'counts'))[2] * 256
    const begins = plain.epoch() + 1
    const outcomes: string[] = []
    for (let n = 0; n < 4; n++) {
      await plain.pass(1)
      const epoch = plain.epoch() - 1
      await culprit.attest([long, short], epoch)
      const args = [plain.leaf(epoch, short, culprit), plain.sample(0)]
      const outcome = await plain.chain.send(plain.challenger, plain.disputes, 'openLeaf', args, 8n * BOND)
      outcomes.push(`${epoch - begins} ${isReverted(outcome) ? outcome.name : 'opened'}`)
    }
    expect(outcomes).to.deep.equal(['-1 NotLive', '0 opened', '1 opened', '2 NotLive'])
  })

  it('POP-5 EPO-4 a part of a lease was in no root of what it was split from', async () => {
    const whole = await newLeafTable({ samples: [] })
    const culprit = new Culprit(whole, await whole.person())
    const [lease] = (await culprit.start(whole.developer, 1, 20, 2)) as [number]
    await whole.pass(2)
    const epoch = whole.epoch() - 1
    await culprit.attest([lease, lease + 1], epoch)
    await whole.sendTo(whole.bourse, whole.developer, 'scaleDown', [lease, 1])
    const args = (of: number) => [whole.leaf(epoch, of, culprit), whole.sample(0)]
    const outcome = await whole.refused(whole.challenger, 'openLeaf', args(lease + 1), BOND)
    expect(outcome).to.deep.equal({ name: 'NotLive', args: [lease + 1, culprit.id, epoch] })
    await whole.send(whole.challenger, 'openLeaf', args(lease), BOND)
  })

  it('POP-5 EPO-4 an old or a foreign attestation as the one before', async () => {
    const next = await table.attest()
    const { root, seed } = table.attested(truth.epoch)
    for (const previous of [
      table.attested(first.epoch),
      table.attested(next.epoch),
      { root, seed: OTHER },
      { root, seed: table.attested(first.epoch).seed },
      { root: OTHER, seed },
      { root: word(0), seed: word(0) },
    ])
      expect((await refused({ ...table.leaf(next.epoch), previous }, table.sample(next.drawn))).name).to.equal(
        'WrongRoot',
      )
    await stands(next)
  })

  it('POP-5 EPO-4 the first attestation ever, and whatever is said to be before it', async () => {
    const previous = { root: table.attested(first.epoch).root, seed: OTHER }
    const args = [leaf({ previous }, first.epoch), sample({}, first.drawn)]
    const opened = table.opened(await table.send(table.challenger, 'openLeaf', args, 8n * BOND))
    expect(opened.duty.seed).to.equal(
      canarySeed({ provider: table.provider.id, epoch: first.epoch, previous: word(0) }),
    )
    await table.show(opened, first)
  })

  it('POP-5 EPO-4 an epoch that was missed between: the attestation before it draws', async () => {
    await table.pass(3)
    const epoch = table.epoch() - 1
    const late = table.truth(epoch)
    await table.provider.attest([table.lease], epoch, [late.canary])
    await stands(late)
    const missed = { ...table.leaf(late.epoch), root: { ...table.leaf(late.epoch).root, epoch: epoch - 1 } }
    expect((await refused(missed)).name).to.equal('NotAttested')
  })

  it('POP-5 EPO-4 a ring of attestations that has gone round', async () => {
    // window 3, grace 1, games 4: 16 entries
    for (let n = 0; n < 18; n++) await table.attest()
    const last = await table.attest()
    await stands(last)
    const entries = [...table.provider.openings.keys()]
    expect(entries.length).to.be.greaterThan(16 + RULES.game)
  })

  it('POP-5 EPO-4 a leaf that is not in the root, and a root that was not attested', async () => {
    const { summary, root, place } = table.leaf(truth.epoch)
    for (const changes of [{ canary: OTHER }, { count: 4n }, { failures: 9n }])
      expect(await refusal(leaf({ summary: { ...summary, ...changes } }))).to.deep.equal(['WrongPath'])
    for (const changes of [{ path: [OTHER] }, { count: 2n, path: [OTHER] }, { index: 1n, count: 1n }])
      expect(await refusal(leaf({ place: { ...place, ...changes } }))).to.deep.equal(['WrongPath'])
    for (const changes of [{ seed: OTHER }, { headers: 9n }, { leasesRoot: OTHER }, { mmrRoot: OTHER }])
      expect(await refusal(leaf({ root: { ...root, ...changes } }))).to.deep.equal(['WrongRoot'])
    const elsewhere = { ...table.provider.opening(first.epoch), epoch: truth.epoch }
    expect(await refusal(leaf({ root: elsewhere }))).to.deep.equal(['WrongRoot'])
    expect((await refused(leaf({ root: { ...root, epoch: table.epoch() } }))).name).to.equal('NotAttested')
    expect((await refused(leaf({ root: { ...root, epoch: 0 } }))).name).to.equal('NotLive')
    expect((await refused(leaf({ root: { ...root, epoch: table.epoch() + 1 } }))).name).to.equal('EpochNotBegun')
  })

  it('POP-5 EPO-4 a lease that no attested tree holds, where the root over leases is 0', async () => {
    await table.pass(1)
    await table.provider.attest([], table.epoch() - 1)
    const { summary } = table.leaf(truth.epoch)
    const root = table.provider.opening(table.epoch() - 1)
    const place = { index: 0n, count: 1n, path: [] }
    for (const wide of [place, { ...place, index: 1n }, { ...place, path: [OTHER] }])
      expect(await refusal({ ...leaf(), summary, root, place: wide })).to.deep.equal(['WrongPath'])
  })

  it('POP-5 EPO-4 a canary of zeros says that there was no module: nothing to deny', async () => {
    await table.attest(word(0))
    const { name, args } = await refused(table.leaf(truth.epoch + 1))
    expect([name, args]).to.deep.equal(['NoCanary', [table.lease]])
  })

  it('POP-5 EPO-4 another sample, another count of them, another place', async () => {
    const hashes = SAMPLES.map((one) => contentHash(one))
    const other = (truth.drawn + 1) % SAMPLES.length
    const pathTo = (tree: MerkleTree, index: number) => tree.path(index).map((hash) => toHex(hash))
    expect(await refusal(leaf(), sample({}, other))).to.deep.equal(wrong('draw'))
    const place = table.sample(truth.drawn).place
    // its own place, with the request of another one
    const request = toHex(SAMPLES[other] as Uint8Array)
    expect(await refusal(leaf(), sample({ request }))).to.deep.equal(wrong('samples'))
    expect(await refusal(leaf(), sample({ request: '0x' }))).to.deep.equal(wrong('samples'))
    // a tree of fewer samples: the ones before
    for (let count = 1; count < SAMPLES.length; count++) {
      const drawn = drawSample(truth.seed, count)
      const path = pathTo(new MerkleTree(hashes.slice(0, count)), drawn)
      const changes = {
        request: toHex(SAMPLES[drawn] as Uint8Array),
        place: { index: BigInt(drawn), count: BigInt(count), path },
      }
      expect(await refusal(leaf(), sample(changes))).to.deep.equal(wrong('samples'))
    }
    for (const path of [place.path.slice(1), [...place.path, OTHER], place.path.with(0, OTHER)])
      expect(await refusal(leaf(), sample({ place: { ...place, path } }))).to.deep.equal(wrong('samples'))
    const none = await refused(leaf(), sample({ place: { index: 0n, count: 0n, path: [] } }))
    expect([none.name, none.args[0]]).to.deep.equal(['OutOfRange', toHex('samples', { size: 32 })])
  })

  it('POP-5 EPO-4 samples that a developer published over a root that nothing leads to', async () => {
    const samplesHash = sha256(concat(['0x0a', toHex(1, { size: 8 }), word(0)]))
    await table.publish(table.program.hash, { moduleHash: table.published.moduleHash as Hex, samplesHash })
    await table.pointAt(2)
    await table.attest()
    const next = await table.attest()
    const places = [
      { index: 0n, count: 1n, path: [OTHER] },
      { index: 0n, count: 1n, path: [] },
    ]
    for (const place of places)
      expect(await refusal(table.leaf(next.epoch), { ...table.sample(0), place })).to.deep.equal(wrong('samples'))
  })

  it('POP-5 EPO-4 a counter of another slot, or another counter in its own', async () => {
    const { counter, counterPath } = table.sample(0)
    expect(await refusal(leaf(), sample({ counter: counter + 1n }))).to.deep.equal(wrong('counter'))
    expect(await refusal(leaf(), sample({ counter: counter + (1n << 64n) }))).to.deep.equal(wrong('counter'))
    for (const level of [0, 8, 16])
      expect(await refusal(leaf(), sample({ counterPath: counterPath.with(level, OTHER) }))).to.deep.equal(
        wrong('counter'),
      )
    // slot 17 holds 0: its place is the counter's neighbour
    const neighbour = [word(counter), ...counterPath.slice(1)]
    expect(await refusal(leaf(), sample({ counter: 0n, counterPath: neighbour }))).to.deep.equal(wrong('counter'))
    const image = { ...table.program.header, counterSlot: 17n }
    expect(await refusal(leaf(), sample({ image, counter: 0n, counterPath: neighbour }))).to.deep.equal(['WrongImage'])
  })

  it('POP-5 EPO-4 another image, one that no machine runs, and another window', async () => {
    const { image, window } = table.sample(0)
    for (const changes of [{ fuel: 5n }, { codeRoot: OTHER }, { stackRoot: OTHER }, { regs: 0n }, { maxPages: 5n }])
      expect(await refusal(leaf(), sample({ image: { ...image, ...changes } }))).to.deep.equal(['WrongImage'])
    expect(await refusal(leaf(), sample({ window: window.with(14, OTHER) }))).to.deep.equal(['WrongWindow'])
    const bad = { ...image, fuel: (1n << 32n) + 1n }
    await table.publish(hashOfHeader(bad), table.published)
    await table.pointAt(2)
    await table.attest()
    const next = await table.attest()
    expect(await refusal(table.leaf(next.epoch), { ...table.sample(next.drawn), image: bad })).to.deep.equal([
      'BadImage',
    ])
  })

  it('POP-5 EPO-4 an alias that named nothing when the epoch began', async () => {
    await table.pointAt(0)
    await table.attest()
    const next = await table.attest()
    const { name, args } = await refused(table.leaf(next.epoch), table.sample(next.drawn))
    const start = table.genesis + BigInt(next.epoch - 1) * 3600n
    expect([name, args]).to.deep.equal(['NoVersion', [1n, start]])
  })

  it('POP-5b EPO-4 before its epoch, after the window, without the bond, or of who is guilty already', async () => {
    expect((await refused(leaf(), sample(), 0n)).name).to.equal('BondTooLow')
    await stands(truth)
    await table.pass(3)
    const again = await table.mark()
    await table.send(table.challenger, 'openLeaf', [leaf(), sample()], 8n * BOND)
    await again()
    await table.pass(1)
    expect((await refused(leaf())).name).to.equal('WindowClosed')
    await table.wait(CLOCK + 1)
    const lie = await newLeafTable({ samples: [] })
    const lied = await lie.attest(OTHER)
    const opened = await lie.openLeaf(lied)
    const open = [lie.leaf(lied.epoch), lie.sample(0)]
    await lie.wait(CLOCK + 1)
    await lie.send(lie.developer, 'timeout', [opened.id])
    expect((await lie.refused(lie.challenger, 'openLeaf', open, BOND)).name).to.equal('HasEnded')
  })

  it('POP-5 EPO-4 another provider that holds the same module has canaries of its own', async () => {
    const other = await table.another(await table.person())
    await table.pass(2)
    const epoch = table.epoch() - 1
    const theirs = canary({ seed: truth.seed, module: MODULE })
    await other.culprit.attest([other.lease], epoch, [toHex(theirs)])
    const copied = { ...table.leaf(epoch, other.lease, other.culprit), previous: table.attested(truth.epoch) }
    const own = canarySeed({ provider: other.culprit.id, epoch, previous: word(0) })
    const args = [copied, table.sample(drawSample(own, SAMPLES.length))]
    const receipt = await table.send(table.challenger, 'openLeaf', args, 8n * BOND)
    const { duty, id } = table.opened(receipt)
    expect(duty.seed).to.equal(own)
    expect((await table.gameOf(id)).turn).to.equal(Turn.Show)
  })
})

describe('smart accounts and canaries', () => {
  it('POP-5 EPO-4 a contract accuses, and a provider that is one answers', async () => {
    const table = await newLeafTable({ samples: [bytesOf('sample')] })
    const account = await table.chain.deploy('SmartAccount', [table.challenger, table.challenger])
    const truth = await table.attest()
    const args = [table.leaf(truth.epoch), table.sample(truth.drawn)]
    const call = table.encode('openLeaf', args)
    const receipt = await table.sendTo(account, table.challenger, 'execute', [table.disputes.address, call], BOND)
    const opened = table.opened(receipt)
    await table.show(opened, truth)
    await table.wait(CLOCK + 1)
    await table.send(table.developer, 'timeout', [opened.id])
    expect(await table.owed(account.address)).to.equal(BOND)
  })
})

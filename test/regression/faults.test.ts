import { expect } from 'chai'
import { encodeAbiParameters, type Hex, keccak256, stringToHex, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Address } from '../model/index.ts'
import { NOTICE } from './support/scene.ts'
import { ANSWER, Culprit, oneLease, responseRoot, type Signed, signDigest, type Trial } from './support/trial.ts'

const leafId = (provider: number, epoch: number, lease: number) =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'bytes32' }, { type: 'uint24' }, { type: 'uint24' }, { type: 'uint48' }],
      [stringToHex('leaf', { size: 32 }), provider, epoch, lease],
    ),
  )

describe('attacks on and by asks', () => {
  let trial: Trial
  let owner: Address
  let developer: Address
  let stranger: Address
  let provider: Culprit
  let lease: number

  beforeEach(async () => {
    ;({ trial, owner, developer, stranger, provider, lease } = await oneLease())
  })

  const askLeaf = (epoch: number, from = stranger) =>
    trial.send(from, 'askLeaf', [provider.id, epoch, lease], trial.deposit)
  const askHeader = ({ batch, signature }: Signed, from = stranger) =>
    trial.send(from, 'askHeader', [batch, signature], trial.deposit)
  const refusedHeader = ({ batch, signature }: Signed) =>
    trial.refused(stranger, 'askHeader', [batch, signature], trial.deposit)

  describe('a leaf', () => {
    it('EPO-5 is shown by anybody who can, who is paid from the deposit; the rest comes back', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      await askLeaf(2)
      expect(await trial.holds(provider.id)).to.equal(true)
      const helper = await trial.person()
      await trial.send(helper, 'answerLeaf', provider.leafProof(2, lease))
      expect(await trial.holds(provider.id)).to.equal(false)
      const [paid, back] = [await trial.owed(helper), await trial.owed(stranger)]
      expect(paid > 0n).to.equal(true)
      expect(paid + back).to.equal(trial.deposit)
      expect((await trial.refused(stranger, 'expire', [leafId(provider.id, 2, lease)])).name).to.equal('NotAsked')
    })

    it('EPO-5 asked for out of spite does not hold up the units of a lease that is over', async () => {
      const two = new Culprit(trial, await trial.person())
      const [short] = (await two.start(developer, 1, 1)) as [number]
      await trial.pass(2)
      await two.attest([short])
      await trial.send(stranger, 'askLeaf', [two.id, 3, short], trial.deposit)
      expect(await trial.holds(two.id)).to.equal(true)
      await trial.sendTo(trial.bourse, two.owner, 'release', [short])
    })

    it('EPO-5 that the root does not hold ends the provider, for the asker', async () => {
      await trial.pass(1)
      await provider.attest([])
      await askLeaf(2)
      const id = leafId(provider.id, 2, lease)
      await trial.pass(ANSWER)
      expect((await trial.refused(stranger, 'expire', [id])).name).to.equal('NotExpired')
      await trial.pass(1)
      await trial.send(developer, 'expire', [id])
      expect(await trial.isFatal(provider.id)).to.equal(true)
      expect(await trial.owed(stranger)).to.equal(trial.deposit)
      expect(await trial.holds(provider.id)).to.equal(false)
      expect((await trial.refused(stranger, 'expire', [id])).name).to.equal('NotAsked')
    })

    it('EPO-5 shown with another path, another root, another seed or another lease is not shown', async () => {
      const two = new Culprit(trial, await trial.person())
      const leases = await two.start(developer, 5)
      await trial.pass(2)
      await two.attest(leases, 3)
      const [first, second] = leases as [number, number]
      await trial.send(stranger, 'askLeaf', [two.id, 3, first], trial.deposit)
      const [id, summary, root, place] = two.leafProof(3, first)
      const tries: [string, readonly unknown[]][] = [
        ['WrongPath', [id, { ...summary, count: 4n }, root, place]],
        ['WrongPath', [id, summary, root, { ...place, index: 1n }]],
        ['WrongPath', [id, summary, root, { ...place, path: place.path.slice(1) }]],
        ['WrongPath', [id, summary, root, { ...place, path: [...place.path, place.path[0]] }]],
        ['WrongPath', [id, summary, root, { ...place, index: 5n }]],
        ['WrongRoot', [id, summary, { ...root, seed: keccak256('0x') }, place]],
        ['WrongRoot', [id, summary, { ...root, headers: 7n }, place]],
        ['NotAsked', [id, summary, { ...root, epoch: 2 }, place]],
        ['NotAsked', two.leafProof(3, second)],
        ['NotAsked', [provider.id, summary, root, place]],
      ]
      for (const [name, args] of tries) expect((await trial.refused(owner, 'answerLeaf', args)).name).to.equal(name)
      await trial.send(owner, 'answerLeaf', [id, summary, root, place])
    })

    it('EPO-5 is asked for once, ever: not again while open, nor when answered or expired', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      const again = () => trial.refused(developer, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      await askLeaf(2)
      expect((await again()).name).to.equal('AskedBefore')
      await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
      expect((await again()).name).to.equal('AskedBefore')
    })

    it('EPO-5 of a lease that was not live, not of this provider, or of an epoch not attested cannot be asked for', async () => {
      const two = new Culprit(trial, await trial.person())
      const [other] = (await two.start(developer)) as [number]
      await trial.pass(1)
      await provider.attest([lease])
      const ask = (args: readonly unknown[]) => trial.refused(stranger, 'askLeaf', args, trial.deposit)
      expect((await ask([provider.id, 1, lease])).name).to.equal('NotLive')
      expect((await ask([provider.id, 42, lease])).name).to.equal('NotLive')
      expect((await ask([provider.id, 2, other])).name).to.equal('NotLive')
      expect((await ask([two.id, 2, lease])).name).to.equal('NotLive')
      expect((await ask([provider.id, 2, 999])).name).to.equal('NotLive')
      expect((await ask([provider.id, 3, lease])).name).to.equal('NotAttested')
      expect((await ask([provider.id, 4, lease])).name).to.equal('EpochNotBegun')
    })

    it('EPO-5 is asked for only while every answer comes before the stakes may leave', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      for (let i = 0; i < NOTICE - ANSWER - 1; i++) {
        await trial.pass(1)
        await provider.attest([lease])
      }
      expect(trial.epoch()).to.equal(2 + NOTICE - ANSWER)
      await askLeaf(2)
      await trial.pass(1)
      await provider.attest([lease])
      const closed = await trial.refused(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      expect(closed.name).to.equal('WindowClosed')
      expect(closed.args.map(Number)).to.deep.equal([2, 3 + NOTICE - ANSWER, 2 + NOTICE - ANSWER])
    })

    it('EPO-5 an entry of the ring that another epoch took over passes for no epoch', async () => {
      await trial.pass(1)
      for (let i = 0; i < 20; i++) {
        await provider.attest([lease])
        await trial.pass(1)
      }
      const refused = await trial.refused(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      expect(refused.name).to.equal('WindowClosed')
    })

    it('EPO-5 of a part that was split off later cannot be asked for: it was in no root', async () => {
      const two = new Culprit(trial, await trial.person())
      const [whole] = (await two.start(developer, 1, 40, 3)) as [number]
      await trial.pass(2)
      await two.attest([whole], 3)
      await trial.sendTo(trial.bourse, developer, 'scaleDown', [whole, 1])
      for (const epoch of [3, 4]) {
        const refused = await trial.refused(stranger, 'askLeaf', [two.id, epoch, whole + 1], trial.deposit)
        expect(refused.name).to.equal('NotLive')
      }
    })

    it('EPO-5 shown too late is not shown', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      await askLeaf(2)
      await trial.pass(ANSWER + 1)
      const late = await trial.refused(owner, 'answerLeaf', provider.leafProof(2, lease))
      expect(late.name).to.equal('TooLate')
    })
  })

  describe('a deposit', () => {
    it('EPO-5 is twice the gas of an answer, and less is refused', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      const { baseFeePerGas } = await trial.chain.rpc<{ baseFeePerGas: Hex }>('eth_getBlockByNumber', 'pending', false)
      const needed = await trial.chain.read<bigint>(trial.faults, 'depositFor', [BigInt(baseFeePerGas)])
      const args = [provider.id, 2, lease]
      const low = await trial.refused(stranger, 'askLeaf', args, needed / 2n)
      expect(low.name).to.equal('DepositTooLow')
      expect((await trial.refused(stranger, 'askLeaf', args)).name).to.equal('DepositTooLow')
    })

    it('EPO-5 a spiteful asker pays for every answer and gains nothing', async () => {
      const spiteful = await trial.chain.account()
      const before = BigInt(await trial.chain.rpc<Hex>('eth_getBalance', spiteful, 'latest'))
      await trial.pass(1)
      await provider.attest([lease])
      await trial.send(spiteful, 'askLeaf', [provider.id, 2, lease], trial.deposit)
      const operator = provider.operator.address.toLowerCase() as Address
      const { gasUsed } = await trial.send(operator, 'answerLeaf', provider.leafProof(2, lease))
      expect((await trial.owed(operator)) >= gasUsed).to.equal(true)
      await trial.send(spiteful, 'withdraw', [spiteful])
      const after = BigInt(await trial.chain.rpc<Hex>('eth_getBalance', spiteful, 'latest'))
      expect(before - after >= (await trial.owed(operator))).to.equal(true)
      expect(await trial.isFatal(provider.id)).to.equal(false)
    })

    it('EPO-5 a payment that calls back gets nothing twice', async () => {
      const thief = await trial.chain.deploy('ThievingAsker', [trial.faults.address])
      await trial.pass(1)
      await provider.attest([])
      await trial.sendTo(thief, stranger, 'ask', [provider.id, 2, lease], trial.deposit)
      await trial.send(stranger, 'askHeader', Object.values(await provider.sign({ epoch: 2 })), trial.deposit)
      await trial.pass(ANSWER + 1)
      await trial.send(stranger, 'expire', [leafId(provider.id, 2, lease)])
      await trial.sendTo(thief, stranger, 'steal')
      const balance = (of: Address) => trial.chain.rpc<Hex>('eth_getBalance', of, 'latest').then(BigInt)
      expect(await balance(thief.address)).to.equal(trial.deposit)
      expect(await balance(trial.faults.address)).to.equal(trial.deposit)
    })

    it('EPO-5 an asker that refuses its money blocks nobody', async () => {
      const mute = await trial.chain.deploy('ThievingAsker', [trial.faults.address])
      await trial.pass(1)
      await provider.attest([lease])
      await trial.sendTo(mute, stranger, 'ask', [provider.id, 2, lease], trial.deposit)
      await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
      expect(await trial.owed(mute.address)).not.to.equal(0n)
    })
  })

  describe('a header', () => {
    it('EPO-5 has its place shown in the first root since its epoch', async () => {
      for (let i = 0; i < 5; i++) await provider.sign()
      provider.skip()
      const signed = await provider.sign()
      for (let i = 0; i < 6; i++) await provider.sign()
      await trial.pass(1)
      await provider.attest([lease])
      await askHeader(signed)
      const path = provider.path(2, signed.batch.number)
      const root = provider.opening(2)
      const tries: [string, readonly unknown[]][] = [
        ['WrongPath', [signed.batch, signed.signature, root, provider.path(2, signed.batch.number + 1n)]],
        ['WrongPath', [signed.batch, `0x${'11'.repeat(65)}`, root, path]],
        ['WrongRoot', [signed.batch, signed.signature, { ...root, headers: root.headers + 1n }, path]],
        ['NotAsked', [{ ...signed.batch, number: 6n }, signed.signature, root, path]],
      ]
      for (const [name, args] of tries) expect((await trial.refused(owner, 'answerHeader', args)).name).to.equal(name)
      await trial.send(owner, 'answerHeader', [signed.batch, signed.signature, root, path])
      expect(await trial.holds(provider.id)).to.equal(false)
      expect((await refusedHeader(signed)).name).to.equal('AskedBefore')
    })

    it('EPO-5 left out of the root ends the provider', async () => {
      await provider.sign()
      const signed = await provider.sign({}, false)
      await trial.pass(1)
      await provider.attest([lease])
      const { logs } = await askHeader(signed)
      await trial.pass(ANSWER + 1)
      await trial.send(developer, 'expire', [logs[0]?.topics[1]])
      expect(await trial.isFatal(provider.id)).to.equal(true)
    })

    it('EPO-5 fabricated, by another key or an old one, is refused', async () => {
      const forger = privateKeyToAccount(keccak256(toHex('forger')))
      await provider.sign()
      await trial.pass(1)
      await provider.attest([lease])
      const forged = await provider.sign({ epoch: 2 }, false, forger)
      expect((await refusedHeader(forged)).name).to.equal('WrongSigner')
      const true_ = await provider.sign({ epoch: 2 }, false)
      expect((await refusedHeader({ ...true_, batch: { ...true_.batch, count: 4 } })).name).to.equal('WrongSigner')
      const foreign = await signDigest(
        true_.batch,
        { ...trial.domain, separator: new Uint8Array(32) },
        provider.operator,
      )
      expect((await refusedHeader({ ...true_, signature: foreign })).name).to.equal('WrongSigner')
      const old = await provider.rotate()
      await trial.pass(1)
      await provider.attest([lease], 3)
      await trial.pass(1)
      await provider.attest([lease], 4)
      expect((await refusedHeader(await provider.sign({ epoch: 4 }, false, old))).name).to.equal('WrongSigner')
      expect((await refusedHeader(await provider.sign({ epoch: 3 }, false))).name).to.equal('WrongSigner')
      await askHeader(await provider.sign({ epoch: 3 }, false, old))
    })

    it('EPO-5 in its mirrored signature is no second header', async () => {
      const signed = await provider.sign()
      await trial.pass(1)
      await provider.attest([lease])
      await askHeader(signed)
      const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
      const s = n - BigInt(`0x${signed.signature.slice(66, 130)}`)
      const v = signed.signature.endsWith('1b') ? '1c' : '1b'
      const mirrored = `${signed.signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}` as Hex
      expect((await refusedHeader({ ...signed, signature: mirrored })).name).to.equal('ECDSAInvalidSignatureS')
    })

    it('EPO-5 of long ago, signed with a key found later, cannot be asked about', async () => {
      await trial.pass(1)
      for (let i = 0; i < 10; i++) {
        await provider.attest([lease])
        await trial.pass(1)
      }
      expect((await refusedHeader(await provider.sign({ epoch: 2 }, false))).name).to.equal('WindowClosed')
    })

    it('RCP-3 for a void number ends the provider at once', async () => {
      await provider.sign()
      const number = provider.skip()
      await provider.sign()
      const signed = await provider.sign({ number, epoch: 2 }, false)
      await trial.pass(1)
      await provider.attest([lease])
      const root = provider.opening(2)
      const prove = (args: readonly unknown[]) => trial.refused(stranger, 'proveVoid', args)
      const honest = await provider.sign({ epoch: 2, number: 3n, firstSequence: 4n }, false)
      const path = provider.path(2, number)
      expect((await prove([honest.batch, honest.signature, root, provider.path(2, 3n)])).name).to.equal('WrongPath')
      const other = { ...root, epoch: 3 }
      expect((await prove([signed.batch, signed.signature, other, path])).name).to.equal('NotAttested')
      await trial.send(stranger, 'proveVoid', [signed.batch, signed.signature, root, path])
      expect(await trial.isFatal(provider.id)).to.equal(true)
    })
  })

  describe('two truths', () => {
    const prove = (a: Signed, b: Signed) =>
      trial.send(stranger, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])
    const refused = async (a: Signed, b: Signed) =>
      (await trial.refused(stranger, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])).name

    it('EPO-5 of one number end the provider at once', async () => {
      const a = await provider.sign()
      const b = await provider.sign({ number: a.batch.number, firstSequence: 100n }, false)
      await prove(a, b)
      expect(await trial.isFatal(provider.id)).to.equal(true)
      expect(await refused(a, b)).to.equal('HasEnded')
    })

    it('EPO-5 of one sequence end the provider at once, whichever comes first', async () => {
      const a = await provider.sign({ firstSequence: 10n, count: 5 })
      const b = await provider.sign({ firstSequence: 14n, count: 2 }, false)
      await prove(b, a)
      expect(await trial.isFatal(provider.id)).to.equal(true)
    })

    it('EPO-5 neighbours, the same header twice, and two providers are no equivocation', async () => {
      const a = await provider.sign({ firstSequence: 10n, count: 5 })
      const b = await provider.sign({ firstSequence: 15n, count: 2 })
      expect(await refused(a, b)).to.equal('NoCollision')
      expect(await refused(a, a)).to.equal('NoCollision')
      const two = new Culprit(trial, await trial.person())
      await two.start(developer)
      const c = await two.sign({ number: a.batch.number, firstSequence: 10n })
      expect(await refused(a, c)).to.equal('NoCollision')
      expect(await trial.isFatal(provider.id)).to.equal(false)
    })

    it('EPO-5 one of them by a stranger, of a time to come, or of long ago prove nothing', async () => {
      const a = await provider.sign()
      const forger = privateKeyToAccount(keccak256(toHex('forger')))
      expect(await refused(a, await provider.sign({ number: 1n, count: 9 }, false, forger))).to.equal('WrongSigner')
      const future = await provider.sign({ number: 1n, epoch: trial.epoch() + 1 }, false)
      expect(await refused(a, future)).to.equal('EpochNotBegun')
      const b = await provider.sign({ number: a.batch.number, count: 9 }, false)
      await trial.pass(NOTICE + 1)
      expect(await refused(a, b)).to.equal('WindowClosed')
    })

    it('EPO-5 under many keys the one of the epoch is found', async () => {
      const keys = [provider.operator]
      for (let i = 0; i < 5; i++) {
        await provider.rotate()
        keys.push(provider.operator)
        await trial.pass(1)
        await provider.attest([lease], trial.epoch() - 1)
      }
      for (const epoch of [2, 4, 7]) {
        const [by, next] = [keys[epoch - 2], keys[epoch - 1] ?? keys[0]]
        const a = await provider.sign({ number: 1n, epoch, count: 1 }, false, by)
        const b = await provider.sign({ number: 1n, epoch, count: 2 }, false, next)
        expect(await refused(a, b)).to.equal('WrongSigner')
      }
      const [a, b] = [
        await provider.sign({ number: 1n, epoch: 4, count: 1 }, false, keys[2]),
        await provider.sign({ number: 1n, epoch: 4, count: 2 }, false, keys[2]),
      ]
      await prove(a, b)
    })
  })

  describe('a demand', () => {
    const call = (body = 'hello') => {
      const texts = { method: 'POST', target: '/x?y=1', contentType: 'text/plain', body }
      return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, toHex(text)]))
    }
    const demand = async (body?: string) => {
      const { logs } = await trial.send(developer, 'demand', [lease, call(body)], trial.deposit)
      return logs[0]?.topics[1] as Hex
    }
    const refusedDemand = (from: Address, changes: object = {}) =>
      trial.refused(from, 'demand', [lease, { ...call(), ...changes }], trial.deposit)

    it('DEAL-9 is answered with receipt and response, by anybody, who is paid; lies about it are refused', async () => {
      const id = await demand()
      expect(await trial.holds(provider.id)).to.equal(true)
      const answer = (wire: Hex, response: Hex) => trial.refused(stranger, 'answerDemand', [id, wire, response])
      const right = await provider.receipt(lease, 'hello', toHex('world'))
      expect((await answer(right, toHex('word'))).args[0]).to.equal(stringToHex('responseHash', { size: 32 }))
      const other = await provider.receipt(lease, 'hullo', toHex('world'))
      expect((await answer(other, toHex('world'))).args[0]).to.equal(stringToHex('requestHash', { size: 32 }))
      const early = await provider.receipt(lease, 'hello', toHex('world'), { epoch: 1 })
      expect((await answer(early, toHex('world'))).args[0]).to.equal(stringToHex('epoch', { size: 32 }))
      const elsewhere = await provider.receipt(lease + 256, 'hello', toHex('world'))
      expect((await answer(elsewhere, toHex('world'))).args[0]).to.equal(stringToHex('lease', { size: 32 }))
      const forger = privateKeyToAccount(keccak256(toHex('forger')))
      const forged = await provider.receipt(lease, 'hello', toHex('world'), {}, forger)
      expect((await answer(forged, toHex('world'))).name).to.equal('WrongSigner')
      expect((await answer(`0x02${right.slice(4)}`, toHex('world'))).name).to.equal('WrongReceipt')
      const { gasUsed } = await trial.send(stranger, 'answerDemand', [id, right, toHex('world')])
      expect((await trial.owed(stranger)) >= gasUsed).to.equal(true)
      expect((await answer(right, toHex('world'))).name).to.equal('NotAsked')
      expect(await trial.holds(provider.id)).to.equal(false)
    })

    it('DEAL-9 a response above 4 KiB is answered by its hash; one of 4 KiB costs less than its deposit pays', async () => {
      const long = `0x${'6c'.repeat(5000)}` as Hex
      const id = await demand('long')
      const wire = await provider.receipt(lease, 'long', long)
      expect((await trial.refused(stranger, 'answerDemand', [id, wire, long])).name).to.equal('OutOfRange')
      await trial.send(stranger, 'answerDemand', [id, wire, responseRoot(long)])
      const full = `0x${'6c'.repeat(4096)}` as Hex
      const second = await demand('full')
      const receipt = await provider.receipt(lease, 'full', full)
      const { gasUsed } = await trial.send(stranger, 'answerDemand', [second, receipt, full])
      expect(Number(gasUsed)).to.be.below(400_000)
    })

    it('DEAL-9 unanswered, it ends the lease and nothing else, unpaid from its epoch', async () => {
      const id = await demand()
      await trial.pass(1)
      await provider.attest([lease])
      await trial.pass(ANSWER)
      const before = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [developer])
      await trial.send(stranger, 'expire', [id])
      expect(await trial.isFatal(provider.id)).to.equal(false)
      expect(await trial.owed(developer)).to.equal(trial.deposit)
      const { end } = await trial.chain.read<{ end: number }>(trial.lens, 'lease', [lease])
      expect(end).to.equal(trial.epoch() + 1)
      const after = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [developer])
      expect(after > before).to.equal(true)
    })

    it('DEAL-9 is the owner’s and its delegate’s, of a live lease, once an epoch, and of what a worker can read', async () => {
      expect((await refusedDemand(stranger)).name).to.equal('NotOwner')
      await trial.sendTo(trial.bourse, developer, 'setDelegate', [stranger, true])
      await trial.send(stranger, 'demand', [lease, call()], trial.deposit)
      expect((await refusedDemand(developer)).name).to.equal('AskedBefore')
      expect((await refusedDemand(developer, { method: toHex('get') })).name).to.equal('BadRequest')
      expect((await refusedDemand(developer, { target: toHex('x') })).name).to.equal('BadRequest')
      expect((await refusedDemand(developer, { target: toHex('/\u00e9') })).name).to.equal('BadRequest')
      expect((await refusedDemand(developer, { body: `0x${'00'.repeat(8193)}` })).name).to.equal('OutOfRange')
      const low = await trial.refused(developer, 'demand', [lease, call('other')])
      expect(low.name).to.equal('DepositTooLow')
      const two = new Culprit(trial, await trial.person())
      const [future] = (await two.start(developer)) as [number]
      const early = await trial.refused(developer, 'demand', [future, call()], trial.deposit)
      expect(early.name).to.equal('NotLive')
    })
  })
})

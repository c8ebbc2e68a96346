import { expect } from 'chai'
import { concat, type Hex, hexToString, pad, sha256, sliceHex, toHex, zeroHash } from 'viem'
import type { Contract } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { TERMS } from './support/scene.ts'
import { ANSWER, Culprit, newTrial, type Trial } from './support/trial.ts'

describe('attacks on and by demands', () => {
  let trial: Trial
  let developer: Address
  let stranger: Address
  let provider: Culprit

  beforeEach(async () => {
    trial = await newTrial()
    developer = await trial.person()
    stranger = await trial.person()
    provider = new Culprit(trial, await trial.person())
  })

  /** A lease that lives from the next epoch on, for so many. */
  const serve = async (epochs = 40): Promise<number> => {
    const [lease] = (await provider.start(developer, 1, epochs)) as [number]
    await trial.pass(1)
    return lease
  }
  const demand = async (lease: number, body = 'hi'): Promise<Hex> => {
    const call = { method: toHex('POST'), target: toHex('/x?y=1'), contentType: toHex('text/plain'), body: toHex(body) }
    const { logs } = await trial.send(developer, 'demand', [lease, call], trial.deposit)
    return logs[0]?.topics[1] as Hex
  }
  /** Function 1 of the developer, a version of each module. */
  const publish = async (...modules: Hex[]) => {
    const registry = trial.registry as Contract
    await trial.sendTo(registry, developer, 'register', ['greeter'])
    for (const moduleHash of modules) {
      const version = { moduleHash, moduleDigest: moduleHash, configDigest: zeroHash, imageHash: zeroHash }
      const kind = { samplesHash: zeroHash, moduleCodec: 0x55, kind: 0, abiVersion: 1, publishedAt: 0n }
      await trial.sendTo(registry, developer, 'publish', [1n, { ...version, ...kind }])
    }
  }
  /** The receipt with another deal in it, signed again: the SDK packs none whose lease is of another deal. */
  const ofDeal = async (wire: Hex, deal: number): Promise<Hex> => {
    const receipt = concat([sliceHex(wire, 1, 4), toHex(deal, { size: 5 }), sliceHex(wire, 9, 212)])
    const receiptsRoot = sha256(concat(['0x00', toHex(trial.domain.separator), receipt]))
    const { signature } = await provider.sign(
      { number: 9n, firstSequence: sequenceOf(wire), count: 1, receiptsRoot },
      false,
    )
    const batch = concat([sliceHex(wire, 216, 222), toHex(9n, { size: 8 }), sliceHex(wire, 230, 242), receiptsRoot])
    return concat(['0x01', receipt, sliceHex(wire, 212, 216), batch, signature])
  }
  const sequenceOf = (wire: Hex) => BigInt(sliceHex(wire, 230, 238))
  const balance = () => trial.chain.read<bigint>(trial.bourse, 'balanceOf', [developer])

  // what stands for a long response has 40 bytes: 8 of its length, 32 of its root
  it('DEAL-9 a response of 40 bytes is shown as it is, whatever number its first bytes spell', async () => {
    const lease = await serve()
    const id = await demand(lease)
    const response = toHex('x'.repeat(40))
    const receipt = await provider.receipt(lease, 'hi', response)
    await trial.send(provider.owner, 'answerDemand', [id, receipt, response])
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('DEAL-9 a true receipt of another function, version, module or deal is no answer', async () => {
    trial = await newTrial(true)
    developer = await trial.person()
    provider = new Culprit(trial, await trial.person())
    await publish(pad('0x11'), pad('0x22'))
    const lease = await serve()
    const id = await demand(lease)
    const response = toHex('bye')
    const receipt = (lies: object) => provider.receipt(lease, 'hi', response, { moduleHash: pad('0x11'), ...lies })
    const refused = async (wire: Hex) => {
      const { name, args } = await trial.refused(provider.owner, 'answerDemand', [id, wire, response])
      return name === 'WrongReceipt' ? hexToString(args[0] as Hex, { size: 32 }) : name
    }
    expect(await refused(await receipt({ functionId: 2n }))).to.equal('function')
    expect(await refused(await receipt({ version: 3 }))).to.equal('UnknownVersion')
    expect(await refused(await receipt({ version: 2 }))).to.equal('module')
    expect(await refused(await receipt({ moduleHash: pad('0x33') }))).to.equal('module')
    expect(await refused(await ofDeal(await receipt({}), Math.floor(lease / 256) + 1))).to.equal('deal')
    // any version that its owner published: a developer who turns the alias before an answer keeps nobody from it
    await trial.send(provider.owner, 'answerDemand', [
      id,
      await receipt({ version: 2, moduleHash: pad('0x22') }),
      response,
    ])
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('DEAL-9 many demands that nobody answers pay each epoch back once', async () => {
    trial = await newTrial(false, { window: 20, absence: 100 })
    developer = await trial.person()
    provider = new Culprit(trial, await trial.person())
    const lease = await serve()
    const ids = [await demand(lease, 'one'), await demand(lease, 'two')]
    await trial.pass(1)
    ids.unshift(await demand(lease, 'three'))
    await trial.pass(ANSWER + 1)
    const before = await balance()
    for (const id of ids) await trial.send(developer, 'expire', [id])
    // from the epoch of the first to the running one; the one of the epoch after was paid back before
    expect((await balance()) - before).to.equal(BigInt(TERMS.price * (ANSWER + 3)))
  })

  it('DEAL-9 a lease that ends before the demand does is paid back all the same: its units come back after', async () => {
    const lease = await serve(1)
    const id = await demand(lease)
    await trial.pass(1)
    await provider.attest([lease])
    const before = await balance()
    const outcome = await trial.chain.send(provider.owner, trial.bourse, 'release', [lease])
    await trial.pass(ANSWER)
    await trial.send(stranger, 'expire', [id])
    expect((await balance()) - before).to.equal(BigInt(TERMS.price))
    expect(outcome).to.deep.include({ name: 'CaseOpen' })
    await trial.sendTo(trial.bourse, provider.owner, 'release', [lease])
  })
})

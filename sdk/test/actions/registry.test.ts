import { expect } from 'chai'
import type { Hex } from 'viem'
import { parseCid, type VersionInput } from '../../src/index.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'

const ZERO: Hex = `0x${'00'.repeat(32)}`
const { digest, codec } = parseCid('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')
const version: VersionInput = {
  moduleHash: digest,
  moduleDigest: digest,
  configDigest: ZERO,
  imageHash: ZERO,
  moduleCodec: codec,
  kind: 1,
  abiVersion: 1,
}

describe('SDK actions: functions, versions, aliases', () => {
  let market: TestMarket
  let owner: TestClient

  before(async () => {
    market = await newMarket()
    owner = market.client(1)
  })

  it('registerFunction, getFunctionId, getFunctionName, getFunctionOwner', async () => {
    const event = await exercise(owner, owner.registerFunction, { name: 'markdown' })
    expect(event).to.deep.equal({ id: 1n, owner: account(1).address, name: 'markdown' })
    expect(await owner.getFunctionId({ owner: account(1).address, name: 'markdown' })).to.equal(1n)
    expect(await owner.getFunctionId({ owner: account(2).address, name: 'markdown' })).to.equal(0n)
    expect(await owner.getFunctionName({ functionId: 1n })).to.equal('markdown')
    expect(await owner.getFunctionOwner({ functionId: 1n })).to.equal(account(1).address)
    const error = await failure(owner.registerFunction({ name: 'markdown' }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'NameTaken' })
    expect(error.args).to.deep.equal([1n])
  })

  it('publishVersion, getVersion, getVersionCount', async () => {
    const event = await exercise(owner, owner.publishVersion, { functionId: 1n, version })
    expect(event).to.include({ id: 1n, number: 1 })
    const found = await owner.getVersion({ functionId: 1n, version: 1 })
    expect(found).to.deep.include({ ...version, samplesHash: ZERO })
    expect(found.publishedAt >= market.deployment.genesis).to.equal(true)
    const samplesHash: Hex = `0x${'5a'.repeat(32)}`
    await owner.publishVersion.andWait({ functionId: 1n, version: { ...version, kind: 0, samplesHash } })
    expect(await owner.getVersion({ functionId: 1n, version: 2 })).to.include({ kind: 0, samplesHash })
    expect(await owner.getVersionCount({ functionId: 1n })).to.equal(2)
  })

  it('setAlias promotes and rolls back, getAlias remembers the one before, getVersionAt all of them', async () => {
    await owner.setAlias.andWait({ functionId: 1n, alias: 'live', version: 1 })
    const event = await exercise(owner, owner.setAlias, { functionId: 1n, alias: 'live', version: 2 })
    expect(event).to.include({ id: 1n, number: 2, previous: 1 })
    const alias = await owner.getAlias({ functionId: 1n, alias: 'live' })
    expect(alias).to.include({ version: 2, previous: 1 })
    expect(await owner.getAlias({ functionId: 1n, alias: 'canary' })).to.include({ version: 0, previous: 0 })
    const at = (second: bigint) => owner.getVersionAt({ functionId: 1n, alias: 'live', second })
    expect(await at(alias.changedAt + 1n)).to.equal(2)
    expect(await at(alias.changedAt)).to.be.oneOf([0, 1])
    expect(await at(0n)).to.equal(0)
    const error = await failure(owner.setAlias({ functionId: 1n, alias: 'live', version: 9 }))
    expect(error).to.include({ errorName: 'UnknownVersion' })
    expect(error.args).to.deep.equal([9, 2])
  })

  it('transferFunction offers a function, acceptFunction takes it', async () => {
    const offered = await exercise(owner, owner.transferFunction, { functionId: 1n, to: account(2).address })
    expect(offered).to.deep.equal({ id: 1n, from: account(1).address, to: account(2).address })
    const refused = await failure(owner.acceptFunction({ functionId: 1n }))
    expect(refused).to.include({ errorName: 'NotOffered' })
    const heir = market.client(2)
    const event = await exercise(heir, heir.acceptFunction, { functionId: 1n })
    expect(event).to.deep.equal({ id: 1n, from: account(1).address, to: account(2).address })
    const error = await failure(owner.setAlias({ functionId: 1n, alias: 'live', version: 1 }))
    expect(error).to.include({ errorName: 'NotOwner', functionName: 'setAlias' })
    expect(error.args).to.deep.equal([1n, account(1).address, account(2).address])
  })
})

import { expect } from 'chai'
import { zeroAddress } from 'viem'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'
import { ENCRYPTION_KEY, fund, operatorOf, registration } from '../support/people.ts'

describe('SDK actions: providers', () => {
  let market: TestMarket
  let owner: TestClient

  before(async () => {
    market = await newMarket()
    owner = market.client(1)
    await fund(owner, 5_000_000n)
  })

  it('OFF-4 registerProvider takes a proven key; getProvider, getProviderId and getOperatorAt tell', async () => {
    const event = await exercise(owner, owner.registerProvider, await registration(market, 1))
    expect(event).to.include({ provider: 1, owner: account(1).address, endpoint: 'http://worker-1.example' })
    const { operator, baseStake, encryptionKey, endpoint } = await owner.getProvider({ provider: 1 })
    expect({ operator, baseStake, encryptionKey, endpoint }).to.deep.equal({
      operator: operatorOf(1).address,
      baseStake: 1_000_000,
      encryptionKey: ENCRYPTION_KEY,
      endpoint: 'http://worker-1.example',
    })
    expect(await owner.getProviderId({ account: account(1).address })).to.equal(1)
    expect(await owner.getProviderId({ account: operatorOf(1).address })).to.equal(1)
    expect(await owner.getOperatorAt({ provider: 1, epoch: 1 })).to.equal(operatorOf(1).address)
  })

  it("OFF-4 registerProvider refuses a proof of another owner's", async () => {
    const other = market.client(2)
    await fund(other, 5_000_000n)
    const error = await failure(other.registerProvider({ ...(await registration(market, 1)) }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'BadSignature' })
    expect(error.args as unknown[]).to.include(operatorOf(1).address)
  })

  it('RCP-2 setOperator counts from the next epoch', async () => {
    const { operator, encryptionKey, operatorSignature } = await registration(market, 1, operatorOf(9))
    const event = await exercise(owner, owner.setOperator, { operator, encryptionKey, operatorSignature })
    expect(event).to.include({ provider: 1, operator, fromEpoch: 2 })
    expect(await owner.getOperatorAt({ provider: 1, epoch: 1 })).to.equal(operatorOf(1).address)
    expect(await owner.getOperatorAt({ provider: 1, epoch: 2 })).to.equal(operator)
    expect(await owner.getOperatorAt({ provider: 2, epoch: 2 })).to.equal(zeroAddress)
  })

  it('setEndpoint changes where the worker is', async () => {
    const event = await exercise(owner, owner.setEndpoint, { endpoint: 'https://elsewhere.example' })
    expect(event).to.deep.equal({ provider: 1, endpoint: 'https://elsewhere.example' })
  })

  it('resume says that the provider is back', async () => {
    expect(await exercise(owner, owner.resume, {})).to.deep.equal({ provider: 1 })
  })

  it('retire ends the provider, withdrawStake returns its stake after the notice', async () => {
    const { epoch } = await exercise(owner, owner.retire, {})
    expect((await failure(owner.withdrawStake({ provider: 1 }))).errorName).to.equal('TooEarly')
    await market.toEpoch(epoch + 10)
    const event = await exercise(owner, owner.withdrawStake, { provider: 1 })
    expect(event).to.deep.equal({ provider: 1, amount: 1_000_000n })
  })

  it('getCounts and getConfig describe the market', async () => {
    expect(await owner.getCounts()).to.deep.equal({ providers: 1, offers: 0, deals: 0, paused: false })
    const { config, genesis } = await owner.getConfig()
    expect(config).to.deep.equal(market.deployment.config)
    expect(genesis).to.equal(market.deployment.genesis)
    expect(await owner.getConfig({ blockTag: 'latest' })).to.deep.equal({ config, genesis })
  })

  it('readSlots reads raw storage', async () => {
    expect(await owner.readSlots({ slots: [`0x${'ff'.repeat(32)}`] })).to.deep.equal([`0x${'00'.repeat(32)}`])
  })
})

import { expect } from 'chai'
import { BrowserProvider, NonceManager, Wallet } from 'ethers'
import { Bourse__factory, BourseLens__factory, FunctionRegistry__factory } from '../src/ethers/index.ts'
import { bourseAbi, bourseLensAbi, functionRegistryAbi } from '../src/index.ts'
import { newMarket, type TestMarket } from './support/market.ts'

describe('SDK for ethers', () => {
  let market: TestMarket
  let provider: BrowserProvider

  before(async () => {
    market = await newMarket()
    provider = new BrowserProvider({
      request: ({ method, params }) => market.rpc(method, ...((params as unknown[]) ?? [])),
    })
  })
  after(() => provider.destroy())

  it('reads with TypeChain types', async () => {
    const { bourse, lens } = market.deployment
    expect(await Bourse__factory.connect(bourse, provider).currentEpoch()).to.equal(1n)
    const counts = await BourseLens__factory.connect(lens, provider).counts()
    expect(counts.providers).to.equal(0n)
  })

  it('writes, and types events', async () => {
    const signer = new NonceManager(Wallet.createRandom().connect(provider))
    await market.rpc('hardhat_setBalance', await signer.getAddress(), '0xffffffffffffffff')
    const registry = FunctionRegistry__factory.connect(market.deployment.registry, signer)
    await (await registry.register('hello')).wait()
    const [event] = await registry.queryFilter(registry.filters.FunctionRegistered())
    expect(event?.args.name).to.equal('hello')
    expect(event?.args.owner).to.equal(await signer.getAddress())
  })

  it('has the ABIs of the viem entry', () => {
    const factories = [Bourse__factory, BourseLens__factory, FunctionRegistry__factory]
    for (const [i, abi] of [bourseAbi, bourseLensAbi, functionRegistryAbi].entries()) {
      // TypeChain puts them in another order.
      expect(factories[i]?.abi).to.have.deep.members([...abi])
    }
  })
})

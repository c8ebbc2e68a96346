// How keeper and watcher send, on a node that is told when to mine.
import { expect } from 'chai'
import { createPublicClient, createWalletClient, type Hex, http, numberToHex, parseEther } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { type Chain, startChain } from '../../scripts/lib/processes/index.ts'
import { sendOnce } from '../src/keeper/sender.ts'
import type { MarketWithAccount } from '../src/market/open.ts'

const GWEI = 10n ** 9n
/** Any call takes all gas that it is given. */
const BURNER: Hex = '0x000000000000000000000000000000000b042e44'
const SINK: Hex = '0x00000000000000000000000000000000000051c0'
const call = { to: SINK, data: '0x', value: 1n } as const

describe('sending one transaction at a time', function () {
  this.timeout(60_000)
  let chain: Chain
  let market: MarketWithAccount

  before(async () => {
    chain = await startChain({ blockMs: 0 })
    await chain.rpc('evm_setAutomine', [false])
    await chain.rpc('hardhat_setCode', [BURNER, '0xfe'])
  })
  after(() => chain?.process.kill())

  beforeEach(async () => {
    const account = privateKeyToAccount(generatePrivateKey())
    await chain.rpc('hardhat_setBalance', [account.address, numberToHex(parseEther('1000'))])
    await chain.rpc('hardhat_setNextBlockBaseFeePerGas', [numberToHex(GWEI)])
    await chain.rpc('evm_mine')
    const transport = http(chain.url)
    const client = createPublicClient({ chain: hardhat, transport, cacheTime: 0 })
    const wallet = createWalletClient({ account, chain: hardhat, transport })
    market = { client, wallet, account, deployment: { chainId: hardhat.id } } as unknown as MarketWithAccount
  })

  const pending = async () => {
    const all = await chain.rpc<{ from: Hex; hash: Hex; maxPriorityFeePerGas: Hex }[]>('eth_pendingTransactions')
    return all.filter(({ from }) => from === market.account.address.toLowerCase())
  }
  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))
  /** What an earlier life left: a call of another kind, at some fee. */
  const leave = (tip: bigint) =>
    market.wallet.sendTransaction({
      ...{ to: BURNER, gas: 21_000n, nonce: 0, maxFeePerGas: 100n * tip, maxPriorityFeePerGas: tip },
    })
  const failing = (promise: Promise<unknown>) => promise.then(() => '').catch((error: Error) => error.message)

  it('replaces what an earlier life left, whatever that paid', async () => {
    const left = await leave(50n * GWEI)
    const sending = sendOnce(market, call, 21_000n)
    await pause(500)
    const [only, ...more] = await pending()
    expect(more).to.deep.equal([])
    expect(only?.hash).to.not.equal(left)
    await chain.rpc('evm_mine')
    const { status, transactionHash } = await sending
    expect([status, transactionHash]).to.deep.equal(['success', only?.hash])
  })

  it('does not take another transaction for its own that was mined in its place', async () => {
    await leave(GWEI)
    const sending = failing(sendOnce(market, call, 21_000n))
    await pause(400)
    const [own] = await pending()
    await chain.rpc('hardhat_dropTransaction', [own?.hash])
    await leave(GWEI)
    await chain.rpc('evm_mine')
    expect(await sending).to.contain('mined in its place')
  })

  it('pays more while full blocks pass it over, asks anew what to send, and gives up what would be refused', async () => {
    let tip = 8n * GWEI
    const fill = async () => {
      tip += GWEI
      const from = '0x00000000000000000000000000000000c04dc04d'
      await chain.rpc('hardhat_setBalance', [from, numberToHex(10n ** 24n)])
      await chain.rpc('hardhat_impersonateAccount', [from])
      await chain.rpc('evm_setBlockGasLimit', [numberToHex(1_000_000n)])
      const fees = { maxFeePerGas: numberToHex(10_000n * GWEI), maxPriorityFeePerGas: numberToHex(tip) }
      await chain.rpc('eth_sendTransaction', [{ from, to: BURNER, gas: numberToHex(990_000n), ...fees }])
      await chain.rpc('evm_mine')
    }
    const raised: bigint[] = []
    let asked = 0
    const renew = async () => ({ ...call, value: BigInt(++asked + 1) })
    const sending = sendOnce(market, call, 21_000n, {
      onRaised: (_, { maxPriorityFeePerGas }) => raised.push(maxPriorityFeePerGas),
      renew,
    })
    await pause(300)
    for (let blocks = 0; raised.length === 0 && blocks < 40; blocks++) {
      await fill()
      await pause(250)
    }
    expect(raised[0] && raised[0] >= 10n * GWEI, 'a quarter more than others').to.equal(true)
    await chain.rpc('evm_mine')
    const { transactionHash } = await sending
    expect((await market.client.getTransaction({ hash: transactionHash })).value).to.equal(2n)

    await fill()
    const refused = failing(sendOnce(market, call, 21_000n, { renew: async () => ({ ...call, to: BURNER }) }))
    await pause(300)
    for (let blocks = 0; blocks < 16; blocks++) {
      await fill()
      await pause(250)
    }
    expect(await refused).to.not.equal('')
  })
})

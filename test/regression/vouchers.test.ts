// Attacks on pay per execution (docs/vouchers.md), each a try that fails.
import { expect } from 'chai'
import { concat, encodeFunctionData, type Hex, hexToBigInt, numberToHex, slice, zeroAddress } from 'viem'
import { type Contract, isReverted } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { leaseId, MONEY } from './support/scene.ts'
import { newVoucherScene, type VoucherScene } from './support/vouchers.ts'

/** G 1, W 3, and one. */
const NOTICE = 5
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

describe('EPO-6 vouchers under attack', () => {
  let s: VoucherScene
  let stranger: Address

  beforeEach(async () => {
    s = await newVoucherScene()
    stranger = s.people[5] as Address
    await s.does(s.payer.address, 'fund', s.lease, 10_000n)
  })

  /** What Vouchers holds is what payers set aside and nobody redeemed. */
  async function holds(expected: bigint): Promise<void> {
    expect(await s.balance(s.vouchers.address)).to.equal(expected)
  }

  it('a voucher is paid to the provider, whoever sends it, and once', async () => {
    const before = await s.balance(s.seller)
    const signed = await s.sign(s.payer, { amount: 1000n })
    await s.does(stranger, 'redeem', ...signed)
    expect((await s.balance(s.seller)) - before).to.equal(1000n)
    expect(await s.isRefused(stranger, 'redeem', ...signed)).to.deep.equal({
      name: 'NothingToRedeem',
      args: [1000n, 1000n],
    })
    await holds(9_000n)
  })

  it('a second voucher pays the difference, a lower one nothing', async () => {
    const before = await s.balance(s.seller)
    const low = await s.sign(s.payer, { amount: 999n })
    await s.does(s.seller, 'redeem', ...(await s.sign(s.payer, { amount: 1000n })))
    expect((await s.isRefused(s.seller, 'redeem', ...low)).name).to.equal('NothingToRedeem')
    await s.does(s.seller, 'redeem', ...(await s.sign(s.payer, { amount: 1001n })))
    expect((await s.balance(s.seller)) - before).to.equal(1001n)
  })

  it('a signature for another chain, contract, lease, payer or amount is worth nothing', async () => {
    const wrong = [
      await s.sign(s.payer, {}, { chainId: 1 }),
      await s.sign(s.payer, {}, { verifyingContract: s.world.bourse.address }),
      await s.sign(s.payer, {}, { name: 'Lambda Bourse' }),
      await s.sign(s.payer, {}, { version: '2' }),
    ]
    const [voucher, signature] = await s.sign(s.payer, {})
    wrong.push([{ ...voucher, amount: 9_000n }, signature])
    const other = leaseId(await s.open(s.people[1] as Address))
    await s.does(s.payer.address, 'fund', other, 5_000n)
    wrong.push([{ ...voucher, lease: other }, signature])
    wrong.push([{ ...voucher, payer: stranger }, signature])
    for (const [tried, by] of wrong) {
      expect((await s.isRefused(s.seller, 'redeem', tried, by)).name).to.equal('NotSignedByPayer')
    }
    await holds(15_000n)
  })

  it('a malleable signature pays nothing, in its other form or again', async () => {
    const [voucher, signature] = await s.sign(s.payer, {})
    const [r, sValue, v] = [slice(signature, 0, 32), hexToBigInt(slice(signature, 32, 64)), slice(signature, 64)]
    const high = concat([r, numberToHex(ORDER - sValue, { size: 32 }), v === '0x1b' ? '0x1c' : '0x1b'])
    for (const tried of [high, signature.slice(0, -2) as Hex, concat([signature, '0x00']), '0x' as Hex]) {
      expect(await s.isRefused(s.seller, 'redeem', voucher, tried)).to.deep.equal({
        name: 'NotSignedByPayer',
        args: [s.payer.address, zeroAddress],
      })
    }
    await s.does(s.seller, 'redeem', voucher, signature)
    expect((await s.isRefused(s.seller, 'redeem', voucher, high)).name).to.equal('NotSignedByPayer')
  })

  it('a provider cannot redeem beyond the funds, nor touch what others set aside', async () => {
    await s.does(s.people[2] as Address, 'fund', s.lease, 50_000n)
    const signed = await s.sign(s.payer, { amount: 2n ** 64n - 1n })
    const before = await s.balance(s.seller)
    await s.does(s.seller, 'redeem', ...signed)
    expect((await s.balance(s.seller)) - before).to.equal(10_000n)
    expect((await s.isRefused(s.seller, 'redeem', ...signed)).name).to.equal('NothingToRedeem')
    await holds(50_000n)
    // what is set aside later pays what was signed before
    await s.does(s.payer.address, 'fund', s.lease, 7n)
    await s.does(s.seller, 'redeem', ...signed)
    expect((await s.balance(s.seller)) - before).to.equal(10_007n)
  })

  it('a key signs for its payer only, within its cap on each lease', async () => {
    const signed = await s.sign(s.key, { amount: 5_000n })
    expect(await s.isRefused(s.seller, 'redeem', ...signed)).to.deep.equal({
      name: 'NotSignedByPayer',
      args: [s.payer.address, s.key.address],
    })
    await s.does(stranger, 'setKey', s.key.address, 10n ** 9n)
    expect((await s.isRefused(s.seller, 'redeem', ...signed)).name).to.equal('NotSignedByPayer')
    await s.does(s.payer.address, 'setKey', s.key.address, 3_000n)
    const before = await s.balance(s.seller)
    await s.does(s.seller, 'redeem', ...signed)
    expect((await s.balance(s.seller)) - before).to.equal(3_000n)
    expect(await s.isRefused(s.seller, 'redeem', ...signed)).to.deep.equal({
      name: 'NothingToRedeem',
      args: [3_000n, 3_000n],
    })
    await s.does(s.payer.address, 'setKey', s.key.address, 4_000n)
    await s.does(s.seller, 'redeem', ...signed)
    expect((await s.balance(s.seller)) - before).to.equal(4_000n)
  })

  it('a cap is never lowered under a provider who holds vouchers', async () => {
    await s.does(s.payer.address, 'setKey', s.key.address, 3_000n)
    for (const cap of [2_999n, 0n]) {
      expect(await s.isRefused(s.payer.address, 'setKey', s.key.address, cap)).to.deep.equal({
        name: 'CapLowered',
        args: [cap, 3_000n],
      })
    }
  })

  it('a key that is revoked mid-way pays until the notice has passed, and not after', async () => {
    await s.does(s.payer.address, 'setKey', s.key.address, 10_000n)
    await s.does(s.payer.address, 'revokeKey', s.key.address)
    const until = s.epoch() + NOTICE
    await s.pass(NOTICE - 1)
    // a second revocation does not move the first
    await s.does(s.payer.address, 'revokeKey', s.key.address)
    const { until: told } = await s.world.chain.read<{ until: number }>(s.vouchers, 'keyOf', [
      s.payer.address,
      s.key.address,
    ])
    expect(told).to.equal(until)
    await s.does(s.seller, 'redeem', ...(await s.sign(s.key, { amount: 600n })))
    await s.pass(1)
    const late = await s.sign(s.key, { amount: 900n })
    expect((await s.isRefused(s.seller, 'redeem', ...late)).name).to.equal('NotSignedByPayer')
    // a key that came back may have a lower cap, and what was redeemed stays so
    await s.does(s.payer.address, 'setKey', s.key.address, 700n)
    const before = await s.balance(s.seller)
    await s.does(s.seller, 'redeem', ...late)
    expect((await s.balance(s.seller)) - before).to.equal(100n)
  })

  it('a revocation during whose notice the cap is raised counts no more', async () => {
    await s.does(s.payer.address, 'setKey', s.key.address, 1_000n)
    await s.does(s.payer.address, 'revokeKey', s.key.address)
    expect((await s.isRefused(s.payer.address, 'setKey', s.key.address, 999n)).name).to.equal('CapLowered')
    await s.does(s.payer.address, 'setKey', s.key.address, 1_000n)
    await s.pass(NOTICE + 1)
    await s.does(s.seller, 'redeem', ...(await s.sign(s.key, { amount: 600n })))
  })

  it('keys that are none: no address, no cap, never registered', async () => {
    const { address } = s.payer
    expect((await s.isRefused(address, 'setKey', zeroAddress, 1n)).name).to.equal('UnknownKey')
    expect((await s.isRefused(address, 'setKey', s.key.address, 0n)).name).to.equal('CapLowered')
    expect((await s.isRefused(address, 'revokeKey', s.key.address)).name).to.equal('UnknownKey')
  })

  it('a refund needs notice, and what is redeemed meanwhile is gone', async () => {
    const { address } = s.payer
    expect((await s.isRefused(address, 'refund', s.lease)).name).to.equal('NoNotice')
    await s.does(address, 'requestRefund', s.lease)
    const from = s.epoch() + NOTICE
    expect(await s.isRefused(address, 'refund', s.lease)).to.deep.equal({ name: 'TooEarly', args: [s.epoch(), from] })
    await s.pass(NOTICE - 1)
    await s.does(address, 'requestRefund', s.lease)
    expect((await s.funds()).refundFrom).to.equal(from)
    await s.does(s.seller, 'redeem', ...(await s.sign(s.payer, { amount: 4_000n })))
    expect((await s.isRefused(address, 'refund', s.lease)).name).to.equal('TooEarly')
    await s.pass(1)
    const before = await s.balance(address)
    await s.does(address, 'refund', s.lease)
    expect((await s.balance(address)) - before).to.equal(6_000n)
    expect((await s.isRefused(address, 'refund', s.lease)).name).to.equal('NoNotice')
    expect((await s.isRefused(address, 'requestRefund', s.lease)).name).to.equal('NothingToRefund')
    await holds(0n)
  })

  it('a refund that races with a redemption: whoever is second gets what is left', async () => {
    const { address } = s.payer
    await s.does(address, 'requestRefund', s.lease)
    await s.pass(NOTICE)
    const all = await s.sign(s.payer, { amount: 10_000n })
    await s.does(s.seller, 'redeem', ...all)
    expect((await s.isRefused(address, 'refund', s.lease)).name).to.equal('NothingToRefund')
    await s.does(address, 'fund', s.lease, 500n)
    await s.does(address, 'requestRefund', s.lease)
    await s.pass(NOTICE)
    await s.does(address, 'refund', s.lease)
    expect((await s.isRefused(s.seller, 'redeem', ...all)).name).to.equal('NothingToRedeem')
    await holds(0n)
  })

  it('a notice given for little does not free what is set aside afterwards', async () => {
    const { address } = s.payer
    await s.does(address, 'requestRefund', s.lease)
    await s.pass(NOTICE)
    await s.does(address, 'fund', s.lease, 1_000_000n)
    expect((await s.isRefused(address, 'refund', s.lease)).name).to.equal('NoNotice')
  })

  it('what was refunded and set aside again pays no old voucher twice', async () => {
    const { address } = s.payer
    const before = await s.balance(s.seller)
    const signed = await s.sign(s.payer, { amount: 4_000n })
    await s.does(s.seller, 'redeem', ...signed)
    await s.does(address, 'requestRefund', s.lease)
    await s.pass(NOTICE)
    await s.does(address, 'refund', s.lease)
    await s.does(address, 'fund', s.lease, 8_000n)
    expect((await s.isRefused(s.seller, 'redeem', ...signed)).name).to.equal('NothingToRedeem')
    expect((await s.balance(s.seller)) - before).to.equal(4_000n)
  })

  it('nobody sets aside or takes back what is not theirs', async () => {
    expect((await s.isRefused(s.people[2] as Address, 'fund', s.lease, MONEY + 1n)).name).to.equal('BalanceTooLow')
    expect((await s.isRefused(stranger, 'requestRefund', s.lease)).name).to.equal('NothingToRefund')
    expect((await s.isRefused(stranger, 'refund', s.lease)).name).to.equal('NoNotice')
    expect((await s.isRefused(s.payer.address, 'fund', 999_999, 1n)).name).to.equal('UnknownLease')
    expect((await s.isRefused(s.payer.address, 'fund', s.lease, 0n)).name).to.equal('OutOfRange')
    expect((await s.refused(stranger, 'take', [s.payer.address, 1n])).name).to.equal('NotModule')
  })

  it('funds of a provider that ended, its lease over, are redeemed and returned as ever', async () => {
    await s.pass(20)
    expect((await s.lens<{ ended: boolean }>('provider', [s.provider0])).ended).to.equal(true)
    const before = await s.balance(s.seller)
    await s.does(s.seller, 'redeem', ...(await s.sign(s.payer, { amount: 1_000n })))
    expect((await s.balance(s.seller)) - before).to.equal(1_000n)
    await s.does(s.payer.address, 'requestRefund', s.lease)
    await s.pass(NOTICE)
    await s.does(s.payer.address, 'refund', s.lease)
    await holds(0n)
  })

  it('a tariff is set once, by the seller, while nobody leases the offer', async () => {
    const offer = await s.offer(s.seller)
    expect((await s.isRefused(stranger, 'setTariff', offer, 1n, 1n)).name).to.equal('NotOwner')
    expect((await s.isRefused(s.seller, 'setTariff', 77, 1n, 1n)).name).to.equal('NotOpen')
    expect(await s.isRefused(s.seller, 'setTariff', 1, 1n, 1n)).to.deep.equal({ name: 'UnitsLeased', args: [1n, 2] })
    await s.does(s.seller, 'setTariff', offer, 0n, 0n)
    expect((await s.isRefused(s.seller, 'setTariff', offer, 1n, 1n)).name).to.equal('TariffIsSet')
  })

  describe('from accounts that are contracts', () => {
    let account: Contract

    beforeEach(async () => {
      account = await s.world.chain.deploy('MoodyAccount', [s.payer.address])
      await s.send(s.payer.address, 'transfer', [account.address, 20_000n])
      await call('fund', s.lease, 10_000n)
    })

    /** The account calls Vouchers. */
    async function call(functionName: string, ...args: unknown[]): Promise<void> {
      const data = encodeFunctionData({ abi: s.vouchers.abi, functionName, args })
      await s.sendTo(account, s.payer.address, 'execute', [s.vouchers.address, data])
    }

    const behave = (manner: number, target: Address = zeroAddress, data: Hex = '0x') =>
      s.sendTo(account, stranger, 'behave', [manner, target, data])

    it('a smart account signs by ERC-1271, or registers a key by a call', async () => {
      const before = await s.balance(s.seller)
      await s.does(s.seller, 'redeem', ...(await s.sign(s.payer, { payer: account.address, amount: 1_000n })))
      const byKey = await s.sign(s.key, { payer: account.address, amount: 2_500n })
      expect(isReverted(await s.world.chain.send(s.seller, s.vouchers, 'redeem', byKey))).to.equal(true)
      await call('setKey', s.key.address, 2_000n)
      await s.does(s.seller, 'redeem', ...byKey)
      expect((await s.balance(s.seller)) - before).to.equal(2_000n)
    })

    it('whatever its code answers, a voucher of a registered key is paid', async () => {
      await call('setKey', s.key.address, 10_000n)
      for (let manner = 2; manner <= 7; manner++) {
        await behave(manner)
        const amount = BigInt(manner) * 100n
        await s.does(s.seller, 'redeem', ...(await s.sign(s.key, { payer: account.address, amount })))
      }
    })

    for (const [manner, name] of [
      [2, 'refuses'],
      [3, 'reverts'],
      [4, 'burns all gas'],
      [5, 'returns 100 kB'],
      [6, 'returns too little'],
    ] as const) {
      it(`code that ${name} accepts nothing`, async () => {
        await behave(manner)
        const signed = await s.sign(s.payer, { payer: account.address })
        expect((await s.isRefused(s.seller, 'redeem', ...signed)).name).to.equal('NotSignedByPayer')
        await holds(20_000n)
      })
    }

    it('code that reenters cannot: it is asked without the right to change anything', async () => {
      const [voucher] = await s.sign(s.payer, { payer: account.address, amount: 1_000n })
      const inner = await s.sign(s.payer, { payer: s.payer.address, amount: 3_000n })
      for (const [functionName, args] of [
        ['redeem', inner],
        ['requestRefund', [s.lease]],
      ] as const) {
        await behave(7, s.vouchers.address, encodeFunctionData({ abi: s.vouchers.abi, functionName, args }))
        expect((await s.isRefused(s.seller, 'redeem', voucher, '0x1234')).name).to.equal('NotSignedByPayer')
      }
      await holds(20_000n)
    })

    it('code that accepts everything loses only its own funds', async () => {
      await behave(1)
      const before = await s.balance(s.seller)
      const [voucher] = await s.sign(s.payer, { payer: account.address, amount: 10n ** 18n })
      await s.does(stranger, 'redeem', voucher, '0x')
      expect((await s.balance(s.seller)) - before).to.equal(10_000n)
      await holds(10_000n)
    })
  })

  it('a redemption takes at most 75,000 gas, whatever it settles', async () => {
    const [warm, signed] = [await s.sign(s.payer, { amount: 100n }), await s.sign(s.payer, { amount: 9_000n })]
    await s.does(s.payer.address, 'setKey', s.key.address, 10_000n)
    await s.does(stranger, 'redeem', ...warm)
    const own = await s.does(stranger, 'redeem', ...signed)
    const byKey = await s.does(stranger, 'redeem', ...(await s.sign(s.key, { amount: 9_500n })))
    console.log(`      redeem: ${own.gasUsed} gas, by a key ${byKey.gasUsed}`)
    expect(Number(own.gasUsed)).to.be.lessThan(75_000)
    expect(Number(byKey.gasUsed)).to.be.lessThan(75_000)
  })
})

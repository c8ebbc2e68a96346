import {
  cidOf,
  decodeWire,
  encodeRequest,
  encodeVoucherHeader,
  executionPrice,
  receiptDomain,
  type Tariff,
  verifyReceipt,
  voucherDigest,
  voucherDomain,
  vouchersAbi,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { hexToBytes } from 'viem'
import { createSigner } from '../../worker/src/receipts/signer.ts'
import { KEY, type PaidMarket, startPaidMarket } from './payment.market.ts'
import { accountKey, killAll, until } from './support/index.ts'

const EPOCH = 600
const CALLS = 10_000
const AT_ONCE = 32
const TARIFF: Tariff = { perCall: 20n, perMillionFuel: 30_000n }
const FUNDS = 5_000_000n

describe('pay per execution, with a worker as a process', function () {
  this.timeout(300_000)
  let market: PaidMarket

  before(async () => {
    market = await startPaidMarket(EPOCH, TARIFF)
    const { payer, lease } = market
    await payer.fundLease.andWait({ lease, amount: FUNDS })
    await payer.setVoucherKey.andWait({ key: signer.address, cap: FUNDS })
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  const signer = createSigner(hexToBytes(accountKey(KEY)))

  function voucher(amount: bigint): string {
    const message = { payer: market.payer.account.address, lease: market.lease, amount }
    const signature = signer.sign(voucherDigest(message, voucherDomain(market.deployment)))
    return encodeVoucherHeader({ voucher: message, signature: `0x${signature.toString('hex')}` })
  }

  async function publish(url: string): Promise<void> {
    const body = market.module as BodyInit
    expect((await fetch(`${url}/ipfs/${await cidOf(market.module)}`, { method: 'PUT', body })).status).to.equal(201)
    await until('the lease is ready', async () => {
      const status = (await (await fetch(`${url}/v1/status`)).json()) as { leases: { ready: boolean }[] }
      return status.leases[0]?.ready === true
    })
  }

  it('EPO-6 settles 10,000 executions in one redemption, to the micro-USDC, and returns the rest after notice', async () => {
    const { lease, payer, seller, deployment } = market
    const worker = await market.startWorker('redeemAt: 1000000000')
    await publish(worker.url)
    const domain = receiptDomain(deployment)
    const call = (header: string, body: string) =>
      fetch(`${worker.url}/v1/leases/${lease}/x`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain', 'bourse-voucher': header },
      })

    let due = 0n
    let [running, next, refused] = [0, 0, 0]
    const fuels: bigint[] = []
    const began = performance.now()
    /** A refusal says that answers on the way here have fuel in them: with their arrival the next voucher covers it. */
    const paidCall = async (body: string) => {
      for (;;) {
        const response = await call(voucher(due + TARIFF.perCall * BigInt(running)), body)
        const text = await response.text()
        if (response.status === 200) return { response, text }
        const { error } = JSON.parse(text) as { error: { reason: string } }
        expect([response.status, error.reason], text).to.deep.equal([402, 'TooLittle'])
        refused++
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    const caller = async () => {
      while (next < CALLS) {
        const body = `call ${next++}`
        running++
        const { response, text } = await paidCall(body)
        running--
        expect(text).to.equal(body)
        const { receipt } = decodeWire(response.headers.get('bourse-receipt') ?? '')
        fuels.push(receipt.fuel)
        due += executionPrice(TARIFF, receipt.fuel)
        if (fuels.length % 500 === 0) verify(response.headers.get('bourse-receipt') ?? '', body)
      }
    }
    const verify = (receipt: string, body: string) =>
      verifyReceipt({
        receipt,
        domain,
        operator: createSigner(hexToBytes(accountKey(3))).address,
        expected: {
          lease,
          response: Buffer.from(body),
          request: encodeRequest({
            method: 'POST',
            target: '/x',
            contentType: 'text/plain',
            body: Buffer.from(body),
          }),
        },
      })
    await Promise.all(Array.from({ length: AT_ONCE }, caller))
    const seconds = (performance.now() - began) / 1000
    console.log(`      ${CALLS} paid executions in ${seconds.toFixed(1)} s, ${due} micro-USDC, ${refused} refused`)
    expect(fuels).to.have.length(CALLS)

    // the last fuel
    const last = await fetch(`${worker.url}/v1/vouchers`, {
      method: 'PUT',
      headers: { 'bourse-voucher': voucher(due) },
    })
    expect(await last.json()).to.deep.equal({ signed: String(due), owed: String(due) })
    const exact = fuels.reduce((sum, fuel) => sum + executionPrice(TARIFF, fuel), 0n)
    expect(due).to.equal(exact)
    expect(await redemptions(market)).to.have.length(0)

    // the payer goes: the worker sees it in the next epoch at the latest, and redeems
    const { event } = await payer.requestFundsRefund.andWait({ lease })
    const before = await seller.getEscrowBalance({ account: seller.account.address })
    await market.chain.increaseTime(EPOCH)
    await until('the worker redeems', async () => (await redemptions(market)).length > 0, 30_000)
    const [redeemed, ...more] = await redemptions(market)
    expect(more).to.have.length(0)
    expect(redeemed?.args).to.include({ total: exact, paid: exact, lease })
    const claimed = await seller.getEscrowBalance({ account: seller.account.address })
    expect(claimed - before >= exact).to.equal(true)
    const { gasUsed } = await payer.getTransactionReceipt({ hash: redeemed?.transactionHash ?? '0x' })
    console.log(`      redeemed in one transaction of ${gasUsed} gas`)

    const rest = async () => payer.getEscrowBalance({ account: payer.account.address })
    const early = await payer.refundFunds.simulate({ lease }).then(
      () => 'went through',
      (error: { errorName?: string }) => error.errorName,
    )
    expect(early).to.equal('TooEarly')
    while ((await payer.getCurrentEpoch()) < (event?.from ?? 0)) await market.chain.increaseTime(EPOCH)
    const held = await rest()
    await payer.refundFunds.andWait({ lease })
    expect((await rest()) - held).to.equal(FUNDS - exact)
    expect(await payer.getEscrowBalance({ account: deployment.vouchers ?? '0x' })).to.equal(0n)
    expect(await redemptions(market)).to.have.length(1)
    await worker.process.stop()
  })

  it('EPO-6 a worker that is killed -9 under load knows what it was signed and what is owed', async () => {
    const { lease, payer } = market
    await payer.fundLease.andWait({ lease, amount: FUNDS })
    const status = async (url: string, amount: bigint) => {
      const put = await fetch(`${url}/v1/vouchers`, { method: 'PUT', headers: { 'bourse-voucher': voucher(amount) } })
      const { owed, signed, error } = (await put.json()) as Told & { error?: Told }
      return { owed: owed ?? error?.owed, signed: signed ?? error?.signed }
    }
    let best = 500_000n
    for (let round = 0; round < 3; round++) {
      const worker = await market.startWorker('redeemAt: 1000000000')
      await until('the lease is ready', async () => {
        const { leases } = (await (await fetch(`${worker.url}/v1/status`)).json()) as { leases: { ready: boolean }[] }
        return leases[0]?.ready === true
      })
      const before = await status(worker.url, best)
      // what was signed last is better than what was given now
      expect(BigInt(before.signed ?? 0) >= best).to.equal(true)
      let [alive, owed] = [true, 0n]
      const callers = Array.from({ length: 8 }, async () => {
        while (alive) {
          try {
            best += 100n
            const headers = { 'bourse-voucher': voucher(best) }
            const response = await fetch(`${worker.url}/v1/leases/${lease}/x`, { method: 'POST', body: 'x', headers })
            await response.text()
            expect(response.status).to.equal(200)
            const told = BigInt(response.headers.get('bourse-owed') ?? 'x')
            if (told > owed) owed = told
          } catch (error) {
            // the connection of a killed process; anything else is a failure
            if ((error as Error).name !== 'TypeError') throw error
          }
        }
      })
      await new Promise((resolve) => setTimeout(resolve, 300 + 200 * round))
      await worker.process.kill()
      alive = false
      await Promise.all(callers)
      expect(owed > 0n).to.equal(true)
      const again = await market.startWorker('redeemAt: 1000000000')
      const after = await until('the lease is known', async () => (await status(again.url, 1n)).owed)
      expect(BigInt(after) >= owed, 'no answer that left is forgotten').to.equal(true)
      await again.process.stop()
    }
  })
})

type Told = { owed?: string; signed?: string }

const OWN = 'payment: { maxPerMillionFuel: 30000, ahead: 500, payer: "PAYER" }'

describe('pay per execution, through a gateway', function () {
  this.timeout(300_000)
  let market: PaidMarket

  before(async () => {
    market = await startPaidMarket(EPOCH, TARIFF)
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  it('EPO-6 a gateway that is killed -9 under load pays for what was executed, once', async () => {
    const { payer, lease, functionId, module } = market
    const address = createSigner(hexToBytes(accountKey(KEY))).address
    const worker = await market.startWorker('redeemAt: 1000000000')
    const body = module as BodyInit
    expect((await fetch(`${worker.url}/ipfs/${await cidOf(module)}`, { method: 'PUT', body })).status).to.equal(201)
    await until('the lease is ready', async () => {
      const status = (await (await fetch(`${worker.url}/v1/status`)).json()) as { leases: { ready: boolean }[] }
      return status.leases[0]?.ready === true
    })
    const settings = OWN.replace('PAYER', payer.account.address)
    const invoke = (url: string, text: string) => fetch(`${url}/f/${functionId}/x`, { method: 'POST', body: text })

    const unfunded = await market.startGateway(settings)
    const refused = await until('the gateway knows the market', async () => {
      const response = await invoke(unfunded.url, 'x')
      return response.status === 402 ? response : undefined
    })
    expect(((await refused.json()) as { error: { name: string } }).error.name).to.equal('PaymentRequired')
    await unfunded.process.kill()
    await payer.fundLease.andWait({ lease, amount: FUNDS })
    await payer.setVoucherKey.andWait({ key: address, cap: FUNDS })

    const kills = 4
    let answered = 0n
    let calls = 0
    for (let round = 0; round <= kills; round++) {
      const gateway = await market.startGateway(settings)
      await until('a call is paid', async () => (await invoke(gateway.url, 'x')).status === 200)
      let alive = true
      const callers = Array.from({ length: 8 }, async (_, caller) => {
        for (let n = 0; alive && n < 60; n++) {
          try {
            const response = await invoke(gateway.url, `${round} ${caller} ${n}`)
            const text = await response.text()
            expect([response.status, text]).to.deep.equal([200, `${round} ${caller} ${n}`])
            answered += executionPrice(TARIFF, BigInt(response.headers.get('bourse-fuel') ?? 'x'))
            calls++
          } catch (error) {
            // the connection of a killed process; anything else is a failure
            if ((error as Error).name !== 'TypeError') throw error
          }
        }
      })
      if (round < kills) {
        await new Promise((resolve) => setTimeout(resolve, 150 + 120 * round))
        await gateway.process.kill()
        alive = false
        await Promise.all(callers)
      } else {
        await Promise.all(callers)
        // the last fuel goes alone
        expect(await gateway.process.stop()).to.equal(0)
      }
    }
    console.log(`      ${calls} answers through ${kills + 1} gateways, ${answered} micro-USDC`)
    expect(calls).to.be.above(100)

    await payer.requestFundsRefund.andWait({ lease })
    await market.chain.increaseTime(EPOCH)
    const redeemed = await until('the worker redeems', async () => (await redemptions(market))[0])
    expect(await redemptions(market)).to.have.length(1)
    const executed = await pricesOf(worker.url)
    const paid = redeemed.args.paid
    console.log(`      executed for ${executed}, paid ${paid}`)
    expect(paid >= answered, 'every answer is paid').to.equal(true)
    // what a kill may cost: calls that were signed for and never executed, and what was believed to the worker
    const most = executed + BigInt(kills + 1) * (8n * TARIFF.perCall + 500n)
    expect(paid <= most, 'nothing is paid twice').to.equal(true)
    await worker.process.stop()
  })

  /** Price of everything that the worker ever executed, by its receipts. */
  async function pricesOf(url: string): Promise<bigint> {
    let sum = 0n
    for (let sequence = 1; ; sequence++) {
      const response = await fetch(`${url}/v1/receipts/${sequence}`)
      if (response.status === 404) return sum
      const { receipt } = (await response.json()) as { receipt: string }
      sum += executionPrice(TARIFF, decodeWire(receipt).receipt.fuel)
    }
  }
})

function redemptions(market: PaidMarket) {
  return market.payer.getContractEvents({
    abi: vouchersAbi,
    address: market.deployment.vouchers ?? '0x',
    eventName: 'Redeemed',
    fromBlock: 0n,
    strict: true,
  })
}

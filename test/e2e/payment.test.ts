import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { payFund, payKey, payStatus, payWithdraw, tariff } from '@lambda-bourse/cli'
import {
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
import { KEY, OPERATOR, type PaidMarket, startPaidMarket } from './payment.market.ts'
import { accountKey, killAll, until } from './support/index.ts'

const EPOCH = 600
const CALLS = 10_000
const AT_ONCE = 32
const TARIFF: Tariff = { perCall: 20n, perMillionFuel: 30_000n }
const FUNDS = 5_000_000n

describe('pay per execution', function () {
  this.timeout(300_000)
  let market: PaidMarket
  const connections = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const signer = createSigner(hexToBytes(accountKey(KEY)))

  before(async () => {
    market = await startPaidMarket(EPOCH, TARIFF)
  })
  after(async () => {
    connections.destroy()
    await market?.stop()
    await killAll()
  })

  function voucher(amount: bigint): string {
    const message = { payer: market.payer.account.address, lease: market.lease, amount }
    const signature = signer.sign(voucherDigest(message, voucherDomain(market.deployment)))
    return encodeVoucherHeader({ voucher: message, signature: `0x${signature.toString('hex')}` })
  }

  /** A call over a connection that is kept. */
  const post = (url: string, body: string, more: Record<string, string> = {}) =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const headers = { 'content-type': 'text/plain', 'content-length': Buffer.byteLength(body), ...more }
      const outgoing = request(url, { method: 'POST', agent: connections, headers }, async (incoming) => {
        try {
          let text = ''
          for await (const chunk of incoming.setEncoding('utf8')) text += chunk
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text })
        } catch (error) {
          reject(error)
        }
      })
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  const invoke = (gateway: { url: string }, body: string) => post(`${gateway.url}/f/${market.functionId}/x`, body)
  const priceOf = ({ headers }: { headers: IncomingHttpHeaders }) =>
    executionPrice(TARIFF, BigInt(String(headers['bourse-fuel'])))

  function verify(receipt: string, body: string): void {
    const { lease, deployment } = market
    const target = { method: 'POST', target: '/x', contentType: 'text/plain', body: Buffer.from(body) }
    verifyReceipt({
      receipt,
      domain: receiptDomain(deployment),
      operator: createSigner(hexToBytes(accountKey(OPERATOR))).address,
      expected: { lease, response: Buffer.from(body), request: encodeRequest(target) },
    })
  }

  const redemptions = () =>
    market.payer.getContractEvents({
      abi: vouchersAbi,
      address: market.deployment.vouchers ?? '0x',
      eventName: 'Redeemed',
      fromBlock: 0n,
      strict: true,
    })

  /** The payer goes: the worker sees it in the next epoch at the latest, and redeems once. */
  async function redemption() {
    const { context, lease, chain } = market
    const before = (await redemptions()).length
    const [notice] = (await payWithdraw(context, { lease })).leases
    expect(notice?.state).to.equal('noticed')
    await chain.increaseTime(EPOCH)
    const all = await until('the worker redeems', async () => {
      const found = await redemptions()
      return found.length > before ? found : undefined
    })
    expect(all).to.have.length(before + 1)
    const last = all.at(-1)
    if (!last) throw new Error('nothing was redeemed')
    return { ...last, from: notice?.from ?? 0 }
  }

  it('EPO-6 a gateway pays for 10,000 executions, settled in one redemption to the micro-USDC; the rest is returned after notice', async () => {
    const { lease, payer, seller, deployment, chain, context } = market
    const worker = await market.startWorker()
    const gateway = await market.startGateway()
    const refused = await until('the gateway knows the market', async () => {
      const response = await invoke(gateway, 'x')
      return response.status === 402 ? response : undefined
    })
    expect(JSON.parse(refused.text).error.name).to.equal('PaymentRequired')
    await payFund(context, { amount: '5', lease })
    await payKey(context, { key: signer.address, cap: '15' })
    const { leases, keys } = await payStatus(context, { deal: lease / 256 })
    expect(keys).to.deep.equal([{ key: signer.address, cap: FUNDS * 3n, until: 0 }])
    const set = { lease, provider: market.provider, funded: FUNDS, redeemed: 0n, left: FUNDS, refundFrom: 0 }
    expect(leases).to.deep.equal([{ ...set, ...TARIFF }])
    expect(await tariff(context, { offer: market.offer })).to.deep.include({ metered: true, ...TARIFF })

    let [next, answers, due] = [0, 0, 0n]
    const began = performance.now()
    const caller = async () => {
      while (next < CALLS) {
        const body = `call ${next++}`
        const answer = await invoke(gateway, body)
        expect([answer.status, answer.text]).to.deep.equal([200, body])
        due += priceOf(answer)
        if (++answers % 500 === 0) verify(String(answer.headers['bourse-receipt']), body)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, caller))
    const seconds = (performance.now() - began) / 1000
    console.log(`      ${answers} executions through a gateway in ${seconds.toFixed(1)} s, ${due} micro-USDC`)
    expect(answers).to.equal(CALLS)
    // the last fuel goes alone
    expect(await gateway.process.stop()).to.equal(0)
    expect(await redemptions()).to.have.length(0)

    const before = await seller.getEscrowBalance({ account: seller.account.address })
    const { args, transactionHash, from } = await redemption()
    expect(args).to.include({ total: due, paid: due, lease })
    const earned = (await seller.getEscrowBalance({ account: seller.account.address })) - before
    expect(earned >= due).to.equal(true)
    const { gasUsed } = await payer.getTransactionReceipt({ hash: transactionHash })
    console.log(`      redeemed in one transaction of ${gasUsed} gas`)

    const rest = async () => payer.getEscrowBalance({ account: payer.account.address })
    const [early] = (await payWithdraw(context, { lease })).leases
    expect(early).to.deep.equal({ lease, state: 'waiting', from, returned: 0n })
    await chain.increaseTime(EPOCH * (from - (await payer.getCurrentEpoch())))
    const held = await rest()
    const [late] = (await payWithdraw(context, { lease })).leases
    expect(late).to.deep.equal({ lease, state: 'returned', from, returned: FUNDS - due })
    expect((await rest()) - held).to.equal(FUNDS - due)
    expect(await payer.getEscrowBalance({ account: deployment.vouchers ?? '0x' })).to.equal(0n)
    expect(await redemptions()).to.have.length(1)
    await worker.process.stop()
  })

  it('EPO-6 a gateway that is killed -9 under load pays for what was executed, once', async () => {
    const { lease, payer } = market
    const worker = await market.startWorker()
    await payer.fundLease.andWait({ lease, amount: FUNDS })
    const kills = 3
    let [answered, calls, first] = [0n, 0, 0n]
    for (let round = 0; round <= kills; round++) {
      const gateway = await market.startGateway()
      const warm = await until('a call is paid', async () => {
        const response = await invoke(gateway, 'x')
        return response.status === 200 ? response : undefined
      })
      first ||= decodeWire(String(warm.headers['bourse-receipt'])).receipt.sequence
      answered += priceOf(warm)
      let alive = true
      const callers = Array.from({ length: 8 }, async (_, caller) => {
        for (let n = 0; alive && n < 60; n++) {
          const body = `${round} ${caller} ${n}`
          const answer = await invoke(gateway, body).catch((error: NodeJS.ErrnoException) => {
            // the connection of a killed process; anything else is a failure
            if (error.code === undefined || !BROKEN.includes(error.code)) throw error
          })
          if (answer === undefined) continue
          expect([answer.status, answer.text]).to.deep.equal([200, body])
          answered += priceOf(answer)
          calls++
        }
      })
      if (round < kills) {
        await new Promise((resolve) => setTimeout(resolve, 150 + 120 * round))
        await gateway.process.kill()
        alive = false
      }
      await Promise.all(callers)
      // the last fuel goes alone
      if (round === kills) expect(await gateway.process.stop()).to.equal(0)
    }
    console.log(`      ${calls} answers through ${kills + 1} gateways, ${answered} micro-USDC`)
    expect(calls).to.be.above(100)

    const { paid } = (await redemption()).args
    const executed = await pricesOf(worker.url, first)
    console.log(`      executed for ${executed}, paid ${paid}`)
    expect(paid >= answered, 'every answer is paid').to.equal(true)
    // what a kill may cost: calls that were signed for and never executed, and what was believed to the worker
    const most = executed + BigInt(kills + 1) * (8n * TARIFF.perCall + 500n)
    expect(paid <= most, 'nothing is paid twice').to.equal(true)
    await worker.process.stop()
  })

  it('EPO-6 a worker that is killed -9 under load knows what it was signed and what is owed', async () => {
    const { lease, payer } = market
    await payer.fundLease.andWait({ lease, amount: FUNDS })
    const status = async (url: string, amount: bigint) => {
      const put = await fetch(`${url}/v1/vouchers`, { method: 'PUT', headers: { 'bourse-voucher': voucher(amount) } })
      const { owed, signed, error } = (await put.json()) as Told & { error?: Told }
      return { owed: BigInt(owed ?? error?.owed ?? 0), signed: BigInt(signed ?? error?.signed ?? 0) }
    }
    let worker = await market.startWorker()
    // more than was signed by anybody before, within the funds
    let best = (await status(worker.url, 1n)).signed + FUNDS / 2n
    let owed = 0n
    for (let round = 0; round < 3; round++) {
      const before = await status(worker.url, best)
      // what was signed last is better than what was given now
      expect(before.signed >= best).to.equal(true)
      let alive = true
      const callers = Array.from({ length: 8 }, async () => {
        while (alive) {
          try {
            best += 100n
            const answer = await post(`${worker.url}/v1/leases/${lease}/x`, 'x', { 'bourse-voucher': voucher(best) })
            expect(answer.status).to.equal(200)
            const told = BigInt(String(answer.headers['bourse-owed']))
            if (told > owed) owed = told
          } catch (error) {
            // the connection of a killed process; anything else is a failure
            if (!BROKEN.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
          }
        }
      })
      await new Promise((resolve) => setTimeout(resolve, 300 + 200 * round))
      await worker.process.kill()
      alive = false
      await Promise.all(callers)
      expect(owed > before.owed).to.equal(true)
      worker = await market.startWorker()
      const after = await status(worker.url, 1n)
      expect(after.owed >= owed, 'no answer that left is forgotten').to.equal(true)
    }
    await worker.process.stop()
  })

  /** Price of everything that the worker executed from a receipt on. */
  async function pricesOf(url: string, from: bigint): Promise<bigint> {
    let sum = 0n
    for (let sequence = from; ; sequence++) {
      const response = await fetch(`${url}/v1/receipts/${sequence}`)
      if (response.status === 404) return sum
      const { receipt } = (await response.json()) as { receipt: string }
      sum += executionPrice(TARIFF, decodeWire(receipt).receipt.fuel)
    }
  }
})

type Told = { owed?: string; signed?: string }

/** Of a connection whose other end was killed. */
const BROKEN = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE']

import { join } from 'node:path'
import {
  bourseAbi,
  cidOf,
  decodeWire,
  encodeRequest,
  getAttestation,
  getProvider,
  receiptDomain,
  type SignedReceipt,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { encodePacked, keccak256 } from 'viem'
import { killAll, until } from './support/index.ts'
import { startMarket, type WorkerMarket, type WorkerProcess } from './worker.market.ts'

/** Long enough that only these tests move the clock. */
const EPOCH = 600

describe('worker as a process', function () {
  this.timeout(180_000)
  let market: WorkerMarket
  let lease: number

  before(async () => {
    market = await startMarket(EPOCH)
    lease = await market.openDeal()
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  const put = async ({ url }: WorkerProcess) => {
    const response = await fetch(`${url}/ipfs/${await cidOf(market.module)}`, {
      method: 'PUT',
      body: market.module as BodyInit,
    })
    expect(response.status).to.equal(201)
  }
  const invoke = ({ url }: WorkerProcess, body: string, id = lease) =>
    fetch(`${url}/v1/leases/${id}/x`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
  const serving = (worker: WorkerProcess, id = lease) =>
    until('the lease is served', async () => (await invoke(worker, 'hello', id)).status === 200, 30_000)

  function verify(receipt: string, body: string): SignedReceipt {
    const request = encodeRequest({ method: 'POST', target: '/x', contentType: 'text/plain', body: Buffer.from(body) })
    const expected = {
      provider: market.provider,
      lease,
      functionId: market.functionId,
      version: 1,
      request,
      response: Buffer.from(body),
    }
    return verifyReceipt({ receipt, domain: receiptDomain(market.deployment), operator: market.operator, expected })
  }

  const attestedEvents = async () =>
    (
      await market.developer.getContractEvents({
        abi: bourseAbi,
        address: market.deployment.bourse,
        eventName: 'Attested',
        fromBlock: 0n,
        strict: true,
      })
    ).map((log) => log.args)

  it('serves its lease once it was given the module, and stops when it is told', async () => {
    const worker = await market.startWorker()
    expect((await invoke(worker, 'early')).status).to.equal(425)
    await put(worker)
    await serving(worker)
    const response = await invoke(worker, 'hello')
    verify(response.headers.get('bourse-receipt') ?? '', await response.text())
    expect((await fetch(`${worker.url}/healthz`)).status).to.equal(200)
    const status = (await (await fetch(`${worker.url}/v1/status`)).json()) as { provider: number; leases: object[] }
    expect(status.provider).to.equal(market.provider)
    expect(status.leases).to.have.length(1)
    expect(await worker.process.stop()).to.equal(0)
    expect(worker.process.lines.join('\n')).not.to.contain(Buffer.alloc(4).toString('hex').repeat(8))
  })

  it('RCP-3 EPO-1 loses no receipt and attests nothing twice, killed -9 again and again under load', async () => {
    const seen = new Map<number, { receipt: string; body: string }>()
    const headers = new Map<number, string>()
    const note = (receipt: string, body: string) => {
      const signed = verify(receipt, body)
      const sequence = Number(signed.receipt.sequence)
      expect(seen.has(sequence), `sequence ${sequence} was given out twice`).to.equal(false)
      seen.set(sequence, { receipt, body })
      const header = JSON.stringify([signed.signature, signed.batch.receiptsRoot])
      const number = Number(signed.batch.number)
      expect(headers.get(number) ?? header, `batch ${number} was signed twice`).to.equal(header)
      headers.set(number, header)
    }

    for (let round = 0; round < 6; round++) {
      const worker = await market.startWorker()
      await serving(worker)
      let alive = true
      const callers = Array.from({ length: 12 }, async (_, caller) => {
        for (let n = 0; alive; n++) {
          const body = `${round} ${caller} ${n}`
          try {
            const response = await invoke(worker, body)
            if (response.status === 200) note(response.headers.get('bourse-receipt') ?? '', await response.text())
          } catch (error) {
            // The connection of a killed process; anything else is a failure.
            if ((error as Error).name !== 'TypeError') throw error
          }
        }
      })
      await pause(100 + 90 * round)
      // Every other time the kill comes while an epoch is being closed and attested.
      if (round % 2 === 1) await market.chain.increaseTime(EPOCH)
      await pause((37 * round) % 300)
      await worker.process.kill()
      alive = false
      await Promise.all(callers)
    }
    expect(seen.size).to.be.above(50)

    const worker = await market.startWorker()
    await serving(worker)
    for (const [sequence, { receipt, body }] of seen) {
      const record = (await (await fetch(`${worker.url}/v1/receipts/${sequence}`)).json()) as Record<string, string>
      expect(record.receipt, `receipt ${sequence}`).to.equal(receipt)
      expect(Buffer.from(record.response ?? '', 'base64').toString()).to.equal(body)
    }
    await market.chain.increaseTime(EPOCH)
    const epoch = Number(await market.developer.getCurrentEpoch())
    await until(
      'the epoch is attested',
      async () => (await attestedEvents()).some((event) => event.epoch === epoch - 1),
      30_000,
    )
    await checkAttestations(worker)
    await worker.process.stop()
  })

  /** Each epoch was attested once, with the root that the worker tells. */
  async function checkAttestations(worker: WorkerProcess): Promise<void> {
    const { deployment, provider } = market
    const events = await attestedEvents()
    expect(new Set(events.map((event) => event.epoch)).size).to.equal(events.length)
    for (const { epoch, root, seed } of events) {
      const told = (await (await fetch(`${worker.url}/v1/epochs/${epoch}`)).json()) as {
        root: string
        attestations: object[]
      }
      expect(told.root).to.equal(root)
      const commitment = keccak256(encodePacked(['bytes32', 'bytes32'], [root, seed])).slice(0, 2 + 46)
      expect(await getAttestation(market.developer, { deployment, provider, epoch })).to.equal(commitment)
    }
    const view = await getProvider(market.developer, { deployment, provider })
    expect(view.attested).to.equal(events.length)
    expect(view.missed).to.equal(0)
  }

  it('goes on without a gap in its numbers after a graceful stop', async () => {
    const numbers: number[] = []
    for (let i = 0; i < 2; i++) {
      const worker = await market.startWorker()
      await serving(worker)
      const response = await invoke(worker, 'x')
      numbers.push(Number(decodeWire(response.headers.get('bourse-receipt') ?? '').batch.number))
      const last = Number(decodeWire((await invoke(worker, 'x')).headers.get('bourse-receipt') ?? '').batch.number)
      numbers.push(last)
      expect(await worker.process.stop()).to.equal(0)
    }
    const [a, b, c] = numbers as [number, number, number]
    // `serving` asked once more in between.
    expect(b).to.equal(a + 1)
    expect(c).to.be.within(b + 1, b + 3)
  })

  it('follows a reorganisation: serves a new lease, then not, then another of the same number', async () => {
    const worker = await market.startWorker()
    await serving(worker)
    const snapshot = await market.chain.rpc<string>('evm_snapshot')
    const second = await market.openDeal()
    await serving(worker, second)
    await market.chain.rpc('evm_revert', [snapshot])
    await until('the lease is gone', async () => (await invoke(worker, 'x', second)).status === 404, 30_000)
    expect((await invoke(worker, 'x')).status).to.equal(200)
    expect(worker.process.lines.join('\n')).to.contain('chain.reorganised')
    expect(await market.openDeal()).to.equal(second)
    await serving(worker, second)
    await worker.process.stop()
  })

  it('keeps serving while the chain is away, and attests when it is back', async () => {
    const worker = await market.startWorker()
    await serving(worker)
    market.proxy.close()
    await worker.process.waitForLine(/chain\.unreachable/)
    expect((await invoke(worker, 'x')).status).to.equal(200)
    const epoch = Number(await market.developer.getCurrentEpoch())
    await market.chain.increaseTime(EPOCH)
    await market.proxy.open()
    await until(
      'the epoch is attested late',
      async () => (await attestedEvents()).some((event) => event.epoch === epoch),
      60_000,
    )
    await checkAttestations(worker)
    await worker.process.stop()
  })

  it('EPO-3 claims what has matured, and releases a lease that is over', async () => {
    const worker = await market.startWorker()
    await serving(worker)
    const short = await market.openDeal(1)
    const { grace, window } = market.deployment.config
    for (let i = 0; i < grace + window + 3; i++) {
      const epoch = Number(await market.developer.getCurrentEpoch())
      await market.chain.increaseTime(EPOCH)
      // The first lease was opened in epoch 1, so that nothing is owed before epoch 2.
      if (epoch > 1)
        await until(`epoch ${epoch} is attested`, async () =>
          (await attestedEvents()).some((event) => event.epoch === epoch),
        )
    }
    const events = { abi: bourseAbi, address: market.deployment.bourse, fromBlock: 0n, strict: true } as const
    const { developer } = market
    await until('the short lease is released', async () => {
      const released = await developer.getContractEvents({ ...events, eventName: 'LeaseReleased' })
      return released.some((log) => log.args.lease === short)
    })
    await until('earnings are claimed', async () => {
      const claimed = await developer.getContractEvents({ ...events, eventName: 'Claimed' })
      return claimed.some((log) => log.args.amount > 0n)
    })
    expect((await invoke(worker, 'x', short)).status).to.equal(404)
    await checkAttestations(worker)
    await worker.process.stop()
  })

  it('waits for a chain that is not there yet, and says so', async () => {
    market.proxy.close()
    const worker = await market.startWorker({ ready: false })
    await worker.process.waitForLine(/chain\.not_there/)
    await market.proxy.open()
    const [, url] = await worker.process.waitForLine(/"address":"([^"]+)".*"event":"ready"/, 60_000)
    await serving({ process: worker.process, url: url ?? '' })
    expect(await worker.process.stop()).to.equal(0)
  })

  it('ends at once while it waits for a chain', async () => {
    market.proxy.close()
    const worker = await market.startWorker({ ready: false })
    await worker.process.waitForLine(/chain\.not_there/)
    expect(await worker.process.stop()).to.equal(0)
    await market.proxy.open()
  })

  it('ends with one clear line for a key that is no operator’s, no key, and a setting that there is not', async () => {
    const stranger = `0x${'11'.repeat(32)}`
    const dataDir = join(market.folder, 'other')
    for (const [changes, line] of [
      [{ key: stranger, dataDir }, /is no provider's/],
      [{ key: 'secret', dataDir }, /BOURSE_OPERATOR_KEY does not hold a key/],
      [{ extra: 'polMs: 5', dataDir }, /worker\.yaml:6: polMs/],
    ] as const) {
      const { process } = await market.startWorker({ ...changes, ready: false })
      const [found] = await process.waitForLine(line)
      expect(found).to.not.equal(undefined)
      await until('the process ends', () => process.exited, 10_000)
      expect(process.lines.join('\n')).not.to.contain(stranger.slice(2))
    }
  })
})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

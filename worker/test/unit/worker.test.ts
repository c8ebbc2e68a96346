import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import {
  canary,
  canarySeed,
  cidOf,
  contentHash,
  decodeWire,
  drawSample,
  encodeReceipt,
  encodeRequest,
  epochRoot,
  leasesRoot,
  rawCid,
  receiptDomain,
  type SignedReceipt,
  verifyReceipt,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { toHex } from 'viem'
import { LogReader } from '../../src/store/logReader.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import type { BourseWorker } from '../../src/worker.ts'
import {
  type EchoMarket,
  echoMarket,
  guest,
  OPERATOR,
  ROOT,
  seed,
  temporaryFolder,
  versionOf,
} from '../support/fixture.ts'
import { BOURSE, ScriptedChain } from '../support/scriptedChain.ts'
import { busy, constant, spin, trap, wat } from '../support/wat.ts'

const domain = receiptDomain({ chainId: 31337, bourse: BOURSE })

describe('worker', function () {
  this.timeout(30_000)
  let folder: ReturnType<typeof temporaryFolder>
  let market: EchoMarket
  let worker: BourseWorker | undefined

  beforeEach(async () => {
    folder = temporaryFolder()
    market = await echoMarket(folder.path, new ScriptedChain(OPERATOR, { epochLength: 600 }))
  })
  afterEach(async () => {
    await worker?.stop()
    worker = undefined
    await folder.remove()
  })

  const start = async (settings: object = {}) => {
    worker = await market.start(settings)
    return worker
  }
  const url = (path: string) => `${worker?.address}${path}`
  const post = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    fetch(url(path), { method: 'POST', body: body as BodyInit, headers })
  const invoke = (body = 'hello', lease = 256) =>
    post(`/v1/leases/${lease}/p?q=1`, body, { 'content-type': 'text/plain' })
  const receiptOf = (response: Response) => response.headers.get('bourse-receipt') as string
  const errorOf = async (response: Response) =>
    ((await response.json()) as { error: { name: string; message: string } }).error

  function verify(
    response: Response,
    body: string,
    given: Partial<{ response: Uint8Array; lease: number }> = {},
  ): SignedReceipt {
    const request = encodeRequest({
      method: 'POST',
      target: '/p?q=1',
      contentType: 'text/plain',
      body: Buffer.from(body),
    })
    const expected = { lease: 256, response: Buffer.from(body), request, ...given }
    return verifyReceipt({ receipt: receiptOf(response), domain, operator: OPERATOR, expected })
  }

  /** Serves `module` on lease 512 of function 2. */
  async function serve(module: Uint8Array, config?: object): Promise<void> {
    await seed(folder.path, module, ...(config ? [Buffer.from(JSON.stringify(config))] : []))
    market.chain.publish(2n, 1, await versionOf(module, config))
    market.chain.point(2n, 1)
    market.chain.lend({ id: 512, provider: 1, functionId: 2n })
  }

  describe('invocations', () => {
    it('RCP-2 answers with a receipt that verifies', async () => {
      await start()
      const response = await invoke()
      expect(response.status).to.equal(200)
      expect(await response.text()).to.equal('hello')
      const { receipt, batch } = verify(response, 'hello')
      expect(receipt).to.deep.include({ provider: 1, deal: 1, lease: 256, functionId: 1n, version: 1, status: 0 })
      expect(batch).to.deep.include({ number: 1n, firstSequence: 1n, count: 1 })
      expect(response.headers.get('bourse-status')).to.equal('0')
      expect(response.headers.get('bourse-fuel')).to.equal(`${receipt.fuel}`)
    })

    it('RCP-2 gives many callers receipts of the same batches, each with its own place', async () => {
      await start()
      const bodies = Array.from({ length: 200 }, (_, i) => `body ${i}`)
      const signed = await Promise.all(bodies.map(async (body) => verify(await invoke(body), body)))
      const sequences = signed.map(({ receipt }) => Number(receipt.sequence)).sort((a, b) => a - b)
      expect(sequences).to.deep.equal(bodies.map((_, i) => i + 1))
      expect(new Set(signed.map(({ batch }) => batch.number)).size).to.be.below(bodies.length)
    })

    it('gives a receipt for a trap, with an explanation in the body that the receipt does not sign', async () => {
      await serve(await trap())
      await start()
      const response = await invoke('x', 512)
      expect(response.status).to.equal(500)
      const { receipt } = verify(response, 'x', { response: new Uint8Array(), lease: 512 })
      expect(receipt.status).to.equal(2)
      expect((await errorOf(response)).name).to.equal('ExecutionFailed')
    })

    it('RUN-2 gives a receipt over the whole fuel for code that does not end', async () => {
      await serve(await spin(), { fuel: '30000000', contentType: 'text/plain' })
      await start()
      const response = await invoke('x', 512)
      const { receipt } = verify(response, 'x', { response: new Uint8Array(), lease: 512 })
      expect(receipt).to.deep.include({ status: 3, fuel: 30_000_000n })
      expect((await invoke()).status).to.equal(200)
    })

    it('ends code that outlives its deadline, without a receipt, and goes on', async () => {
      await serve(await spin(), { fuel: '90000000000' })
      await start({ limits: { deadlineMs: 200 } })
      const response = await invoke('x', 512)
      expect(response.status).to.equal(504)
      expect(receiptOf(response)).to.equal(null)
      expect((await errorOf(response)).name).to.equal('DeadlineExceeded')
      expect((await invoke()).status).to.equal(200)
    })

    it('gives the same receipt, but for its place, whether it ran inline or in the pool', async () => {
      await serve(await busy(20_000), { fuel: '1000000000' })
      const seen: object[] = []
      for (const inlineFuel of [1_000_000_000, 10]) {
        await start({ limits: { inlineFuel } })
        for (let i = 0; i < 6; i++) {
          const { fuel, status, requestHash, responseHash } = verify(await invoke('x', 512), 'x', {
            lease: 512,
          }).receipt
          seen.push({ fuel, status, requestHash, responseHash })
        }
        await worker?.stop()
      }
      worker = undefined
      for (const each of seen) expect(each).to.deep.equal(seen[0])
    })

    it('DEAL-8 serves the version that the alias named when the epoch began, and the new one from the next', async () => {
      const module = await constant(7)
      await seed(folder.path, module)
      market.chain.publish(1n, 2, await versionOf(module))
      market.chain.ahead = 700
      await start()
      market.chain.point(1n, 2)
      await worker?.poll()
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(verify(await invoke(), 'hello').receipt.version).to.equal(1)
      market.chain.ahead += 600
      await worker?.poll()
      const { receipt } = verify(await invoke(), 'hello', { response: Buffer.of(7) })
      expect(receipt.version).to.equal(2)
    })

    it('DEAL-8 serves the version before a switch while the next is prepared, and drops no request', async () => {
      // Its image takes a second.
      const module = readFileSync(join(ROOT, 'examples/markdown/module.wasm'))
      await seed(folder.path, module)
      market.chain.publish(1n, 2, await versionOf(module, undefined, 'provable'))
      market.chain.ahead = 700
      await start()
      market.chain.point(1n, 2)
      market.chain.ahead += 600
      await worker?.poll()
      const versions = new Set<number>()
      for (let last = 0; last !== 2; versions.add(last)) {
        const response = await invoke()
        expect(response.status).to.equal(200)
        last = decodeWire(receiptOf(response)).receipt.version
      }
      expect([...versions]).to.deep.equal([1, 2])
    })

    it('stops serving a lease when it is over', async () => {
      const lease = market.chain.leases.get(256)
      await start()
      expect((await invoke()).status).to.equal(200)
      if (lease) market.chain.leases.set(256, { ...lease, end: 1 })
      market.chain.mine({ kind: 'lease', lease: 256 })
      await worker?.poll()
      expect((await invoke()).status).to.equal(404)
    })

    it('DEAL-9 answers a demand when its lease is over as well, and then nothing more', async () => {
      const answers: { id: string; receipt: `0x${string}`; response: string }[] = []
      const encoded = encodeRequest({ method: 'GET', target: '/x', contentType: '', body: new Uint8Array(0) })
      const request = `0x${Buffer.from(encoded).toString('hex')}`
      const ask = { id: `0x${'dd'.repeat(32)}`, block: 0, kind: 'demand', epoch: 1, lease: 256, request } as const
      const call = { to: BOURSE, data: '0x' } as const
      const faults = {
        asks: async () => (answers.length === 0 ? [ask] : []),
        standing: async () => (answers.length === 0 ? 'open' : 'closed'),
        answerDemand: (answer: (typeof answers)[0]) => {
          answers.push(answer)
          return call
        },
      }
      Object.assign(market.chain, { faults })
      const lease = market.chain.leases.get(256)
      if (lease) market.chain.leases.set(256, { ...lease, end: 1 })
      await start()
      expect((await invoke()).status).to.equal(404)
      for (let i = 0; i < 100 && answers.length === 0; i++) {
        await worker?.poll()
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      const [{ id, receipt } = { id: '', receipt: '0x' }] = answers
      expect(id).to.equal(ask.id)
      expect(decodeWire(Buffer.from(receipt.slice(2), 'hex')).receipt).to.include({ lease: 256, status: 0 })
      expect((await invoke()).status).to.equal(404)
    })

    it('lets one lease whose alias cannot be read hold up no other', async () => {
      market.chain.lend({ id: 512, provider: 1, functionId: 2n })
      const alias = market.chain.alias.bind(market.chain)
      market.chain.alias = (id) => (id === 2n ? Promise.reject(new Error('unreadable')) : alias(id))
      await start()
      expect((await invoke()).status).to.equal(200)
      expect((await invoke('x', 512)).status).to.equal(404)
    })

    it('keeps serving while the chain is away', async () => {
      await start()
      market.chain.outage = new Error('away')
      await worker?.poll().catch(() => undefined)
      expect((await invoke()).status).to.equal(200)
    })
  })

  describe('bad input', () => {
    it('names what is wrong with a path, a method, a lease', async () => {
      await start()
      for (const [path, status] of [
        ['/v1/leases/', 400],
        ['/v1/leases/256', 400],
        ['/v1/leases/0x10/', 400],
        ['/v1/leases/-1/', 400],
        ['/v1/leases/99999999999999999999/', 400],
        ['/v1/leases/257/', 404],
        ['/v1/receipts/0', 405],
        ['/nothing', 405],
      ] as const) {
        const response = await post(path, 'x')
        expect(response.status, path).to.equal(status)
        expect(receiptOf(response), path).to.equal(null)
        expect((await errorOf(response)).message, path).to.have.length.above(5)
      }
      for (const path of ['/nothing', '/v1/receipts/1', '/v1/receipts/99', '/v1/epochs/1']) {
        expect((await fetch(url(path))).status, path).to.equal(404)
      }
      for (const path of ['/v1/receipts/x', '/v1/receipts/0', '/v1/epochs/-1', '/ipfs/x', '/ipfs/', '/ipfs/Qm/../x']) {
        expect((await fetch(url(path))).status, path).to.equal(400)
      }
    })

    it('refuses a body that is too large, told or not, and reads no more of it', async () => {
      await start({ limits: { bodyBytes: 1000 } })
      expect((await invoke('x'.repeat(1000))).status).to.equal(200)
      const told = await invoke('x'.repeat(1001))
      expect(told.status).to.equal(413)
      expect((await errorOf(told)).message).to.contain('1000')
      const chunks = new ReadableStream({
        start(controller) {
          for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(100))
          controller.close()
        },
      })
      const streamed = await fetch(url('/v1/leases/256/'), {
        method: 'POST',
        body: chunks,
        duplex: 'half',
      } as RequestInit)
      expect(streamed.status).to.equal(413)
    })

    it('answers 400 to what is no HTTP, and goes on', async () => {
      await start()
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(url('/')).port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'))
        socket.on('data', (data) => resolve(data.toString()))
      })
      expect(answer).to.match(/^HTTP\/1.1 400/)
      expect((await invoke()).status).to.equal(200)
    })

    it('answers 429 when too many requests are on the way', async () => {
      await serve(await spin(), { fuel: '90000000000' })
      await start({ limits: { deadlineMs: 400, requests: 3 } })
      const many = await Promise.all(Array.from({ length: 8 }, () => invoke('x', 512)))
      const statuses = many.map((response) => response.status).sort()
      expect(statuses).to.deep.equal([429, 429, 429, 429, 429, 504, 504, 504])
      expect((await invoke()).status).to.equal(200)
    })

    it('refuses more than a lease’s instances and their queue', async () => {
      await serve(await spin(), { fuel: '90000000000' })
      const lease = market.chain.leases.get(512)
      if (lease) market.chain.leases.set(512, { ...lease, instances: 1 })
      await start({ limits: { deadlineMs: 300, queuePerInstance: 1 } })
      const many = await Promise.all(Array.from({ length: 4 }, () => invoke('x', 512)))
      expect(many.map((response) => response.status).sort()).to.deep.equal([429, 429, 504, 504])
    })

    const unhostable: [name: string, module: () => Promise<Uint8Array>, config: object | undefined, reason: RegExp][] =
      [
        ['bytes that are no Wasm', async () => Buffer.from('not wasm'), undefined, /invalid/],
        ['a module without an ABI', () => wat('(module (memory (export "memory") 1))'), undefined, /abi/],
        ['an import that there is not', () => wat('(module (import "env" "x" (func)))'), undefined, /import/],
        ['a config with an unknown field', () => constant(1), { nope: 1 }, /nope/],
        ['more fuel than the host gives', () => constant(1), { fuel: '999999999999' }, /fuel/],
        ['more output than the host gives', () => constant(1), { outputBytes: 20_000_000 }, /outputBytes/],
        ['more memory than the units hold', () => constant(1), { memoryPages: 20_000 }, /memoryPages/],
      ]
    for (const [name, module, config, reason] of unhostable) {
      it(`answers 425 with the reason for ${name}`, async () => {
        await serve(await module(), config)
        await start()
        const response = await invoke('x', 512)
        expect(response.status).to.equal(425)
        expect((await errorOf(response)).message).to.match(reason)
        expect((await invoke()).status).to.equal(200)
      })
    }

    it('refuses a module whose bytes are the CID’s but not the registered hash’s', async () => {
      const module = await constant(1)
      await seed(folder.path, module)
      const version = await versionOf(module)
      market.chain.publish(2n, 1, { ...version, moduleHash: `0x${'ab'.repeat(32)}` })
      market.chain.point(2n, 1)
      market.chain.lend({ id: 512, provider: 1, functionId: 2n })
      await start()
      expect((await errorOf(await invoke('x', 512))).message).to.match(/expected 0xabab/)
    })

    it('says so while no peer has the module, and serves it once it was put', async () => {
      const module = await constant(9)
      market.chain.publish(2n, 1, await versionOf(module))
      market.chain.point(2n, 1)
      market.chain.lend({ id: 512, provider: 1, functionId: 2n })
      await start()
      expect((await errorOf(await invoke('x', 512))).message).to.match(/no peer/)
      const cid = await cidOf(module)
      expect((await fetch(url(`/ipfs/${cid}`), { method: 'PUT', body: module as BodyInit })).status).to.equal(201)
      for (let tries = 0; tries < 100 && (await invoke('x', 512)).status !== 200; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      expect(await (await invoke('x', 512)).text()).to.equal('\t')
    })
  })

  describe('content', () => {
    it('serves modules and receipt blocks by CID', async () => {
      await start()
      const echo = guest('echo')
      const response = await fetch(url(`/ipfs/${await cidOf(echo)}`))
      expect(Buffer.from(await response.arrayBuffer()).equals(echo)).to.equal(true)
      expect(response.headers.get('cache-control')).to.contain('immutable')
      const { receipt } = decodeWire(receiptOf(await invoke()))
      const block = Buffer.concat([Buffer.of(0), encodeReceipt(receipt, domain)])
      const served = await fetch(url(`/ipfs/${rawCid(block)}`))
      expect(Buffer.from(await served.arrayBuffer()).equals(block)).to.equal(true)
      expect((await fetch(url(`/ipfs/${rawCid(Buffer.from('x'))}`))).status).to.equal(404)
    })

    it('takes what matches its CID, and nothing else', async () => {
      await start({ limits: { contentBytes: 1000 } })
      const bytes = Buffer.from('{"fuel":"5"}')
      const cid = await cidOf(bytes)
      const put = (body: Uint8Array) => fetch(url(`/ipfs/${cid}`), { method: 'PUT', body: body as BodyInit })
      const wrong = await put(Buffer.from('other'))
      expect(wrong.status).to.equal(400)
      expect((await errorOf(wrong)).message).to.contain(cid)
      expect((await put(new Uint8Array(1001))).status).to.equal(413)
      expect((await put(bytes)).status).to.equal(201)
      expect(await (await fetch(url(`/ipfs/${cid}`))).text()).to.equal(bytes.toString())
      expect((await fetch(url(`/ipfs/${cid}`), { method: 'DELETE' })).status).to.equal(405)
    })

    it('RCP-5 gives request, response and receipt to whoever names the sequence', async () => {
      await start()
      const response = await invoke('some bytes')
      const record = (await (await fetch(url('/v1/receipts/1'))).json()) as Record<string, string>
      expect(record.receipt).to.equal(receiptOf(response))
      expect(Buffer.from(record.response ?? '', 'base64').toString()).to.equal('some bytes')
      const request = { method: 'POST', target: '/p?q=1', contentType: 'text/plain', body: Buffer.from('some bytes') }
      expect(Buffer.from(record.request ?? '', 'base64').equals(encodeRequest(request))).to.equal(true)
      expect(record.transcript).to.equal('')
    })
  })

  describe('epochs', () => {
    it('EPO-4 the canary of a version with samples holds what came out of the one that was drawn', async () => {
      const samples = ['a', 'bb', 'ccc'].map((body) => ({ method: 'POST', target: '/', contentType: '', body }))
      const config = { env: { NAME: 'value' }, fuel: '5000', samples }
      await seed(folder.path, Buffer.from(JSON.stringify(config)))
      market.chain.publish(1n, 1, await versionOf(guest('echo'), config))
      await start({ pollMs: 100_000 })
      market.chain.ahead += 600
      await worker?.poll()
      const { leases } = (await (await fetch(url('/v1/epochs/1'))).json()) as { leases: Record<string, string>[] }
      const draws = canarySeed({ provider: 1, epoch: 1, previous: new Uint8Array(32) })
      const { body, ...rest } = samples[drawSample(draws, 3)] as (typeof samples)[number]
      // The echo answers with its body; its fuel is that of an ordinary call.
      const called = await invoke(body)
      const fuel = BigInt(called.headers.get('bourse-fuel') ?? 0)
      const bytes = Buffer.from(body)
      const sample = {
        requestHash: contentHash(encodeRequest({ ...rest, body: bytes })),
        responseHash: contentHash(bytes),
        fuel,
        status: 0,
      }
      const hex = (hash: Uint8Array) => `0x${Buffer.from(hash).toString('hex')}`
      expect(fuel > 0n).to.equal(true)
      expect(leases[0]?.canary).to.equal(hex(canary({ seed: draws, module: guest('echo'), sample })))
      for (const wrong of [{ fuel: fuel + 1n }, { status: 1 }, { responseHash: new Uint8Array(32) }]) {
        const other = canary({ seed: draws, module: guest('echo'), sample: { ...sample, ...wrong } })
        expect(hex(other)).to.not.equal(leases[0]?.canary)
      }
      expect(hex(canary({ seed: draws, module: guest('echo') }))).to.not.equal(leases[0]?.canary)
    })

    it('EPO-4 DEAL-8 after a restart amid promotions the canary is of the version at the epoch’s start', async () => {
      const modules = await Promise.all([1, 2].map(constant))
      await seed(folder.path, ...modules)
      for (const [i, module] of modules.entries()) market.chain.publish(1n, i + 2, await versionOf(module))
      await start({ pollMs: 100_000 })
      market.chain.point(1n, 2)
      await worker?.poll()
      await worker?.stop()
      for (const number of [3, 2, 3]) {
        market.chain.ahead += 20
        market.chain.point(1n, number)
      }
      await start({ pollMs: 100_000 })
      const draws = canarySeed({ provider: 1, epoch: 1, previous: new Uint8Array(32) })
      market.chain.ahead += 600
      await worker?.poll()
      const { leases } = (await (await fetch(url('/v1/epochs/1'))).json()) as { leases: Record<string, string>[] }
      expect(leases[0]?.canary).to.equal(toHex(canary({ seed: draws, module: guest('echo') })))
    })

    it('EPO-1 EPO-4 attests each epoch once, in order, with the root of what it did and the canary it drew', async () => {
      await start({ pollMs: 100_000 })
      await invoke('a')
      await invoke('b')
      market.chain.ahead += 600
      await worker?.poll()
      await invoke('c')
      market.chain.ahead += 600
      await worker?.poll()
      await worker?.poll()
      expect([...market.chain.attested.keys()]).to.deep.equal([1, 2])
      expect(new Set(market.chain.sent).size).to.equal(2)
      const epoch = (await (await fetch(url('/v1/epochs/1'))).json()) as {
        root: string
        leasesRoot: `0x${string}`
        mmrRoot: `0x${string}`
        headers: number
        leases: Record<string, string>[]
        attestations: object[]
      }
      expect(market.chain.attested.get(1)).to.equal(epoch.root)
      expect(epoch.leases).to.have.length(1)
      expect(epoch.leases[0]).to.deep.include({ lease: 256, count: '2', failures: '0' })
      expect(epoch.attestations).to.have.length(1)
      const { leasesRoot: root, mmrRoot, headers } = epoch
      const commitment = { epoch: 1, leasesRoot: root, mmrRoot, headers: BigInt(headers) }
      expect(`0x${Buffer.from(epochRoot(commitment)).toString('hex')}`).to.equal(epoch.root)
      const summary = epoch.leases[0] as Record<string, never>
      const [count, fuel, bytes, failures] = ['count', 'fuel', 'bytes', 'failures'].map((name) =>
        BigInt(summary[name] ?? 0),
      )
      const seed = canarySeed({ provider: 1, epoch: 1, previous: new Uint8Array(32) })
      const drawn = `0x${Buffer.from(canary({ seed, module: guest('echo') })).toString('hex')}`
      expect(summary.canary).to.equal(drawn)
      const leaf = { lease: 256, count, fuel, bytes, failures, canary: drawn } as Parameters<typeof leasesRoot>[0][0]
      expect(`0x${Buffer.from(leasesRoot([leaf])).toString('hex')}`).to.equal(root)
      const served = (await (await fetch(url('/v1/epochs/1/leaves/256'))).json()) as Record<string, never>
      expect(served.summary).to.include({ lease: 256, canary: drawn })
      expect(served.root).to.deep.include({ epoch: 1, leasesRoot: root, headers: String(headers) })
      const header = (await (await fetch(url('/v1/epochs/1/headers/1'))).json()) as Record<string, never>
      expect(header.batch).to.deep.include({ number: '1', epoch: 1, provider: 1 })
      for (const path of ['/v1/epochs/1/leaves/257', '/v1/epochs/9/leaves/256', '/v1/epochs/1/headers/99']) {
        expect((await fetch(url(path))).status, path).to.equal(404)
      }
      expect((await fetch(url('/v1/epochs/1/leaves/x'))).status).to.equal(400)
    })

    it('catches up with all epochs that can still be attested, and passes over those that cannot', async () => {
      market.chain.ahead = 6 * 600
      await start({ pollMs: 100_000 })
      await worker?.poll()
      expect([...market.chain.attested.keys()]).to.deep.equal([3, 4, 5, 6])
    })

    it('EPO-1 attests the same root after a crash between closing and sending', async () => {
      await start({ pollMs: 100_000 })
      await invoke()
      market.chain.send = () => Promise.reject(new Error('killed'))
      market.chain.ahead += 600
      worker?.poll().catch(() => undefined)
      const epochs = url('/v1/epochs/1')
      const closed = async () =>
        ((await (await fetch(epochs)).json()) as { attestations?: object[] }).attestations ?? []
      while ((await closed()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
      await invoke('late')
      await worker?.stop()
      Reflect.deleteProperty(market.chain, 'send')
      await start({ pollMs: 100_000 })
      await worker?.poll()
      await worker?.stop()
      const state = new StateStore(join(folder.path, 'state.db'), identity())
      expect(`0x${Buffer.from(state.epoch(1)?.root ?? []).toString('hex')}`).to.equal(market.chain.attested.get(1))
      expect(state.journal('attest:1')).to.have.length(1)
      state.close()
      worker = undefined
    })

    it('claims what is claimable and releases leases that are over', async () => {
      market.chain.lend({ id: 512, provider: 1, end: 2 })
      await start({ pollMs: 100_000 })
      market.chain.claimable = 5n
      market.chain.ahead += 8 * 600
      await worker?.poll()
      await worker?.poll()
      expect(market.chain.released).to.deep.equal([512])
      expect(market.chain.claimable).to.equal(0n)
      expect(market.chain.leases.get(256)?.released).to.equal(false)
    })
  })

  describe('start and stop', () => {
    const number = async () => Number(verify(await invoke(), 'hello').batch.number)

    it('goes on with the next numbers after a clean stop', async () => {
      await start()
      expect(await number()).to.equal(1)
      await worker?.stop()
      await start()
      expect(await number()).to.equal(2)
    })

    it('finishes what is on the way when it is stopped', async () => {
      await serve(await busy(30_000_000), { fuel: '1000000000' })
      await start()
      const running = invoke('x', 512)
      await new Promise((resolve) => setTimeout(resolve, 30))
      await worker?.stop()
      worker = undefined
      verify(await running, 'x', { lease: 512 })
      const reader = new LogReader(join(folder.path, 'receipts.db'))
      expect(reader.batchOf(1)).to.not.equal(undefined)
      reader.close()
    })

    it('refuses a folder that another worker uses, and a key that is no operator’s', async () => {
      await start()
      const second = await market.start().catch((error: Error) => error.name)
      expect(second).to.equal('StoreError')
      const stranger = await echoMarket(join(folder.path, 'other'), new ScriptedChain(BOURSE))
      expect(await stranger.start().catch((error: Error) => error.name)).to.equal('ConfigError')
    })

    it('RCP-3 refuses a store that is older than what was attested, and starts with --skip-batches', async () => {
      market.chain.attested.set(1, '0x00')
      expect(await market.start().catch((error: Error) => error.name)).to.equal('StoreError')
      await start({ skipBatches: 5000 })
      expect(await number()).to.equal(5001)
      await worker?.stop()
      await start()
      expect(await number()).to.equal(5002)
    })
  })

  const identity = () => `provider 1 of ${BOURSE} on chain 31337 since ${market.chain.market.genesis}`
})

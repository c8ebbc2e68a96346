import { contentHash, decodeWire } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Hex, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { at, EPOCH_LENGTH, GENESIS } from './support/chain.ts'
import { FUNCTION, OWNER, type TestMarket, testMarket, version } from './support/market.ts'
import type { Behaviour } from './support/worker.ts'

type ErrorBody = {
  error: { name: string; field?: string; allowed?: string; attempts?: { provider: number; reason: string }[] }
}

describe('gateway: invocations', () => {
  let market: TestMarket
  let asked = 0

  beforeEach(async () => {
    market = await testMarket({ limits: { attemptMs: 300, totalMs: 2_000, bodyBytes: 1_000 } })
  })

  afterEach(() => market.close())

  const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).error

  /** Calls until every provider was asked, so that each worker's behaviour is seen whatever the order. */
  async function calls(count: number) {
    const providers = new Map<string, number>()
    for (let i = 0; i < count; i++) {
      const response = await market.request(`/f/hello/${++asked}`)
      expect(response.status).to.equal(200)
      const provider = response.headers.get('bourse-provider') ?? ''
      providers.set(provider, (providers.get(provider) ?? 0) + 1)
    }
    return providers
  }

  it('passes method, path, query, body and content type on, and the verified answer with its receipt back', async () => {
    const response = await market.request('/f/hello/a%20b/c?x=1&y=%2F', {
      method: 'POST',
      body: 'ping',
      headers: { 'content-type': 'text/plain' },
    })
    const provider = response.headers.get('bourse-provider')
    expect(await response.text()).to.equal(`hello from ${provider}: POST /a%20b/c?x=1&y=%2F ping`)
    expect(response.status).to.equal(200)
    expect(response.headers.get('content-type')).to.equal('text/plain')
    expect(response.headers.get('bourse-fuel')).to.equal('1234')
    expect(response.headers.get('bourse-tier')).to.equal('attested')
    expect(response.headers.get('bourse-status')).to.equal('0')
    const { receipt } = decodeWire(response.headers.get('bourse-receipt') as string)
    expect(receipt.provider).to.equal(Number(provider))
    expect(receipt.lease).to.equal(Number(response.headers.get('bourse-lease')))
    expect(receipt.functionId).to.equal(FUNCTION)
  })

  it('finds a function by id, by name and by owner and name, with and without alias', async () => {
    for (const name of ['7', 'hello', `${OWNER}:hello`, `${OWNER.toLowerCase()}:hello`, 'hello@live', '7@live']) {
      expect((await market.request(`/f/${name}/`)).status, name).to.equal(200)
    }
    expect((await market.request('/f/hello')).status).to.equal(200)
  })

  it('spreads sequential requests over all providers', async () => {
    expect(await calls(30)).to.deep.equal(
      new Map([
        ['1', 10],
        ['2', 10],
        ['3', 10],
      ]),
    )
  })

  it('answers HEAD as GET, without the body', async () => {
    const response = await market.request('/f/hello/', { method: 'HEAD' })
    expect(response.status).to.equal(200)
    expect(response.headers.get('bourse-receipt')).to.be.a('string')
  })

  const stranger = privateKeyToAccount(generatePrivateKey())
  let replayed = ''
  const lies: Record<string, [Behaviour, string]> = {
    'no receipt': [{ wire: () => null }, 'ReceiptMissing'],
    'a receipt that is not one': [{ wire: () => 'AQ' }, 'ReceiptFormatError'],
    'a damaged signature': [{ wire: damaged }, 'ReceiptSignerError'],
    "a stranger's key": [{ signer: stranger }, 'ReceiptSignerError'],
    'another body than it signed': [{ body: () => Buffer.from('forged') }, 'ReceiptMismatchError'],
    'a receipt for another request': [{ wire: (own) => replay(own) }, 'ReceiptMismatchError'],
    'the receipt of another lease': [{ receipt: (r) => ({ ...r, lease: 259 }) }, 'ReceiptMismatchError'],
    "another function's receipt": [{ receipt: (r) => ({ ...r, functionId: 8n }) }, 'ReceiptMismatchError'],
    'another module': [{ receipt: (r) => ({ ...r, moduleHash: `0x${'cd'.repeat(32)}` }) }, 'ReceiptModule'],
    'another image': [{ receipt: (r) => ({ ...r, imageHash: `0x${'cd'.repeat(32)}` }) }, 'ReceiptImage'],
    'a version that is not promoted': [{ receipt: (r) => ({ ...r, version: 2 }) }, 'ReceiptVersion'],
    'a backdated receipt': [{ receipt: (r) => ({ ...r, epoch: 3 }) }, 'ReceiptEpochError'],
    'a receipt of the future': [{ receipt: (r) => ({ ...r, epoch: 6 }) }, 'ReceiptEpochError'],
  }

  /** Flips a bit in the signature's r. */
  function damaged(wire: string): string {
    const bytes = Buffer.from(wire, 'base64url')
    const place = 1 + 211 + 4 + 58 + 5
    bytes[place] = (bytes[place] as number) ^ 1
    return bytes.toString('base64url')
  }

  /** Answers every request with the receipt of the first. */
  function replay(own: string): string {
    replayed ||= own
    return replayed
  }

  for (const [what, [behaviour, reason]] of Object.entries(lies)) {
    it(`RCP-2 does not count an answer with ${what}`, async () => {
      replayed = ''
      market.workers[1].behaviour = behaviour
      // The replayer's first answer is honest.
      if (behaviour.wire === lies['a receipt for another request']?.[0].wire) await calls(3)
      const providers = await calls(9)
      expect(market.workers[1].requests).to.have.length.above(0)
      expect([...providers.keys()].sort()).to.deep.equal(['1', '3'])
      market.workers[0].behaviour = { refuse: 503 }
      market.workers[2].behaviour = { refuse: 503 }
      const error = await errorOf(await market.request('/f/hello/only-the-liar'))
      expect(error.name).to.equal('NoProviderAnswered')
      const attempt = error.attempts?.find((one) => one.provider === 2)
      const seen = attempt?.reason === 'ReceiptSignatureError' ? 'ReceiptSignerError' : attempt?.reason
      expect(seen).to.equal(reason)
    })
  }

  it('POP-3 counts an answer of a provable version only with its image hash, and says the tier', async () => {
    const image: Hex = `0x${'1e'.repeat(32)}`
    const alias = { type: 'AliasSet', functionId: FUNCTION, alias: 'live', number: 2, at: at(5) } as const
    market.chain.mine([version(2, image), alias], 5)
    await market.gateway.follower.poll()
    for (const worker of market.workers) worker.behaviour = { receipt: (r) => ({ ...r, version: 2 }) }
    const refused = await errorOf(await market.request('/f/hello/as-attested'))
    expect(refused.attempts?.map((one) => one.reason)).to.deep.equal(Array(3).fill('ReceiptImage'))
    market.sleep(61_000)
    for (const worker of market.workers) {
      worker.behaviour = { receipt: (r) => ({ ...r, version: 2, imageHash: image }) }
    }
    const response = await market.request('/f/hello/as-provable')
    expect(response.status).to.equal(200)
    expect(response.headers.get('bourse-tier')).to.equal('provable')
    const shown = (await (await market.request('/v1/functions/hello')).json()) as { aliases: { tier: string }[] }
    expect(shown.aliases.map(({ tier }) => tier)).to.deep.equal(['provable'])
  })

  it('RCP-2 accepts the epoch that just ended, and refuses it one epoch later', async () => {
    market.chain.mine([], 6)
    await market.gateway.follower.poll()
    expect((await market.request('/f/hello/')).status).to.equal(200)
    market.chain.mine([], 7)
    await market.gateway.follower.poll()
    const error = await errorOf(await market.request('/f/hello/'))
    expect(error.attempts?.map((one) => one.reason)).to.deep.equal(Array(3).fill('ReceiptEpochError'))
  })

  it('RCP-2 accepts the next epoch a few seconds early, when clocks may disagree, and no earlier', async () => {
    market.epoch = 6
    market.sleep((EPOCH_LENGTH / 2 - 6) * 1000)
    expect((await errorOf(await market.request('/f/hello/'))).attempts?.[0]?.reason).to.equal('ReceiptEpochError')
    market.sleep(2_000)
    expect((await market.request('/f/hello/')).status).to.equal(200)
  })

  it('looks at the chain again before it refuses an epoch that it has not seen begin', async () => {
    market.chain.mine([], 6)
    market.epoch = 6
    const response = await market.request('/f/hello/')
    expect(response.status).to.equal(200)
    expect(response.headers.get('bourse-attempts')).to.equal('1')
  })

  it('RCP-2 follows a key change from its epoch on, and keeps the old key for the epoch before', async () => {
    const [worker] = market.workers
    market.chain.mine([{ type: 'OperatorSet', provider: 1, operator: stranger.address, fromEpoch: 6 }], 6)
    market.workers[1].behaviour = { refuse: 503 }
    market.workers[2].behaviour = { refuse: 503 }
    await market.gateway.follower.poll()
    expect((await market.request('/f/hello/old-key-epoch-5')).status).to.equal(200)
    market.epoch = 6
    expect((await errorOf(await market.request('/f/hello/old-key'))).name).to.equal('NoProviderAnswered')
    worker.behaviour = { signer: stranger }
    expect((await market.request('/f/hello/new-key')).status).to.equal(200)
  })

  it('DEAL-8 accepts the version before a switch until the epoch of the switch is over, and the new one at once', async () => {
    market.chain.mine([version(2), { type: 'AliasSet', functionId: FUNCTION, alias: 'live', number: 2, at: at(5) }], 5)
    expect((await market.request('/f/hello/before-the-poll')).status).to.equal(200)
    await market.gateway.follower.poll()
    expect((await market.request('/f/hello/old-version')).status).to.equal(200)
    for (const worker of market.workers) worker.behaviour = { receipt: (r) => ({ ...r, version: 2 }) }
    expect((await market.request('/f/hello/new-version')).status).to.equal(200)
    for (const worker of market.workers) worker.behaviour = {}
    market.chain.mine([], 6)
    market.epoch = 6
    await market.gateway.follower.poll()
    const error = await errorOf(await market.request('/f/hello/old-version-next-epoch'))
    expect(error.attempts?.[0]?.reason).to.equal('ReceiptVersion')
  })

  const failures: Behaviour[] = [
    { reset: true },
    { stall: true },
    ...[404, 425, 429, 500, 503].map((refuse) => ({ refuse })),
  ]
  for (const behaviour of failures) {
    it(`asks another provider after ${JSON.stringify(behaviour)}`, async () => {
      market.workers[0].behaviour = behaviour
      const providers = await calls(6)
      expect(providers.has('1')).to.equal(false)
      expect(market.workers[0].requests).to.have.length.above(0)
    })
  }

  it('DEAL-8 accepts the version before a switch for 30 s, into the next epoch, while providers prepare', async () => {
    const end = GENESIS + 5 * EPOCH_LENGTH
    const alias = { type: 'AliasSet', functionId: FUNCTION, alias: 'live', number: 2, at: end - 10 } as const
    market.chain.mine([version(2), alias], 5)
    await market.gateway.follower.poll()
    market.epoch = 6
    market.sleep((EPOCH_LENGTH / 2 + 15) * 1000)
    expect((await market.request('/f/hello/15-s-into-the-epoch')).status).to.equal(200)
    market.sleep(10_000)
    const error = await errorOf(await market.request('/f/hello/25-s-into-the-epoch'))
    expect(error.attempts?.[0]?.reason).to.equal('ReceiptVersion')
  })

  it('finds what was put on chain a moment ago, without asking the chain for every unknown name', async () => {
    market.sleep(1_000)
    market.chain.mine([{ type: 'FunctionRegistered', functionId: 8n, owner: OWNER, name: 'new' }])
    expect((await errorOf(await market.request('/f/new/'))).name).to.equal('AliasNotFound')
    const asked = market.chain.asked.length
    for (let i = 0; i < 5; i++) {
      market.chain.mine()
      expect((await errorOf(await market.request(`/f/unknown-${i}/`))).name).to.equal('FunctionNotFound')
    }
    expect(market.chain.asked).to.have.length(asked)
  })

  it('asks another provider when one is gone', async () => {
    await market.workers[0].close()
    expect((await calls(6)).has('1')).to.equal(false)
    const functions = await (await market.request('/v1/functions/hello')).text()
    expect(functions).to.include('ECONNREFUSED')
  })

  it('opens the circuit of a provider that failed three times, and tries it again after a pause', async () => {
    market.workers[0].behaviour = { refuse: 503 }
    await calls(30)
    expect(market.workers[0].requests).to.have.length(3)
    market.workers[0].behaviour = {}
    market.sleep(1_001)
    await calls(30)
    expect(market.workers[0].requests).to.have.length.above(8)
  })

  it('returns a failed execution that has a receipt as its result, from one provider', async () => {
    for (const worker of market.workers) worker.behaviour = { receipt: (r) => ({ ...r, status: 1 }) }
    const response = await market.request('/f/hello/')
    expect(response.status).to.equal(500)
    expect(response.headers.get('bourse-status')).to.equal('1')
    expect(await response.text()).to.match(/^hello from /)
    expect(market.workers.flatMap((worker) => worker.requests)).to.have.length(1)
  })

  it('replaces the unsigned explanation of a failure without output by its own', async () => {
    const responseHash = toHex(contentHash(new Uint8Array()))
    for (const worker of market.workers) worker.behaviour = { receipt: (r) => ({ ...r, status: 3, responseHash }) }
    const response = await market.request('/f/hello/')
    expect(response.status).to.equal(500)
    expect(await errorOf(response)).to.deep.equal({
      name: 'FunctionFailed',
      message: 'the function ran out of fuel',
      status: 3,
    })
  })

  it('says 404 for an unknown function and alias, and lists what there is', async () => {
    const unknown = await market.request('/f/nobody/')
    expect(unknown.status).to.equal(404)
    expect(await errorOf(unknown)).to.include({ name: 'FunctionNotFound', field: 'function', value: 'nobody' })
    const alias = await market.request('/f/hello@canary/')
    expect(alias.status).to.equal(404)
    expect(await errorOf(alias)).to.include({ name: 'AliasNotFound', value: 'canary', allowed: 'live' })
  })

  it('says 400 for a target that cannot be one, 413 for a body above the limit, 503 without leases', async () => {
    expect((await errorOf(await market.request('/f/%ff/'))).name).to.equal('BadTarget')
    expect((await errorOf(await market.request(`/f/hello@${'x'.repeat(25)}/`))).field).to.equal('alias')
    const large = await market.request('/f/hello/', { method: 'POST', body: 'x'.repeat(1_001) })
    expect(large.status).to.equal(413)
    expect(await errorOf(large)).to.include({ name: 'BodyTooLarge', field: 'body', allowed: 'at most 1000 bytes' })
    market.chain.mine([256, 257, 258].map((lease) => ({ type: 'LeaseCut', lease, end: 5 })))
    await market.gateway.follower.poll()
    const none = await market.request('/f/hello/')
    expect(none.status).to.equal(503)
    expect((await errorOf(none)).name).to.equal('NoLiveLease')
  })

  it('DEAL-5 goes on with leases that were extended, past the end that they had', async () => {
    market.chain.mine([256, 257].map((lease) => ({ type: 'LeaseCut', lease, end: 5 })))
    market.chain.mine([{ type: 'LeaseCut', lease: 258, end: 5 }])
    market.chain.mine([{ type: 'LeaseExtended', lease: 257, end: 60 }])
    await market.gateway.follower.poll()
    expect([...(await calls(3)).keys()]).to.deep.equal(['2'])
  })

  it('counts a body without content-length while it is read', async () => {
    const stream = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(600))
      },
    })
    const response = await market.request('/f/hello/', { method: 'POST', body: stream, duplex: 'half' } as RequestInit)
    expect(response.status).to.equal(413)
  })

  it('says 504 when nobody answers in time', async () => {
    await market.close()
    market = await testMarket({ limits: { attemptMs: 5_000, totalMs: 200 } })
    for (const worker of market.workers) worker.behaviour = { stall: true }
    const response = await market.request('/f/hello/')
    expect(response.status).to.equal(504)
    expect((await errorOf(response)).name).to.equal('DeadlineExceeded')
  })

  it('serves from what it knows while the chain is down, and catches up when it is back', async () => {
    market.chain.down = true
    const failure = await market.gateway.follower.poll().catch((error: Error) => error.message)
    expect(failure).to.equal('connect ECONNREFUSED')
    expect((await market.request('/f/hello/')).status).to.equal(200)
    const health = await (await market.request('/healthz')).json()
    expect(health).to.deep.include({ ok: true }).and.to.have.nested.property('chain.reachable', false)
    market.chain.mine([{ type: 'LeaseCut', lease: 256, end: 5 }])
    market.chain.down = false
    await market.gateway.follower.poll()
    expect([...(await calls(6)).keys()].sort()).to.deep.equal(['2', '3'])
  })

  it('shows leases and how their providers do', async () => {
    market.workers[2].behaviour = { wire: () => null }
    await calls(3)
    const response = await market.request('/v1/functions/hello')
    const body = (await response.json()) as {
      aliases: { version: number; leases: { provider: number; health: { lies: number; circuit: string } }[] }[]
    }
    expect(body).to.include({ id: '7', name: 'hello', owner: OWNER, epoch: 5 })
    expect(body.aliases[0]?.version).to.equal(1)
    const shown = body.aliases[0]?.leases.map(({ provider, health }) => [provider, health.lies, health.circuit])
    expect(shown).to.deep.equal([
      [1, 0, 'closed'],
      [2, 0, 'closed'],
      [3, 1, 'open'],
    ])
  })
})

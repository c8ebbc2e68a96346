// The whole life of a function, through the real binary, against a real chain, real workers and a real gateway.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeWire, encodeWireHeader } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import {
  accountKey,
  BOURSE,
  type BourseResult,
  bourse,
  type Chain,
  deployTestMarket,
  freePort,
  freePorts,
  killAll,
  NODE,
  type RunningProcess,
  start,
  startChain,
  startGateway,
  startLiar,
  type TestDeployment,
  until,
} from './support/index.ts'

const EPOCH = 5
const DEVELOPER = accountKey(1)
const PROVIDERS = [accountKey(2), accountKey(3)]
const USDC = 1_000_000n

// biome-ignore lint/suspicious/noExplicitAny: the shape is what these tests check
type Json = Record<string, any>

describe('bourse, from init to cancel', function () {
  this.timeout(180_000)
  let folder: string
  let chain: Chain
  let market: TestDeployment
  let gateway: { url: string; process: RunningProcess }
  let ports: number[]
  let project: string
  const workers: RunningProcess[] = []
  const receipts: string[] = []

  const environment = (key: string | undefined) => ({
    BOURSE_RPC_URL: chain.url,
    BOURSE_DEPLOYMENT: market.path,
    BOURSE_GATEWAY: gateway.url,
    BOURSE_PRIVATE_KEY: key,
  })

  /** Runs a command for a key and returns its JSON; it must end with 0. */
  async function ok(key: string, cwd: string, ...args: string[]): Promise<Json> {
    const result = await bourse([...args, '--json'], { cwd, env: environment(key) })
    expect(result.code, `${args.join(' ')}\n${result.stderr}${result.stdout}`).to.equal(0)
    return result.json()
  }

  async function fails(code: number, key: string | undefined, cwd: string, ...args: string[]): Promise<Json> {
    const result = await bourse([...args, '--json'], { cwd, env: environment(key) })
    expect(result.code, `${args.join(' ')}\n${result.stderr}${result.stdout}`).to.equal(code)
    return result.json<{ error: Json }>().error
  }

  const developer = (...args: string[]) => ok(DEVELOPER, project, ...args)
  const providerFolder = (index: number) => join(folder, `provider-${index}`)

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-e2e-'))
    project = join(folder, 'greeter')
    chain = await startChain()
    market = await deployTestMarket(chain, folder, { epochLength: EPOCH, grace: 2, window: 2, baseStake: 10_000_000 })
    for (const key of [DEVELOPER, ...PROVIDERS]) await market.mint(key, 1_000n * USDC)
    gateway = await startGateway({ rpc: chain.url, deployment: market.path, folder: join(folder, 'gateway') })
    ports = await freePorts(2)
    for (const index of [0, 1]) await bourse(['init', providerFolder(index), '--name', 'x'])
  })

  after(async () => {
    await killAll()
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return
    for (const { name, lines } of [gateway.process, ...workers])
      console.log(`--- ${name}\n${lines.slice(-15).join('\n')}`)
  })

  it('init writes a project with a prebuilt module', async () => {
    const result = await bourse(['init', 'greeter', '--template', 'assemblyscript', '--json'], { cwd: folder })
    expect(result.code).to.equal(0)
    expect(result.json()).to.deep.include({ name: 'greeter', template: 'assemblyscript' })
    expect(readFileSync(join(project, 'bourse.yaml'), 'utf8')).to.match(/^name: greeter$/m)
  })

  it('deploy names the reason and advises while nobody offers, and changes nothing', async () => {
    const error = await fails(6, DEVELOPER, project, 'deploy')
    expect(error.name).to.equal('Unmatched')
    expect(error.unfilled[0]).to.include({ instances: 1, reason: 'NoOffer' })
    const missing = await fails(2, DEVELOPER, project, 'status')
    expect(missing.name).to.equal('FunctionNotFound')
  })

  it('provider register locks the stake, makes keys and a worker config', async () => {
    for (const [index, key] of PROVIDERS.entries()) {
      const endpoint = `http://127.0.0.1:${ports[index]}`
      const data = await ok(key, providerFolder(index), 'provider', 'register', '--endpoint', endpoint, '--gas', '1')
      expect(data).to.include({
        provider: index + 1,
        endpoint,
        stake: '10000000',
        operatorBalance: '1000000000000000000',
      })
      expect(data.created).to.have.length(3)
    }
    const again = await fails(
      2,
      PROVIDERS[0],
      providerFolder(0),
      'provider',
      'register',
      '--endpoint',
      'http://127.0.0.1:1',
    )
    expect(again.message).to.include('provider 1')
  })

  it('provider offer posts units, the market lists them by price', async () => {
    const terms = ['--units', '4', '--duration', '2000 epochs', '--features', 'log']
    await ok(
      PROVIDERS[0] as string,
      providerFolder(0),
      'provider',
      'offer',
      '--price',
      '0.00012',
      '--region',
      'eu-west',
      ...terms,
    )
    await ok(
      PROVIDERS[1] as string,
      providerFolder(1),
      'provider',
      'offer',
      '--price',
      '0.0001',
      '--region',
      'us-east',
      ...terms,
    )
    const list = await developer('market', 'list')
    expect(list.offers.map((one: Json) => [one.provider, one.region, one.price])).to.deep.equal([
      [2, 'us-east', 100],
      [1, 'eu-west', 120],
    ])
    expect(list.providers.map((one: Json) => one.endpoint)).to.deep.equal(
      ports.map((port) => `http://127.0.0.1:${port}`),
    )
  })

  it('provider start runs the worker', async () => {
    for (const index of [0, 1]) {
      const process = await start({
        name: `provider ${index + 1}`,
        command: NODE,
        args: [BOURSE, 'provider', 'start'],
        cwd: providerFolder(index),
        ready: /"ready"/,
      })
      workers.push(process)
      expect((await fetch(`http://127.0.0.1:${ports[index]}/healthz`)).status).to.equal(200)
    }
  })

  it('fund deposits with a permit, withdraw takes out', async () => {
    const funded = await developer('fund', '5')
    expect(funded).to.include({ amount: '5000000', balance: '5000000', wallet: '995000000' })
    const withdrawn = await developer('withdraw', '1.5')
    expect(withdrawn).to.include({ amount: '1500000', balance: '3500000', wallet: '996500000' })
  })

  it('DEAL-2 deploy explains what stays unmatched, and deploys the rest', async () => {
    const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8')
    const edited = plan.replace('instances: 1', 'instances: 3').replace(/^duration: .*$/m, 'duration: 1000 epochs')
    writeFileSync(join(project, 'bourse.yaml'), edited.replace(/^maxPrice: .*$/m, 'maxPrice: 0.00015 USDC'))
    const dry = await developer('deploy', '--dry-run')
    expect(dry).to.deep.include({ dryRun: true, deal: null })
    expect(dry.unfilled.map((one: Json) => [one.instances, one.reason])).to.deep.equal([[1, 'Spread']])
    const data = await developer('deploy')
    expect(data.function).to.include({ id: '1', name: 'greeter', created: true })
    expect(data.version).to.include({ number: 1, created: true, abi: 'handler', tier: 'attested' })
    expect(data.deal.leases.map((one: Json) => one.provider).sort()).to.deep.equal([1, 2])
    expect(data.unfilled[0].advice).to.include('perProvider')
    expect(data.ready).to.equal(2)
  })

  it('invoke answers, from both providers', async () => {
    const providers = new Set<number>()
    for (let i = 0; i < 6; i++) {
      const data = await developer('invoke', 'greeter', '/', '-d', `Ada ${i}`)
      expect(JSON.parse(data.body)).to.deep.equal({ greeting: `Hello, Ada ${i}!` })
      expect(data).to.include({ status: 200, executionStatus: 0, version: 1 })
      providers.add(data.provider)
      receipts.push(data.receipt)
    }
    expect([...providers].sort()).to.deep.equal([1, 2])
    const plain = await bourse(['invoke', 'greeter', '-d', 'you'], { cwd: project, env: environment(DEVELOPER) })
    expect(plain.stdout).to.equal('{"greeting":"Hello, you!"}\n')
    expect(plain.stderr).to.match(/provider [12], lease/)
  })

  it('RCP-4 verify re-executes receipts: as text, as a file, by sequence', async () => {
    for (const receipt of receipts.slice(0, 2)) {
      const data = await developer('verify', receipt)
      expect(data.verified).to.equal(true)
      expect(data.checks.map((one: Json) => one.field)).to.include.members(['response', 'fuel', 'status', 'module'])
    }
    writeFileSync(join(project, 'call.json'), JSON.stringify({ receipt: receipts[0] }))
    expect((await developer('verify', 'call.json')).verified).to.equal(true)
    expect((await developer('verify', `1@http://127.0.0.1:${ports[0]}`)).verified).to.equal(true)
  })

  it('RCP-4 verify ends with 1 and shows both values when a receipt was changed', async () => {
    const signed = decodeWire(receipts[0] as string)
    const forged = encodeWireHeader({ ...signed, receipt: { ...signed.receipt, fuel: signed.receipt.fuel + 1n } })
    const result = await bourse(['verify', forged, '--json'], { cwd: project, env: environment(undefined) })
    expect(result.code, result.stderr).to.equal(1)
    const data = result.json<Json>()
    expect(data.verified).to.equal(false)
    expect(data.checks[0]).to.deep.include({ field: 'signature', same: false })
  })

  it('RCP-4 verify ends with 1 and shows both values when an operator signed what the module does not do', async () => {
    const { receipt: honest } = decodeWire(receipts[0] as string)
    const port = await freePort()
    const key = accountKey(15)
    const keyFile = join(folder, 'liar.key')
    writeFileSync(keyFile, key)
    const files = ['--operator-key-file', keyFile, '--encryption-key-file', join(folder, 'liar.pem')]
    await market.mint(key, 10n * USDC)
    const args = ['provider', 'register', '--endpoint', `http://127.0.0.1:${port}`, ...files]
    const { provider } = await ok(key, folder, ...args)
    const liar = await startLiar(port, key, market.deployment)
    try {
      const epoch = (await market.bourse.getCurrentEpoch()) + 1
      const facts = { ...honest, provider, epoch }
      const truth = '{"greeting":"Hello, Ada 0!"}\n'
      const claims: [wire: string, wrong: string[]][] = [
        [await liar.claim('Ada 0', truth, facts), []],
        [await liar.claim('Ada 0', truth, { ...facts, fuel: facts.fuel + 1n }), ['fuel']],
        [await liar.claim('Ada 0', '{"greeting":"Pay me!"}\n', facts), ['response']],
        [await liar.claim('Ada 0', '', { ...facts, status: 2 }), ['status', 'response']],
        [await liar.claim('Ada 0', truth, { ...facts, moduleHash: `0x${'ab'.repeat(32)}` }), ['module']],
        [
          await liar.claim('Ada 0', truth, { ...facts, imageHash: `0x${'1e'.repeat(32)}` }),
          ['registered image', 'image'],
        ],
      ]
      for (const [wire, wrong] of claims) {
        const result = await bourse(['verify', wire, '--json'], { cwd: project, env: environment(undefined) })
        expect(result.code, result.stderr + result.stdout).to.equal(wrong.length === 0 ? 0 : 1)
        const bad = result.json<Json>().checks.filter((one: Json) => !one.same)
        expect(bad.map((one: Json) => one.field)).to.deep.equal(wrong)
        for (const one of bad) expect(one.actual).to.not.equal(one.receipt)
      }
    } finally {
      await liar.close()
    }
  })

  it('deploy again changes nothing; a new version goes to the same deal', async () => {
    const same = await developer('deploy')
    expect(same.version).to.include({ number: 1, created: false })
    expect(same.deal).to.include({ id: 1, reused: true })
    const path = join(project, 'bourse.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('application/json', 'text/plain'))
    const data = await developer('deploy')
    expect(data.version).to.include({ number: 2, created: true })
    expect(data.deal).to.include({ id: 1, reused: true })
    expect(data).to.deep.include({ cost: '0', differs: [] })
    writeFileSync(path, readFileSync(path, 'utf8').replace('instances: 3', 'instances: 2'))
    expect((await developer('deploy')).differs).to.deep.equal(['instances'])
    await until('version 2 answers', async () => {
      const { version, contentType } = await developer('invoke', '-d', 'two')
      return version === 2 && contentType === 'text/plain'
    })
  })

  it('versions, rollback and promote', async () => {
    const versions = await developer('versions')
    expect(versions.versions.map((one: Json) => [one.number, one.aliases])).to.deep.equal([
      [2, ['live']],
      [1, []],
    ])
    expect(await developer('rollback')).to.include({ alias: 'live', version: 1, previous: 2, changed: true })
    await until('version 1 answers', async () => (await developer('invoke', '-d', 'one')).version === 1)
    expect(await developer('promote')).to.include({ version: 2, changed: true })
    expect(await developer('promote', '2')).to.include({ version: 2, changed: false })
    const unknown = await fails(2, DEVELOPER, project, 'promote', '3')
    expect(unknown).to.include({ field: 'version', allowed: '1 to 2' })
  })

  it('an alias that nobody hosts is told apart from one that is', async () => {
    const error = await fails(2, DEVELOPER, project, 'invoke', 'greeter@canary')
    expect(error).to.include({ name: 'AliasNotFound', allowed: 'live' })
  })

  it('keeps answering when a worker is killed with -9, and when it is back', async () => {
    await workers[1]?.kill()
    for (let i = 0; i < 5; i++) expect((await developer('invoke', '-d', `${i}`)).provider).to.equal(1)
    workers[1] = await start({
      name: 'provider 2',
      command: NODE,
      args: [BOURSE, 'provider', 'start'],
      cwd: providerFolder(1),
      ready: /"ready"/,
    })
    await until('provider 2 answers again', async () => (await developer('invoke', '-d', 'back')).provider === 2)
  })

  it('status shows deal, leases and health', async () => {
    const status = await developer('status')
    const [deal] = status.deals
    expect(deal).to.include({ deal: 1, alias: 'live', unfilled: 1 })
    expect(deal.leases.map((one: Json) => one.provider)).to.have.members([1, 2])
    expect(deal.leases[0].health).to.include({ circuit: 'closed' })
    expect(Number(deal.reserve)).to.be.above(0)
  })

  it('providers attest, earn and claim', async () => {
    const earning = await until(
      'claimable earnings',
      async () => {
        const data = await ok(PROVIDERS[0] as string, project, 'provider', 'earnings')
        return BigInt(data.earned) > 0n && data.attested > 0 && data
      },
      60_000,
    )
    expect(earning).to.include({ provider: 1, rate: '120' })
    await ok(PROVIDERS[0] as string, project, 'provider', 'claim')
    await until(
      'claimed earnings',
      async () => BigInt((await ok(PROVIDERS[0] as string, project, 'provider', 'earnings')).claimed) > 0n,
      60_000,
    )
  })

  it('cancel ends the deal and returns what is left', async () => {
    const data = await developer('cancel')
    expect(data.deal).to.equal(1)
    expect(BigInt(data.returned) > 0n).to.equal(true)
    const again = await fails(2, DEVELOPER, project, 'cancel', '1')
    expect(again).to.include({ field: 'deal', value: '1' })
    const status = await developer('status')
    expect(status.deals).to.deep.equal([])
    await until('nobody serves it any more', async () => {
      const result = await bourse(['invoke', '--json'], { cwd: project, env: environment(DEVELOPER) })
      return result.code === 3 && result.json<Json>().error.name === 'NoLiveLease'
    })
  })

  describe('bad input', () => {
    const cases: [what: string, code: number, args: string[], error: Json][] = [
      [
        'a function that is not there',
        2,
        ['status', '--function', 'nobody'],
        { name: 'FunctionNotFound', value: 'nobody' },
      ],
      ["another's deal", 2, ['cancel', '99'], { field: 'deal' }],
      ['more than the wallet has', 4, ['fund', '1000000'], { name: 'InsufficientFunds' }],
      ['more than the escrow has', 4, ['withdraw', '1000000'], { name: 'InsufficientFunds' }],
      ['an address that is none', 2, ['withdraw', '1', '--to', '0x1'], { field: 'to' }],
      ['a region that is none', 2, ['market', 'list', '--region', 'atlantis'], { field: 'region' }],
      ['a receipt that is none', 2, ['verify', 'AQ'], { name: 'ReceiptFormatError' }],
      ['a provider that is none', 2, ['provider', 'earnings', '77'], { field: 'provider' }],
      [
        'a gateway that is not there',
        3,
        ['invoke', 'greeter', '--gateway', 'http://127.0.0.1:2'],
        { name: 'Unreachable' },
      ],
      ['a chain that is not there', 3, ['status', '--rpc-url', 'http://127.0.0.1:2'], { name: 'ChainUnreachable' }],
      ['an oversized body', 2, ['invoke', 'greeter', '-d', '@big'], { name: 'BodyTooLarge', field: 'body' }],
    ]

    before(() => writeFileSync(join(project, 'big'), Buffer.alloc(7 * 2 ** 20)))

    for (const [what, code, args, error] of cases) {
      it(`says what is wrong with ${what}`, async () => {
        expect(await fails(code, DEVELOPER, project, ...args)).to.include(error)
      })
    }

    it('refuses a plan for which there is too little money, before anything is changed', async () => {
      const poor = accountKey(9)
      const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8')
      writeFileSync(join(project, 'poor.yaml'), plan.replace('name: greeter', 'name: poor'))
      const error = await fails(4, poor, project, 'deploy', '--config', 'poor.yaml')
      expect(error.name).to.equal('InsufficientFunds')
      expect((await fails(2, poor, project, 'status', '--function', 'poor')).name).to.equal('FunctionNotFound')
    })

    it('changes nothing when the gateway that a deploy uploads to is not there', async () => {
      const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8')
      writeFileSync(join(project, 'alone.yaml'), plan.replace('name: greeter', 'name: alone'))
      const { balance, wallet } = await developer('withdraw', '0.000001')
      const args = ['deploy', '--config', 'alone.yaml', '--gateway', 'http://127.0.0.1:2']
      expect((await fails(3, DEVELOPER, project, ...args)).name).to.equal('Unreachable')
      expect((await fails(2, DEVELOPER, project, 'versions', '--function', 'alone')).name).to.equal('FunctionNotFound')
      const after = await developer('withdraw', '0.000001')
      expect([BigInt(after.balance), BigInt(after.wallet)]).to.deep.equal([BigInt(balance) - 1n, BigInt(wallet) + 1n])
    })

    it("refuses to switch another's alias", async () => {
      const owner = (await developer('status')).function.owner
      const error = await fails(5, PROVIDERS[0], folder, 'promote', '1', '--function', `${owner}:greeter`)
      expect(error).to.include({ name: 'ContractRevertError', errorName: 'NotOwner' })
    })

    it('says that gas is what an account lacks', async () => {
      const key = `0x${'77'.repeat(32)}` as const
      await market.mint(key, USDC)
      expect((await fails(4, key, project, 'fund', '1')).name).to.equal('InsufficientGasError')
    })

    it('refuses an operator key that belongs to nobody', async () => {
      const port = await freePort()
      const path = join(folder, 'nobody.yaml')
      writeFileSync(path, `rpc: ${chain.url}\ndeployment: ${market.path}\nlisten: 127.0.0.1:${port}\n`)
      const env = { ...environment(undefined), BOURSE_OPERATOR_KEY: accountKey(8) }
      const result: BourseResult = await bourse(['provider', 'start', '--config', path], { cwd: folder, env })
      expect(result.code).to.equal(2)
      expect(result.stderr).to.include('operator key')
    })
  })

  describe('at the end', () => {
    it('provider start ends with 0 when it is told to', async () => {
      for (const worker of workers) expect(await worker.stop()).to.equal(0)
    })
  })
})

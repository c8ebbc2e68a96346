// A provable version through real processes: deployed, hosted, invoked, verified; and refused where it is registered wrongly.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeWire, MOST_PROVABLE } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { privateKeyToAccount } from 'viem/accounts'
import {
  accountKey,
  bourse,
  type Chain,
  deployTestMarket,
  killAll,
  ROOT,
  type RunningProcess,
  startChain,
  startGateway,
  startProvider,
  type TestDeployment,
  type TestProvider,
  until,
} from './support/index.ts'

const DEVELOPER = accountKey(1)
const WRONG = `0x${'1e'.repeat(32)}` as const
const DOCUMENT = '# Proofs\n\n| step | ok |\n|---|---|\n| 1 | *yes* |\n'

// biome-ignore lint/suspicious/noExplicitAny: the shape is what these tests check
type Json = Record<string, any>

describe('a provable version, from bourse.yaml to its receipts', function () {
  this.timeout(300_000)
  let folder: string
  let project: string
  let chain: Chain
  let market: TestDeployment
  let gateway: { url: string; process: RunningProcess }
  let provider: TestProvider
  let deployed: Json
  let receipt: string

  const environment = () => ({
    BOURSE_RPC_URL: chain.url,
    BOURSE_DEPLOYMENT: market.path,
    BOURSE_GATEWAY: gateway.url,
    BOURSE_PRIVATE_KEY: DEVELOPER,
  })

  /** Runs a command and returns its JSON; it must end with `code`. */
  async function developer(args: string[], code = 0): Promise<Json> {
    const result = await bourse([...args, '--json'], { cwd: project, env: environment() })
    expect(result.code, `${args.join(' ')}\n${result.stderr}${result.stdout}`).to.equal(code)
    return result.json()
  }

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-provable-'))
    project = join(folder, 'markdown')
    mkdirSync(project)
    for (const name of ['bourse.yaml', 'module.wasm']) {
      cpSync(join(ROOT, 'examples/markdown', name), join(project, name))
    }
    chain = await startChain()
    market = await deployTestMarket(chain, folder, { epochLength: 5, baseStake: 1_000_000 })
    for (const index of [1, 2]) await market.mint(accountKey(index), 1_000_000_000n)
    const namespace = privateKeyToAccount(DEVELOPER).address
    gateway = await startGateway({
      rpc: chain.url,
      deployment: market.path,
      folder: join(folder, 'gateway'),
      namespace,
    })
    provider = await startProvider(chain, market, {
      key: accountKey(2),
      operatorKey: accountKey(12),
      folder: join(folder, 'provider'),
    })
    const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8')
    expect(plan).to.match(/^provable: true$/m)
    const edited = plan.replace(/^instances: .*$/m, 'instances: 1').replace(/^perProvider: .*$/m, 'perProvider: 1')
    const priced = edited.replace(/^duration: .*$/m, 'duration: 3000 epochs')
    writeFileSync(join(project, 'bourse.yaml'), priced.replace(/^maxPrice: .*$/m, 'maxPrice: 0.001 USDC'))
  })

  after(async () => {
    await killAll()
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return
    for (const { name, lines } of [gateway.process, provider.process]) {
      console.log(`--- ${name}\n${lines.slice(-15).join('\n')}`)
    }
  })

  it('POP-3 deploy computes the image hash and publishes it; the provider computes the same, and hosts it', async () => {
    deployed = await developer(['deploy', '--ready-timeout', '200'])
    expect(deployed.version).to.include({ number: 1, tier: 'provable' })
    expect(deployed.ready).to.equal(1)
    const { imageHash } = await market.bourse.getVersion({ functionId: 1n, version: 1 })
    expect(imageHash)
      .to.equal(deployed.version.imageHash)
      .and.not.match(/^0x0+$/)
    const { versions } = await developer(['versions'])
    expect(versions[0]).to.include({ tier: 'provable', imageHash })
    const { aliases } = await developer(['status'])
    expect(aliases[0]).to.include({ alias: 'live', tier: 'provable' })
  })

  it('POP-3 POP-4 an answer through the gateway has a receipt that binds image, request and response', async () => {
    const answer = await developer(['invoke', '-d', DOCUMENT])
    expect(answer).to.include({ status: 200, executionStatus: 0, tier: 'provable' })
    expect(answer.body).to.contain('<h1>Proofs</h1>')
    receipt = answer.receipt
    expect(decodeWire(receipt).receipt.imageHash).to.equal(deployed.version.imageHash)
    const plain = await fetch(`${gateway.url}/f/markdown/`, { method: 'POST', body: DOCUMENT })
    expect(plain.headers.get('bourse-tier')).to.equal('provable')
  })

  it('POP-3 RCP-4 verify computes the image again and re-executes by the tier', async () => {
    const { verified, checks, tier } = await developer(['verify', receipt])
    expect({ verified, tier }).to.deep.equal({ verified: true, tier: 'provable' })
    const fields = ['module', 'registered image', 'image', 'recorded request', 'status', 'fuel', 'response']
    expect(checks.map((one: Json) => one.field)).to.include.members(fields)
  })

  it('POP-4 a request that no contract could be shown is answered 413, one that fits is not', async () => {
    const call = (bytes: number) =>
      fetch(`${gateway.url}/f/markdown/`, { method: 'POST', body: 'x'.repeat(bytes) }).then(async (answer) => {
        return { status: answer.status, text: await answer.text() }
      })
    const tooLarge = await call(MOST_PROVABLE)
    expect(tooLarge.status).to.equal(413)
    expect(tooLarge.text).to.contain(`takes at most ${MOST_PROVABLE}`)
    expect((await call(MOST_PROVABLE - 1_024)).status).to.equal(200)
  })

  it('POP-3 a version that is registered with another image is refused, in log, status and answer, until it is put right', async () => {
    const own = market.as(DEVELOPER)
    const { publishedAt: _, ...version } = await market.bourse.getVersion({ functionId: 1n, version: 1 })
    await own.publishVersion.andWait({ functionId: 1n, version: { ...version, imageHash: WRONG } })
    await own.setAlias.andWait({ functionId: 1n, alias: 'live', version: 2 })
    const hashes = new RegExp(`${WRONG}.*${deployed.version.imageHash}`)
    await provider.process.waitForLine(new RegExp(`${hashes.source}.*version\\.refused`), 120_000)
    const reason = await until(
      'the status shows the refusal',
      async () => {
        const { leases } = (await (await fetch(`${provider.url}/v1/status`)).json()) as { leases: Json[] }
        return leases[0]?.version === 2 && !leases[0].ready && (leases[0].reason as string)
      },
      60_000,
    )
    expect(reason).to.match(hashes)
    const error = (await developer(['invoke', '-d', DOCUMENT], 3)).error as Json
    expect(error).to.include({ name: 'NoProviderAnswered' })
    expect(error.advice.join()).to.match(hashes)
    const again = await developer(['deploy', '--ready-timeout', '200'])
    expect(again.version).to.include({ number: 3, created: true, imageHash: deployed.version.imageHash })
    await until('version 3 answers', async () => {
      const result = await bourse(['invoke', '-d', DOCUMENT, '--json'], { cwd: project, env: environment() })
      return result.code === 0 && result.json<Json>().version === 3
    })
    const refusals = provider.process.lines.filter((line) => line.includes('version.refused'))
    expect(refusals).to.have.length(1)
  })

  it('POP-3 deploy refuses what the machine does not take, with the instruction, its place and advice', async () => {
    const other = join(project, 'other.yaml')
    const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8').replace(/^name: .*$/m, 'name: other')
    writeFileSync(other, plan.replace(/^module: .*$/m, 'module: other.wasm'))
    // (module (table 1 funcref) (memory (export "memory") 1) (func (export "_start") (drop (table.size))))
    const module = Buffer.from(
      '0061736d01000000010401600000030201000404017000010503010001071302066d656d6f72790200065f737461727400000a080106' +
        '00fc10001a0b',
      'hex',
    )
    writeFileSync(join(project, 'other.wasm'), module)
    const { error } = await developer(['deploy', '--config', 'other.yaml'], 2)
    expect(error).to.include({ name: 'NotProvable', value: 'true' })
    expect(error.message).to.match(/table\.size .*at byte 55\)$/)
    expect(error.advice.join()).to.match(/objdump.*byte 37.*attested/)
    writeFileSync(other, plan.replace(/^fuel: .*$/m, 'outputBytes: 65537'))
    const problem = (await developer(['deploy', '--config', 'other.yaml'], 2)).error as Json
    expect(problem.message).to.contain('outputBytes is 65537; allowed: an integer from 1 to 65536')
  })
})

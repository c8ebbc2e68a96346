// The gateway process before a real chain and real workers: switches, deaths and outages while requests go on.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createContext, deploy, init, rollback } from '@lambda-bourse/cli'
import { expect } from 'chai'
import {
  accountKey,
  type Chain,
  deployTestMarket,
  freePort,
  GATEWAY,
  killAll,
  NODE,
  type RunningProcess,
  start,
  startChain,
  startGateway,
  startProvider,
  type TestDeployment,
  type TestProvider,
  until,
} from './support/index.ts'

const OWNER = accountKey(1)

describe('gateway, as a process', function () {
  this.timeout(120_000)
  let folder: string
  let chain: Chain
  let market: TestDeployment
  let gateway: { url: string; process: RunningProcess }
  let providers: TestProvider[]
  let context: ReturnType<typeof createContext>
  let base: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-gateway-e2e-'))
    chain = await startChain()
    market = await deployTestMarket(chain, folder, { epochLength: 5, baseStake: 1_000_000 })
    for (const index of [1, 2, 3]) await market.mint(accountKey(index), 1_000_000_000n)
    gateway = await startGateway({ rpc: chain.url, deployment: market.path, folder: join(folder, 'gateway') })
    providers = await Promise.all(
      [2, 3].map((index) =>
        startProvider(chain, market, {
          key: accountKey(index),
          // The node's accounts hold native coin for the gas of attestations.
          operatorKey: accountKey(index + 10),
          folder: join(folder, `provider-${index}`),
        }),
      ),
    )
    const cwd = join(folder, 'greeter')
    const env = {
      BOURSE_RPC_URL: chain.url,
      BOURSE_DEPLOYMENT: market.path,
      BOURSE_GATEWAY: gateway.url,
      BOURSE_PRIVATE_KEY: OWNER,
    }
    context = createContext({ cwd, env })
    await init(context, { template: 'assemblyscript' })
    edit(/^instances: .*$/m, 'instances: 2')
    edit(/^duration: .*$/m, 'duration: 3000 epochs')
    edit(/^maxPrice: .*$/m, 'maxPrice: 0.001 USDC')
    const deployed = await deploy(context)
    expect(deployed.ready).to.equal(2)
    base = `${gateway.url}/f/${deployed.function.id}/`
  })

  after(async () => {
    await killAll()
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return
    for (const { name, lines } of [gateway.process, ...providers.map((one) => one.process)]) {
      console.log(`--- ${name}\n${lines.slice(-20).join('\n')}`)
    }
  })

  function edit(what: RegExp, to: string) {
    const path = join(context.cwd, 'bourse.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace(what, to))
  }

  type Answer = { status: number; provider: string | null; contentType: string | null; text: string }

  async function call(body: string): Promise<Answer> {
    const response = await fetch(base, { method: 'POST', body })
    const text = await response.text()
    const { headers, status } = response
    return { status, provider: headers.get('bourse-provider'), contentType: headers.get('content-type'), text }
  }

  /** Calls without pause while something else happens, and for a while after it. */
  async function callsDuring(work: () => Promise<unknown>, afterMs: number): Promise<Answer[]> {
    const answers: Answer[] = []
    let working = true
    const calling = (async () => {
      while (working) {
        answers.push(await call(`call ${answers.length}`))
        await sleep(5)
      }
    })()
    await work()
    await sleep(afterMs)
    working = false
    await calling
    return answers
  }

  const failed = (answers: Answer[]) => answers.filter((one) => one.status !== 200).map((one) => one.text)

  it('drops no request while a version is promoted, and while it is rolled back', async () => {
    edit(/^contentType: .*$/m, 'contentType: text/plain')
    const serves = (contentType: string) =>
      until(`${contentType} from both`, async () => {
        const answers = [await call('a'), await call('b')]
        return answers.every((one) => one.contentType === contentType)
      })
    const promoted = await callsDuring(() => deploy(context).then(() => serves('text/plain')), 500)
    expect(failed(promoted)).to.deep.equal([])
    const rolledBack = await callsDuring(() => rollback(context).then(() => serves('application/json')), 500)
    expect(failed(rolledBack)).to.deep.equal([])
  })

  it('drops no request when a worker is killed with -9, and uses it again when it is back', async () => {
    const [first, second] = providers as [TestProvider, TestProvider]
    const answers = await callsDuring(() => first.process.kill(), 1_000)
    expect(failed(answers)).to.deep.equal([])
    expect(answers.at(-1)?.provider).to.equal(String(second.provider))
    await first.restart()
    await until('the restarted worker answers', async () => (await call('back')).provider === String(first.provider))
  })

  it('answers while the chain does not, says so, and catches up when it is back', async () => {
    process.kill(chain.process.pid, 'SIGSTOP')
    try {
      await until('the gateway notices', async () => {
        const health = (await (await fetch(`${gateway.url}/healthz`)).json()) as { chain: { reachable: boolean } }
        return !health.chain.reachable
      })
      expect(await call('meanwhile')).to.deep.include({ status: 200, text: '{"greeting":"Hello, meanwhile!"}\n' })
    } finally {
      process.kill(chain.process.pid, 'SIGCONT')
    }
    await until('the gateway reads the chain again', async () => {
      const health = (await (await fetch(`${gateway.url}/healthz`)).json()) as { chain: { reachable: boolean } }
      return health.chain.reachable
    })
    await deploy(context)
    await until('the switch arrives', async () => (await call('after')).contentType === 'text/plain')
  })

  it('serves again at once after kill -9, with its content', async () => {
    const { version } = await deploy(context, { dryRun: true })
    const port = Number(new URL(gateway.url).port)
    await gateway.process.kill()
    gateway = await startGateway({ rpc: chain.url, deployment: market.path, folder: join(folder, 'gateway'), port })
    await until('it answers', async () => (await call('again')).status === 200)
    const module = new Uint8Array(await (await fetch(`${gateway.url}/ipfs/${version.moduleCid}`)).arrayBuffer())
    expect(Buffer.from(module).equals(readFileSync(join(context.cwd, 'module.wasm')))).to.equal(true)
  })

  it('ends with 0 when it is told to', async () => {
    expect(await gateway.process.stop()).to.equal(0)
  })

  /** Starts a gateway that cannot start, and returns its exit code and last lines. */
  async function refused(...args: string[]): Promise<{ code: number | null; said: string }> {
    const child = await start({
      name: 'gateway',
      command: NODE,
      args: [GATEWAY, '--log', 'silent', ...args],
      cwd: folder,
    })
    await until('it ends', () => child.exited)
    return { code: await child.stop(), said: child.lines.join('\n') }
  }

  it('refuses settings that are wrong, each with field, value and what is allowed', async () => {
    writeFileSync(join(folder, 'bad.yaml'), 'limits:\n  attempts: 0\n')
    writeFileSync(join(folder, 'unknown.yaml'), 'colour: red\n')
    const bad = await refused('--config', 'bad.yaml')
    expect(bad.code).to.equal(2)
    expect(bad.said).to.include('limits.attempts is 0')
    const unknown = await refused('--config', 'unknown.yaml')
    expect(unknown.code).to.equal(2)
    expect(unknown.said).to.include('colour')
    expect((await refused('--config', 'absent.yaml')).code).to.equal(2)
    expect((await refused('--rpc', 'not a url')).code).to.equal(2)
    expect((await refused('--bogus')).code).to.equal(2)
  })

  it('ends with 3 when there is neither a chain nor a deployment file, and waits for the chain when there is one', async () => {
    const port = await freePort()
    const rpc = `http://127.0.0.1:${port}`
    expect((await refused('--rpc', rpc)).code).to.equal(3)
    const waiting = await startGateway({ rpc, deployment: market.path, folder: join(folder, 'waiting') })
    expect((await fetch(`${waiting.url}/healthz`)).status).to.equal(503)
    expect((await fetch(`${waiting.url}/f/1/`)).status).to.equal(404)
    expect(await waiting.process.stop()).to.equal(0)
  })
})

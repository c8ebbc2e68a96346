// Jurors of the worker on a real chain: they find out what the receipt should have said, and the verdict follows.
import { ExecutorPool, RUNTIME_VERSION } from '@lambda-bourse/runtime'
import { bourseActions, contentHash, type Deployment, decodeWire } from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { expect } from 'chai'
import { createPublicClient, custom, type Hex, hexToBytes, type PublicClient, toHex } from 'viem'
import { Juries } from '../../cli/src/watch/juries.ts'
import { type Call, CallRefusedError } from '../../worker/src/chain/client.ts'
import { viemChainClient } from '../../worker/src/chain/viemClient.ts'
import { Juror } from '../../worker/src/jury/juror.ts'
import { reexecute, UnjudgeableError } from '../../worker/src/jury/reexecution.ts'
import { viemJuryClient } from '../../worker/src/jury/viemJury.ts'
import { ThreadPreparer } from '../../worker/src/leases/preparer.ts'
import { createLogger } from '../../worker/src/log.ts'
import { constant } from '../../worker/test/support/wat.ts'
import type { Address } from '../model/index.ts'
import { type Court, DEPOSIT, FEE, newCourt, VERSION } from './support/court.ts'

const EPOCH_LENGTH = 3600

describe('POP-7 jurors of the worker, on a chain', () => {
  const preparer = new ThreadPreparer(30_000)
  const pool = new ExecutorPool({ threads: 1 })
  let source: Uint8Array
  let court: Court
  let client: PublicClient
  let deployment: Deployment
  let startOf: (epoch: number) => number

  before(async () => {
    source = await constant(0x41)
  })
  after(async () => {
    await Promise.all([pool.close(), preparer.close()])
  })

  beforeEach(async () => {
    const moduleHash = toHex(contentHash(source, nodeSha256))
    court = await newCourt(3, 3, 1, { ...VERSION, moduleHash, moduleDigest: moduleHash })
    client = createPublicClient({
      transport: custom({ request: ({ method, params }) => court.chain.rpc(method, ...(params ?? [])) }),
    })
    const genesis = court.genesis
    deployment = {
      ...{ chainId: 31337, block: 0n, genesis, token: court.token.address, bourse: court.bourse.address },
      ...{ lens: court.lens.address, registry: court.judged.address, jury: court.jury.address },
      disputes: court.disputes.address,
      config: { ...court.config, baseStake: Number(court.config.baseStake) },
    }
    startOf = (epoch) => Number(genesis) + (epoch - 1) * EPOCH_LENGTH
  })

  const executing = (get = async (_: string): Promise<Uint8Array> => source) => ({
    ...{ client: viemChainClient(client, deployment), content: { get }, preparer, pool },
    ...{ time: { startOf }, clock: { sleep: async () => undefined }, fuelLimit: 10n ** 11n, deadlineMs: 10_000 },
  })

  /** The worker of a provider, which sends through the node's own account. */
  function worker(provider: number, sender: Address, wish: 'sit' | undefined, get?: () => Promise<Uint8Array>): Juror {
    return new Juror({
      ...{ client: viemJuryClient(client, deployment) as NonNullable<ReturnType<typeof viemJuryClient>> },
      sender: { address: sender, send: (_, call) => send(sender, call) },
      time: {
        get epoch() {
          return court.epoch()
        },
      },
      ...{ provider, wish, key: nodeSha256(new TextEncoder().encode(sender)), log: createLogger('silent') },
      reexecute: (evidence) => reexecute(executing(get), evidence),
    })
  }

  async function send(from: Address, { to, data, value = 0n }: Call) {
    const call = { from, to, data, value: toHex(value) }
    try {
      const gas = await court.chain.rpc<Hex>('eth_estimateGas', call)
      await court.chain.rpc('eth_sendTransaction', { ...call, gas: toHex(BigInt(gas) * 2n) })
    } catch (error) {
      throw new CallRefusedError(String(error))
    }
    return 'success' as const
  }

  /** What the module answers, signed with a change. */
  async function receipt(changes: object = {}): Promise<Hex> {
    const found = await reexecute(executing(), {
      receipt: { runtimeVersion: RUNTIME_VERSION, functionId: 1n, version: 1, epoch: court.epoch() } as never,
      request: Buffer.from(court.request.slice(2), 'hex'),
    })
    return court.receipt({ ...found, ...changes }, { runtimeVersion: RUNTIME_VERSION })
  }

  /** Everybody's workers look at the chain. */
  async function look(workers: readonly Juror[]): Promise<void> {
    const number = Number(await court.chain.rpc<Hex>('eth_blockNumber'))
    for (const one of workers) await one.work({ number })
  }

  const accusedWorker = () =>
    worker(court.accused.id, court.accused.operator.address.toLowerCase() as Address, undefined)

  it('an honest worker stands by its receipt and has its jury drawn; jurors vote, and it is Right', async () => {
    const id = await court.openWith(await receipt())
    const jurors = court.members.map(({ id: member, sender }) => worker(member, sender, 'sit'))
    const all = [accusedWorker(), ...jurors]
    await look(all)
    expect(await court.stage(id)).to.equal('Drawing')
    await court.mine(2)
    await look(all)
    expect(await court.stage(id)).to.equal('Sitting')
    await look(all)
    expect((await court.view(id)).pending).to.equal(3)
    await court.serve(2)
    // restarted: nothing is remembered but the key
    await look(court.members.map(({ id: member, sender }) => worker(member, sender, 'sit')))
    await look(all)
    expect(await court.stage(id)).to.equal('Over')
    const coin = court.members.map(({ sender }) => court.trialOwed(sender))
    expect(await Promise.all(coin), 'fees are taken out').to.deep.equal([0n, 0n, 0n])
    const defender = await court.trialOwed(court.accused.operator.address.toLowerCase() as Address)
    expect(defender, 'its unit too').to.equal(0n)
    expect(await court.trialOwed(court.challenger)).to.equal(0n)
  })

  it('a worker does not stand by what it does not find: the lease ends without a jury', async () => {
    const id = await court.openWith(await receipt({ fuel: 999n }))
    await look([accusedWorker()])
    expect(await court.stage(id)).to.equal('Opened')
    await court.serve(2)
    expect(await court.judge(id)).to.equal('Wrong')
  })

  it('a liar that stands is found out; a worker that cannot get the module stays silent', async () => {
    const id = await court.openWith(await receipt({ responseHash: `0x${'bad0'.repeat(16)}` }))
    await court.summon(id)
    const [a, b, c] = court.members.map(({ id: member, sender }, i) =>
      worker(member, sender, 'sit', i === 2 ? () => Promise.reject(new Error('no peer gave it')) : undefined),
    ) as [Juror, Juror, Juror]
    await look([a, b, c])
    expect((await court.view(id)).pending).to.equal(2)
    await court.serve(2)
    await look([a, b, c])
    await look([a, b, c])
    expect(await court.stage(id)).to.equal('Over')
    expect(await court.trialOwed(court.challenger)).to.be.greaterThan(court.unit)
    const silent = court.members[2]
    expect(silent && (await court.juror(silent)).deposit).to.equal(DEPOSIT - FEE)
  })

  it('another runtime, more fuel than there is, or another module is judged by nobody', async () => {
    const evidence = (changes: object) => ({
      receipt: {
        ...{ runtimeVersion: RUNTIME_VERSION, functionId: 1n, version: 1, epoch: court.epoch() },
        ...changes,
      } as never,
      request: Buffer.from(court.request.slice(2), 'hex'),
    })
    const failing = async (promise: Promise<unknown>) => {
      const error = await promise.then(() => undefined).catch((thrown: Error) => thrown)
      return error instanceof UnjudgeableError ? error.message : undefined
    }
    expect(await failing(reexecute(executing(), evidence({ runtimeVersion: 999 })))).to.contain('runtime version 999')
    expect(await failing(reexecute({ ...executing(), fuelLimit: 1n }, evidence({})))).to.contain('this host gives 1')
    const other = executing(async () => Uint8Array.of(0))
    expect(await failing(reexecute(other, evidence({})))).to.contain("is not the version's")
  })

  it('bourse watch denies what is false once, has it judged when nobody stands, and takes the bond out', async () => {
    const market = { bourse: bourseActions({ deployment })(client), client, deployment } as never
    const said: string[] = []
    const account = court.challenger
    const watch = () =>
      new Juries({ market, account, send: (call) => send(account, call), log: (event) => void said.push(event) })
    const signed = decodeWire(hexToBytes(await receipt({ fuel: 999n })))
    const denied = { signed, request: hexToBytes(court.request), response: new Uint8Array() }
    expect(watch().isThere).to.equal(true)
    await watch().round()
    await watch().open(denied, 'fuel 999')
    // killed before it wrote that down
    await watch().open(denied, 'fuel 999')
    expect(await court.chain.read(court.jury, 'trials')).to.equal(1n)
    const { challenger, unit } = await court.view(1n)
    expect(challenger.toLowerCase()).to.equal(account)
    const one = watch()
    await one.round()
    expect(await court.stage(1n)).to.equal('Opened')
    await court.serve(2)
    await one.round()
    expect(await court.stage(1n)).to.equal('Over')
    expect(await court.trialOwed(account)).to.be.at.least(unit)
    await one.round()
    expect(await court.trialOwed(account)).to.equal(0n)
    expect(said).to.deep.equal(['trial.opened', 'trial.withdrawn', 'trial.over', 'trial.withdrawn'])
  })

  it('a market without a jury has no client of it', () => {
    const { jury: _, ...without } = deployment
    expect(viemJuryClient(client, without)).to.equal(undefined)
  })
})

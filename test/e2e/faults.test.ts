import { cpSync } from 'node:fs'
import { decodeRequest, faultsAbi, leafCaseId } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { encodeFunctionData, hexToBytes, hexToString, parseEther } from 'viem'
import { ANSWER, deployContract, type FaultsMarket, startFaultsMarket } from './faults.market.ts'
import { accountKey, killAll, until } from './support/index.ts'

/** Accounts of the node that no provider has. */
const WATCHER = 18
const SPITE = 19

describe('liars and an honest watcher', function () {
  this.timeout(240_000)
  let market: FaultsMarket
  before(async () => {
    market = await startFaultsMarket()
  })
  after(async () => {
    await market?.stop()
    await killAll()
  })

  const key = accountKey(WATCHER)
  const provider = (id: number) => market.developer.getProvider({ provider: id })
  const attested = (id: number, epoch: number) =>
    until('the epoch is attested', async () => (await provider(id)).nextEpoch > epoch, 60_000)
  const running = () => market.developer.getCurrentEpoch()
  const rewardOf = async (index: number) =>
    market.developer.getEscrowBalance({ account: market.client(index).account.address })

  /** Into an epoch in which the lease is owed; a call in it; and that epoch attested. */
  async function serveAnEpoch(one: Awaited<ReturnType<FaultsMarket['provider']>>): Promise<number> {
    await market.pass(1)
    await until('the worker sees the epoch', async () => {
      const status = (await (await fetch(`${one.url}/v1/status`)).json()) as { epoch: number }
      return status.epoch >= (await running())
    })
    await one.call('in')
    const epoch = await running()
    await market.pass(1)
    await attested(one.id, epoch)
    return epoch
  }

  for (const lie of ['leaf', 'header'] as const) {
    it(`EPO-5 a root without its ${lie} is asked for, and ends its provider, though the watcher is killed -9`, async () => {
      const liar = await market.provider(lie)
      await serveAnEpoch(liar)
      const before = await rewardOf(WATCHER)
      const first = await market.watch(lie, key, [liar.receipts])
      await first.waitForLine(/"event":"asked"/, 60_000)
      await first.kill()
      await market.pass(ANSWER + 1)
      const second = await market.watch(lie, key, [liar.receipts])
      await second.waitForLine(/"event":"case.expired"/, 60_000)
      await second.stop()
      expect(await provider(liar.id)).to.deep.include({ ended: true, baseStake: 0 })
      expect((await rewardOf(WATCHER)) - before).to.equal(BigInt(10 ** 8 / 4))
      await liar.process.kill()
    })
  }

  it('RCP-5 a request that is shown to nobody is asked for, and ends its provider, though leaf and header are shown', async () => {
    const liar = await market.provider('content', { isReachable: false })
    await serveAnEpoch(liar)
    const before = await rewardOf(WATCHER)
    const watcher = await market.watch('content', key, [liar.receipts])
    await watcher.waitForLine(/"event":"asked".*"what":"request of receipt/, 60_000)
    const answers = () => watcher.lines.filter((line) => line.includes('"event":"case.answered"')).length
    await until('the header and the leaf are answered', async () => answers() >= 2, 60_000)
    await market.pass(ANSWER + 1)
    await watcher.waitForLine(/"event":"case.expired"/, 60_000)
    await watcher.stop()
    expect(await provider(liar.id)).to.deep.include({ ended: true, baseStake: 0 })
    expect((await rewardOf(WATCHER)) - before).to.equal(BigInt(10 ** 8 / 4))
    await liar.process.kill()
  })

  it('EPO-5 two headers of one number end their provider at once', async () => {
    const liar = await market.provider('equivocation')
    await market.pass(1)
    await liar.call('in')
    cpSync(liar.others, liar.receipts, { recursive: true })
    const watcher = await market.watch('equivocation', key, [liar.receipts])
    await watcher.waitForLine(/"event":"equivocation.proved"/, 60_000)
    await watcher.stop()
    expect(await provider(liar.id)).to.deep.include({ ended: true, baseStake: 0 })
    await liar.process.kill()
  })

  it('EPO-4 a made-up canary of an idle lease is reported; the right one, with what a sample gave, is not', async () => {
    const [liar, honest] = [await market.provider('canary'), await market.provider('none')]
    await serveAnEpoch(honest)
    await honest.call('more')
    const epoch = (await running()) - 1
    await attested(liar.id, epoch)
    const watcher = await market.watch('canary', key, ['--provider', `${liar.id},${honest.id}`])
    const [line] = await watcher.waitForLine(/"event":"canary.wrong".*/, 60_000)
    expect(line).to.contain(`"provider":${liar.id}`)
    // Nobody called the liar in that epoch: it was drawn.
    expect(line).to.contain(`"epoch":${epoch}`)
    await new Promise((done) => setTimeout(done, 3_000))
    await watcher.stop()
    const lines = watcher.lines.filter((text) => text.includes('canary.wrong'))
    expect(lines.filter((text) => !text.includes(`"provider":${liar.id}`))).to.deep.equal([])
    expect(watcher.lines.filter((text) => /"event":"(asked|.*failed)"/.test(text))).to.deep.equal([])
    expect((await provider(liar.id)).ended).to.equal(false)
    await liar.process.kill()
    await honest.process.kill()
  })

  it('EPO-4 a made-up canary of a leaf that is shown on chain only is found as well', async () => {
    const [liar, honest] = [await market.provider('canary', { isReachable: false }), await market.provider('none')]
    await serveAnEpoch(honest)
    const epoch = (await running()) - 1
    await attested(liar.id, epoch)
    const watcher = await market.watch('shown', key, ['--provider', `${liar.id}`, '--gateway', honest.url])
    await watcher.waitForLine(/"event":"asked".*"what":"leaf of lease/, 60_000)
    const [line] = await watcher.waitForLine(/"event":"canary.wrong".*/, 60_000)
    await watcher.stop()
    expect(line).to.contain(`"provider":${liar.id},"epoch":${epoch},"lease":${liar.lease}`)
    expect(line).to.contain('it is reported only')
    await liar.process.kill()
    await honest.process.kill()
  })

  it('EPO-5 RCP-5 an honest provider answers on chain by itself: killed -9, asked by spite, by a smart account, unreachable', async () => {
    const honest = await market.provider('none', { isReachable: false })
    const epoch = await serveAnEpoch(honest)
    const watcher = await market.watch('answered', key, [honest.receipts])
    await honest.process.kill()
    await watcher.waitForLine(/"event":"asked"/, 60_000)
    const again = await honest.run()
    await watcher.waitForLine(/"event":"case.answered"/, 60_000)
    const answers = () => watcher.lines.filter((line) => line.includes('"event":"case.answered"')).length
    await until('header, leaf and request are answered', async () => answers() >= 3, 60_000)
    await watcher.stop()
    const shown = await market.developer.getContractEvents({
      abi: faultsAbi,
      address: market.deployment.faults as `0x${string}`,
      eventName: 'ContentAnswered',
      args: { provider: honest.id },
      fromBlock: 0n,
      strict: true,
    })
    const body = (data: `0x${string}` | undefined) => decodeRequest(hexToBytes(data ?? '0x')).body
    expect(shown.map(({ args }) => Buffer.from(body(args.data)).toString())).to.deep.equal(['in'])

    const next = await running()
    await market.pass(1)
    await attested(honest.id, next)
    const spite = market.client(SPITE)
    const account = await deployContract(spite as never, 'SmartAccount', [spite.account.address, spite.account.address])
    const deposit = parseEther('0.1')
    const args = [honest.id, next, honest.lease] as const
    const data = encodeFunctionData({ abi: faultsAbi, functionName: 'askLeaf', args })
    const execute = {
      abi: [
        {
          type: 'function',
          name: 'execute',
          stateMutability: 'payable',
          inputs: [{ type: 'address' }, { type: 'bytes' }],
          outputs: [{ type: 'bytes' }],
        },
      ],
      address: account,
      functionName: 'execute',
    } as const
    const faults = market.deployment.faults as `0x${string}`
    await spite.waitForTransactionReceipt({
      hash: await spite.writeContract({ ...execute, args: [faults, data], value: deposit }),
    })
    const id = leafCaseId({ provider: honest.id, epoch: next, lease: honest.lease })
    await until('the ask is answered', async () => (await spite.getCase({ id })).state === 3, 60_000)
    const left = await spite.getOwed({ account })
    expect(left > 0n && left < deposit).to.equal(true)
    // The operator has its fees, or the worker took them out already.
    const paid = await spite.getContractEvents({
      abi: faultsAbi,
      address: faults,
      eventName: 'Withdrawn',
      args: { account: honest.operator },
      fromBlock: 0n,
    })
    expect((await spite.getOwed({ account: honest.operator })) > 0n || paid.length > 0).to.equal(true)
    const back = encodeFunctionData({ abi: faultsAbi, functionName: 'withdraw', args: [account] })
    await spite.waitForTransactionReceipt({ hash: await spite.writeContract({ ...execute, args: [faults, back] }) })
    expect(await spite.getBalance({ address: account })).to.equal(left)
    expect(await provider(honest.id)).to.include({ ended: false })
    expect(epoch).to.be.below(next)
    await again.kill()
  })

  it('DEAL-9 service that is demanded on chain is given there; refused, it ends the lease', async () => {
    const honest = await market.provider('none', { isReachable: false })
    await market.pass(1)
    const value = parseEther('0.1')
    const request = { method: 'POST', target: '/x', contentType: 'text/plain', body: Buffer.from('demanded') }
    const { event } = await market.developer.demandService.andWait({ lease: honest.lease, request, value })
    await until(
      'the demand is answered',
      async () => (await market.developer.getCase({ id: event.id })).state === 3,
      60_000,
    )
    const [answer] = await market.developer.getContractEvents({
      abi: faultsAbi,
      address: market.deployment.faults as `0x${string}`,
      eventName: 'DemandAnswered',
      args: { id: event.id },
      fromBlock: 0n,
      strict: true,
    })
    expect(hexToString(answer?.args.response ?? '0x')).to.equal('demanded')
    await honest.process.kill()
    const again = await market.developer.demandService.andWait({
      lease: honest.lease,
      request: { ...request, body: Buffer.from('again') },
      value,
    })
    await market.pass(ANSWER + 1)
    await market.client(SPITE).expireCase.andWait({ id: again.event.id })
    const { end } = await market.developer.getLease({ lease: honest.lease })
    expect(end).to.equal((await running()) + 1)
  })
})

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import { createPublicClient, createWalletClient, type Hex, http, type PublicClient, parseAbi, zeroAddress } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { checkDeployment } from '../../scripts/deploy/check.ts'
import { deployMarket, type MarketDeployment } from '../../scripts/deploy/deploy.ts'
import { dryRun } from '../../scripts/deploy/dry-run.ts'
import { accountKey, type Chain, ROOT, startChain } from '../../scripts/lib/processes/index.ts'
import { parseDeployment } from '../../sdk/src/index.ts'
import { artifactsHere, type Gate, runScript, startGate } from './support.ts'

const OWNER = privateKeyToAccount(accountKey(7)).address
const OWNABLE = parseAbi(['function acceptOwnership()', 'function owner() view returns (address)'])

describe('a deployment, on a node', () => {
  let chain: Chain
  let client: PublicClient
  let artifacts: ArtifactManager
  let folder: string
  let account = 10
  let gate: Gate | undefined

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bourse-deployment-'))
    chain = await startChain()
    client = createPublicClient({ transport: http(chain.url) })
    artifacts = await artifactsHere()
  })
  afterEach(() => {
    gate?.server.close()
    gate = undefined
  })
  after(async () => {
    await chain?.process.kill()
    await rm(folder, { recursive: true, force: true })
  })

  /** An account that nobody used yet. */
  function nextKey(): Hex {
    account += 1
    return accountKey(account)
  }

  const nonceOf = (key: Hex, at = client) =>
    at.getTransactionCount({ address: privateKeyToAccount(key).address, blockTag: 'pending' })

  const refusal = (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      (error: Error) => error.message,
    )

  it('ESC-6 is written by the script, and chain, code, arguments, modules and owner are as the file says', async () => {
    const out = join(folder, 'market.json')
    const key = nextKey()
    const args = ['--rpc-url', chain.url, '--owner', OWNER, '--out', out]
    const run = await runScript('main.ts', args, { DEPLOYER_PRIVATE_KEY: key })
    expect(run.code, run.output).to.equal(0)
    expect(run.output).to.include(`left to do: ${OWNER} calls acceptOwnership()`)
    const deployment = JSON.parse(await readFile(out, 'utf8')) as MarketDeployment
    expect(await checkDeployment(client, artifacts, deployment)).to.deep.equal([])
    expect(deployment.owner).to.equal(privateKeyToAccount(key).address)
    expect(deployment.pendingOwner).to.equal(OWNER)
    for (const { address, block, transaction } of Object.values(deployment.contracts)) {
      const receipt = await client.getTransactionReceipt({ hash: transaction })
      expect(Number(receipt.blockNumber)).to.equal(block)
      expect(await client.getCode({ address, blockNumber: BigInt(block - 1) })).to.equal(undefined)
    }
    const parsed = parseDeployment(deployment)
    for (const name of ['faults', 'vouchers', 'requests', 'disputes', 'jury'] as const)
      expect(parsed[name]).to.equal(deployment[name])
    await accept(deployment)
    expect(await checkDeployment(client, artifacts, deployment)).to.deep.equal([
      `owner() is ${OWNER}, not ${deployment.owner}`,
      `pendingOwner() is ${zeroAddress}, not ${OWNER}`,
    ])
  })

  it('is not taken for what it is not: another code, argument, module or chain', async () => {
    const deployment = await deployMarket({ rpcUrl: chain.url, privateKey: nextKey() })
    const wrong = (changes: Partial<MarketDeployment>) =>
      checkDeployment(client, artifacts, { ...deployment, ...changes }).then((found) => found.join('\n'))
    expect(await wrong({})).to.equal('')
    const { Bourse, BourseLens } = deployment.contracts as Record<string, MarketDeployment['contracts'][string]>
    const entries = (changes: object) => ({ contracts: { ...deployment.contracts, ...changes } })
    expect(await wrong(entries({ Bourse: { ...Bourse, codeHash: `0x${'00'.repeat(32)}` } }))).to.match(
      /^Bourse has code hash/,
    )
    expect(await wrong(entries({ Bourse: { ...Bourse, address: zeroAddress } }))).to.match(/^Bourse has no code/)
    const other = { address: BourseLens?.address, codeHash: BourseLens?.codeHash }
    expect(await wrong(entries({ Bourse: { ...Bourse, ...other } }))).to.equal(
      'Bourse was not compiled from these sources',
    )
    expect(await wrong({ config: { ...deployment.config, grace: 9 } })).to.match(/Bourse has GRACE 2, not 9/)
    expect(await wrong({ registry: deployment.lens })).to.match(/BourseExtension has REGISTRY/)
    expect(await wrong({ genesis: deployment.genesis + 1 })).to.match(/BourseExtension has GENESIS/)
    expect(await wrong({ disputes: deployment.lens })).to.match(/Bourse has DISPUTES \d+, not/)
    expect(await wrong({ clock: 9 })).to.match(/Disputes has CLOCK 120, not 9/)
    expect(await wrong({ jurors: 5 })).to.match(/Jury has SEATS 3, not 5/)
    const step = { ...deployment.contracts.OneStep, address: deployment.lens, codeHash: BourseLens?.codeHash }
    expect(await wrong(entries({ OneStep: step }))).to.match(/Disputes has STEP \d+, not/)
    expect(await wrong({ owner: deployment.lens })).to.match(/^owner\(\) is/)
    expect(await wrong({ token: OWNER })).to.match(/the token has no code/)
    expect(await wrong({ chainId: 1 })).to.equal("the node's chain is 31337, the deployment's 1")
  })

  it('is printed by a dry run, transaction by transaction, and nothing is sent', async () => {
    const key = nextKey()
    const from = privateKeyToAccount(key).address
    const before = await nonceOf(key)
    const expected = await dryRun({ rpcUrl: chain.url, from, owner: OWNER })
    expect(await nonceOf(key)).to.equal(before)
    const args = ['--dry-run', '--rpc-url', chain.url, '--from', from, '--owner', OWNER]
    const { code, output } = await runScript('main.ts', args)
    expect(code, output).to.equal(0)
    expect(await nonceOf(key)).to.equal(before)
    expect(output).to.include('nothing was sent').and.include('epochLength  60').and.include(`newOwner     ${OWNER}`)
    for (const { name, nonce, creates, to, bytes } of expected.transactions)
      expect(output).to.match(new RegExp(`^${nonce} +(create|call) ${name} +${creates ?? to} +${bytes} `, 'm'))

    const deployment = await deployMarket({ rpcUrl: chain.url, privateKey: key, owner: OWNER })
    expect(await nonceOf(key)).to.equal(before + expected.transactions.length)
    for (const { name, nonce, creates, bytes, gas, gasUsed } of expected.transactions) {
      if (!creates) continue
      const entry = deployment.contracts[name]
      const sent = await client.getTransaction({ hash: entry?.transaction as Hex })
      const receipt = await client.getTransactionReceipt({ hash: entry?.transaction as Hex })
      expect({
        nonce: sent.nonce,
        creates: receipt.contractAddress?.toLowerCase(),
        bytes: (sent.input.length - 2) / 2,
      }).to.deep.equal({
        nonce,
        creates: creates.toLowerCase(),
        bytes,
      })
      // the start of epoch 1 is in the code, and a zero byte more or less of it is not the same gas
      expect(Number(receipt.gasUsed)).to.be.closeTo(Number(gasUsed), 100)
      expect(Number(sent.gas)).to.be.closeTo(Number(gas), Math.ceil(Number(gas) / 50))
    }
  })

  it('ESC-6 goes on where it was interrupted, with the addresses that were computed', async () => {
    const key = nextKey()
    const journals = join(folder, 'resumed')
    gate = await startGate(chain, 3)
    await refusal(deployMarket({ rpcUrl: gate.url, privateKey: key, journals }))
    expect(await nonceOf(key)).to.equal(3)
    const planned = await dryRun({ rpcUrl: chain.url, from: privateKeyToAccount(key).address, journals })
    expect(planned.transactions.map(({ nonce }) => nonce)[0]).to.equal(3)
    const changed = deployMarket({ rpcUrl: chain.url, privateKey: key, journals, config: { window: 5 } })
    expect(await refusal(changed)).to.match(/has window 4, not 5; finish it as it was begun/)
    const deployment = await deployMarket({ rpcUrl: chain.url, privateKey: key, journals })
    expect(await checkDeployment(client, artifacts, deployment)).to.deep.equal([])
    expect(await nonceOf(key)).to.equal(Object.keys(deployment.contracts).length - 1)
    const again = await deployMarket({ rpcUrl: chain.url, privateKey: key, journals })
    expect(again).to.deep.equal(deployment)
  })

  it('ESC-6 finds the transaction whose answer it did not hear', async () => {
    const key = nextKey()
    const journals = join(folder, 'unheard')
    gate = await startGate(chain, 2, true)
    await refusal(deployMarket({ rpcUrl: gate.url, privateKey: key, journals }))
    expect(await nonceOf(key)).to.equal(3)
    const deployment = await deployMarket({ rpcUrl: chain.url, privateKey: key, journals })
    expect(await checkDeployment(client, artifacts, deployment)).to.deep.equal([])
    expect(await nonceOf(key)).to.equal(Object.keys(deployment.contracts).length - 1)
  })

  it('ESC-6 sends nothing more when the account sent something else meanwhile', async () => {
    const key = nextKey()
    const journals = join(folder, 'moved')
    gate = await startGate(chain, 3)
    await refusal(deployMarket({ rpcUrl: gate.url, privateKey: key, journals }))
    const wallet = createWalletClient({ account: privateKeyToAccount(key), chain: hardhat, transport: http(chain.url) })
    await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to: OWNER, value: 1n }) })
    const message = await refusal(deployMarket({ rpcUrl: chain.url, privateKey: key, journals }))
    expect(message).to.match(/^the nonce of 0x\w+ is 4, but \w+ must be created with 3: .*Nothing was sent/)
    expect(await nonceOf(key)).to.equal(4)
  })

  it('ESC-6 sends nothing more when the nonce moves while it runs', async () => {
    const key = nextKey()
    const journals = join(folder, 'moving')
    const wallet = createWalletClient({ account: privateKeyToAccount(key), chain: hardhat, transport: http(chain.url) })
    gate = await startGate(chain, 100)
    gate.before = async (sends) => {
      if (sends === 2) await wallet.sendTransaction({ to: OWNER, value: 1n })
    }
    const message = await refusal(deployMarket({ rpcUrl: gate.url, privateKey: key, journals }))
    expect(message).to.match(/nonce/i)
    expect(await nonceOf(key)).to.equal(3)
  })

  it('refuses to hand over what the account does not own, and a token that is not there', async () => {
    const key = nextKey()
    const parameters = { rpcUrl: chain.url, privateKey: key, owner: OWNER, config: { owner: zeroAddress } }
    expect(await refusal(deployMarket(parameters))).to.match(/only the deploying account 0x\w+ can hand over/)
    const token = deployMarket({ rpcUrl: chain.url, privateKey: key, network: '8453' })
    expect(await refusal(token)).to.match(/^token is 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913; there is no contract/)
    const { registry, token: known } = await deployMarket({ rpcUrl: chain.url, privateKey: nextKey() })
    const none = deployMarket({ rpcUrl: chain.url, privateKey: key, network: '1', config: { token: registry } })
    expect(await refusal(none)).to.match(/it has no decimals, and must have 6$/)
    const own = await dryRun({ rpcUrl: chain.url, from: OWNER, network: '1', config: { token: known } })
    expect(own.transactions[0]?.name).to.equal('FunctionRegistry')
    expect(await nonceOf(key)).to.equal(0)
  })

  it('is as its file of deployments/ says, where a node of its chain is known (RPC_URL_<chain id>)', async () => {
    for (const name of await readdir(join(ROOT, 'deployments'))) {
      if (!name.endsWith('.json')) continue
      const deployment = JSON.parse(await readFile(join(ROOT, 'deployments', name), 'utf8')) as MarketDeployment
      expect(name).to.equal(`${deployment.chainId}.json`)
      const url = process.env[`RPC_URL_${deployment.chainId}`]
      if (!url) continue
      const live = createPublicClient({ transport: http(url) })
      expect(await checkDeployment(live, artifacts, deployment)).to.deep.equal([])
    }
  })

  async function accept({ bourse }: MarketDeployment) {
    const account = privateKeyToAccount(accountKey(7))
    const wallet = createWalletClient({ account, chain: hardhat, transport: http(chain.url) })
    const hash = await wallet.writeContract({ abi: OWNABLE, address: bourse, functionName: 'acceptOwnership' })
    await client.waitForTransactionReceipt({ hash })
    expect(await client.readContract({ abi: OWNABLE, address: bourse, functionName: 'owner' })).to.equal(OWNER)
  }
})

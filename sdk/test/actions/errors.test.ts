import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createClient, createWalletClient, custom, http } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { hardhat } from 'viem/chains'
import { translateError } from '../../src/errors/translate.ts'
import { BourseError, bourseActions, getCurrentEpoch, isBourseError, openDeal, postOffer } from '../../src/index.ts'
import { failure } from '../support/exercise.ts'
import { account, newMarket, type TestMarket } from '../support/market.ts'
import { plan, terms } from '../support/people.ts'

describe('SDK errors of actions', () => {
  let market: TestMarket

  before(async () => {
    market = await newMarket()
  })

  it('a chain that is not there is an outage, not a mistake', async () => {
    const client = createClient({ chain: hardhat, transport: http('http://127.0.0.1:9', { retryCount: 0 }) })
    const error = await failure(getCurrentEpoch(client, { deployment: market.deployment }))
    expect(error).to.include({ name: 'ChainUnavailableError', kind: 'outage' })
    expect(error.details).to.be.a('string')
  })

  it('a chain without a known market asks for a deployment', async () => {
    const client = createClient({ chain: hardhat, transport: http('http://127.0.0.1:9', { retryCount: 0 }) })
    const error = await failure(getCurrentEpoch(client))
    expect(error).to.include({ name: 'DeploymentNotFoundError', chainId: hardhat.id, kind: 'mistake' })
    const bound = createClient({ transport: http('http://127.0.0.1:9', { retryCount: 0 }) }).extend(bourseActions())
    expect(await failure(bound.getCurrentEpoch())).to.include({ name: 'DeploymentNotFoundError', chainId: undefined })
  })

  it('an address without a contract is named', async () => {
    const bourse = account(50).address
    const error = await failure(market.client(1).getCurrentEpoch({ deployment: { ...market.deployment, bourse } }))
    expect(error).to.include({ name: 'NoContractError' })
    expect(error.message).to.contain(bourse)
  })

  it('an account without native coin is told so', async () => {
    const poor = privateKeyToAccount(generatePrivateKey())
    const provider = {
      request: ({ method, params }: { method: string; params?: unknown }) =>
        market.rpc(method, ...((params ?? []) as unknown[])),
    }
    const client = createWalletClient({ account: poor, chain: hardhat, transport: custom(provider, { retryCount: 0 }) })
    const approve = { deployment: market.deployment, delegate: account(1).address, allowed: true, gas: 100_000n }
    const error = await failure(client.extend(bourseActions()).setDelegate(approve))
    expect(error).to.include({ name: 'InsufficientGasError' })
  })

  it('a revert in a mined transaction is found by andWait', async () => {
    const client = market.client(1)
    await market.rpc('evm_setAutomine', false)
    const failing = failure(openDeal.andWait(client, { deployment: market.deployment, plan: plan(), gas: 300_000n }))
    await new Promise((resume) => setTimeout(resume, 50))
    await market.mine()
    await market.rpc('evm_setAutomine', true)
    const error = await failing
    expect(error).to.include({ name: 'TransactionRevertedError' })
    expect(error.hash).to.match(/^0x[0-9a-f]{64}$/)
  })

  it('logs without the event are told by name', () => {
    expect(() => postOffer.extractEvent([]))
      .to.throw()
      .with.property('name', 'EventNotFoundError')
  })

  it('a revert without data, or with data of no contract of ours, is a revert of unknown name', () => {
    const address = market.deployment.bourse
    const bare = Object.assign(new Error('x'), {
      name: 'InternalRpcError',
      details: 'Transaction reverted without a reason',
    })
    expect(translateError(bare, 'claim', address)).to.deep.include({ errorName: 'Unknown', args: [] })
    const foreign = Object.assign(new Error('x'), { data: '0xdeadbeef' })
    expect(translateError(foreign, 'claim', address)).to.deep.include({ errorName: 'Unknown', args: ['0xdeadbeef'] })
  })

  it('our own errors pass through unchanged, others keep their cause', async () => {
    const mistake = await failure(market.client(1).setAlias({ functionId: 1n, alias: 'has space', version: 1 }))
    expect(mistake).to.include({ name: 'InvalidValueError', field: 'alias' })
    const cause = new Error('wallet is locked')
    const wrapped = translateError(cause, 'claim', market.deployment.bourse)
    expect(wrapped).to.include({ name: 'ActionError', cause })
    expect(isBourseError(wrapped)).to.equal(true)
    expect(wrapped.message).to.contain('wallet is locked')
  })

  it('posting an offer on behalf of nobody says that an account is missing', async () => {
    const client = createClient({ chain: hardhat, transport: http('http://127.0.0.1:9', { retryCount: 0 }) })
    const error = await failure(postOffer(client, { deployment: market.deployment, terms: terms() }))
    expect(error).to.include({ name: 'ActionError' })
    expect(error.message).to.match(/account/i)
  })
})

describe('SDK errors', () => {
  const src = join(import.meta.dirname, '../../src')
  const sources = globSync('**/*.ts', { cwd: src }).map((path) => readFileSync(join(src, path), 'utf8'))

  it('name pages and headings that exist', () => {
    const pages = sources.flatMap((text) => [...text.matchAll(/'([\w/]+\.md)(?:#([\w-]+))?'/g)])
    expect(pages.length).to.be.greaterThan(4)
    for (const [, page, heading] of pages) {
      const text = readFileSync(join(src, '../../docs', page as string), 'utf8')
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title?.toLowerCase().replaceAll(' ', '-'))
      if (heading) expect(headings, page).to.include(heading)
    }
  })

  it('carry what a person and what a program needs', () => {
    const cause = new Error('beneath')
    const options = { cause, details: 'node said no', docsPath: 'receipts.md', advice: ['Do this.'] }
    const error = new BourseError('it failed', options)
    expect(error.message).to.equal('it failed\nDo this.\nDetails: node said no\nDocs: docs/receipts.md')
    expect(error).to.deep.include({ name: 'BourseError', shortMessage: 'it failed', kind: 'mistake', cause })
    expect(isBourseError(error, 'BourseError')).to.equal(true)
    expect(isBourseError(error, 'PlanError')).to.equal(false)
    for (const other of [cause, null, undefined, 'BourseError', { name: 'BourseError' }]) {
      expect(isBourseError(other)).to.equal(false)
    }
  })

  it('are told apart from another copy of the package without instanceof', async () => {
    const copy = (await import('../../src/errors/base.ts?copy' as string)) as { BourseError: typeof BourseError }
    const foreign = new copy.BourseError('from elsewhere')
    expect(foreign).to.not.be.instanceOf(BourseError)
    expect(isBourseError(foreign)).to.equal(true)
  })
})

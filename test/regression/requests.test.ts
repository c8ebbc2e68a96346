import { expect } from 'chai'
import { encodeFunctionData, getAddress, type Hex, keccak256, stringToHex, toHex, zeroHash } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Contract, isReverted } from '../fuzz/support/chain.ts'
import { signOperator } from '../fuzz/support/operator.ts'
import type { Address } from '../model/index.ts'
import {
  ANSWER,
  ASK,
  type Ask,
  type Asking,
  BODY,
  type Event,
  newAsking,
  proposalOf,
  type Request,
  requestHashOf,
  requestOf,
  responseHashOf,
  type Server,
} from './support/asking.ts'

const SALT: Hex = `0x${'5a'.repeat(32)}`
const OTHER = stringToHex('3,2,1')
const names = (events: Event[]) => events.map(({ name }) => name)
const delivered = (events: Event[]) => events.find(({ name }) => name === 'Delivered')?.args.success
const hexOfSize = (bytes: number): Hex => `0x${'61'.repeat(bytes)}`

describe('attacks on requests: one answer', () => {
  let world: Asking
  let consumer: Contract
  let server: Server
  let other: Server
  let back: () => Promise<void>

  before(async () => {
    world = await newAsking(2)
    await world.pass(1)
    consumer = await world.consumer()
    ;[server, other] = world.providers as [Server, Server]
  })
  beforeEach(async () => {
    back = await world.mark()
  })
  afterEach(async () => {
    await back()
  })

  const fulfilRefused = async (from: Address, request: Request, receipt: Hex, answer: Hex = ANSWER) =>
    world.refused(from, 'fulfil', [request, receipt, answer])

  it('REQ-1 a request takes the fee, an answer pays the provider and calls the consumer back', async () => {
    const before = await world.balance(consumer.address)
    const paid = await world.balance(server.owner)
    const request = await world.ask(consumer)
    expect(request.requestHash).to.equal(requestHashOf(BODY))
    expect(await world.balance(consumer.address)).to.equal(before - 1000n)
    expect(await world.balance(world.requests.address)).to.equal(1000n)
    const events = await world.fulfil(server, request)
    expect(names(events)).to.deep.equal(['Answered', 'Delivered'])
    expect(events[0]?.args).to.include({ provider: server.id, lease: server.lease, status: 0, answer: ANSWER })
    expect(delivered(events)).to.equal(true)
    expect(await world.balance(server.owner)).to.equal(paid + 1000n)
    expect(await world.balance(world.requests.address)).to.equal(0n)
    expect(await world.chain.read<Hex>(consumer, 'answers', [request.id])).to.not.equal(zeroHash)
    expect(await world.stateOf(request.id)).to.equal(zeroHash)
  })

  it('REQ-1 request and answer hashes are those of docs/receipts.md, over several chunks', async () => {
    const body = hexOfSize(3000)
    const request = await world.ask(consumer, {}, body)
    expect(request.requestHash).to.equal(requestHashOf(body))
    const answer = hexOfSize(4096)
    expect(delivered(await world.fulfil(server, request, answer))).to.equal(true)
    expect(await world.chain.read<Hex>(world.requests, 'requestHashOf', ['0x'])).to.equal(requestHashOf('0x'))
  })

  it('REQ-1 the owner answers as well as the operator; a failed execution is an answer too', async () => {
    const request = await world.ask(consumer)
    const receipt = await world.receipt(server, request, '0x', { status: 3 })
    const events = world.eventsOf(await world.send(server.owner, 'fulfil', [request, receipt, '0x']))
    expect(events[0]?.args.status).to.equal(3)
  })

  it('REQ-1 a receipt out of a larger batch counts', async () => {
    const request = await world.ask(consumer)
    expect(delivered(await world.fulfil(server, request, ANSWER, { count: 7 }))).to.equal(true)
  })

  it('REQ-1 a receipt of the epoch before counts, one before that does not', async () => {
    const request = await world.ask(consumer)
    await world.pass(1)
    const old = await world.receipt(server, request, ANSWER, { epoch: world.epoch() - 2 })
    const refusal = await fulfilRefused(server.sender, request, old)
    expect(refusal).to.deep.equal({ name: 'WrongReceipt', args: [field('epoch')] })
    expect(delivered(await world.fulfil(server, request, ANSWER, { epoch: world.epoch() - 1 }))).to.equal(true)
  })

  it('REQ-1 a stranger answers nothing, not even with a provider’s receipt', async () => {
    const request = await world.ask(consumer)
    const receipt = await world.receipt(server, request)
    const refusal = await fulfilRefused(world.stranger, request, receipt)
    expect(refusal).to.deep.equal({ name: 'NotProvider', args: [getAddress(world.stranger), server.id] })
    expect((await fulfilRefused(other.sender, request, receipt)).name).to.equal('NotProvider')
  })

  it('REQ-1 a provider of another deal answers nothing', async () => {
    const deal = await world.openDeal(1)
    const request = await world.ask(consumer, { deal })
    const receipt = await world.receipt(other, request)
    expect(await fulfilRefused(other.sender, request, receipt)).to.deep.equal({
      name: 'NotLeased',
      args: [other.lease, deal],
    })
    const renamed = await world.receipt(other, request, ANSWER, { lease: deal * 256 })
    expect((await fulfilRefused(other.sender, request, renamed)).name).to.equal('NotLeased')
    const absent = await world.receipt(other, request, ANSWER, { lease: deal * 256 + 1 })
    expect((await fulfilRefused(other.sender, request, absent)).name).to.equal('NotLeased')
  })

  it('REQ-1 an answer comes in the last epoch of its request and of its lease, and not in the next', async () => {
    const request = await world.ask(consumer, { epochs: 2 })
    const short = await world.openDeal(1, 1)
    const ofShort = await world.ask(consumer, { deal: short, epochs: 5 })
    await world.pass(1)
    const lease = { lease: short * 256 }
    const undo = await world.mark()
    expect(delivered(await world.fulfil(server, ofShort, ANSWER, lease))).to.equal(true)
    await undo()
    await world.pass(1)
    const late = await world.receipt(server, ofShort, ANSWER, { ...lease, epoch: world.epoch() - 1 })
    expect((await fulfilRefused(server.sender, ofShort, late)).name).to.equal('NotLeased')
    await world.pass(request.deadline - world.epoch())
    const again = await world.mark()
    expect(delivered(await world.fulfil(server, request))).to.equal(true)
    await again()
    await world.pass(1)
    const refusal = await fulfilRefused(server.sender, request, await world.receipt(server, request))
    expect(refusal).to.deep.equal({ name: 'RequestOver', args: [request.id, world.epoch(), request.deadline] })
  })

  it('REQ-1 a lease that is over answers nothing', async () => {
    const deal = await world.openDeal(1, 1)
    const request = await world.ask(consumer, { deal, epochs: 5 })
    await world.pass(2)
    const receipt = await world.receipt(server, request, ANSWER, { lease: deal * 256 })
    expect((await fulfilRefused(server.sender, request, receipt)).name).to.equal('NotLeased')
  })

  it('REQ-1 a provider that missed an epoch, or was convicted, answers nothing', async () => {
    const request = await world.ask(consumer, { epochs: 20 })
    await world.idle(5)
    const late = await world.receipt(server, request)
    expect((await fulfilRefused(server.sender, request, late)).name).to.equal('ProviderNotReady')
    await punish(world, other)
    const convicted = await world.receipt(other, request)
    expect((await fulfilRefused(other.sender, request, convicted)).name).to.equal('ProviderNotReady')
  })

  it('REQ-1 a receipt that is not of this request, this code, this answer is refused by its part', async () => {
    const request = await world.ask(consumer)
    const lies: [string, Parameters<Asking['receipt']>[3]][] = [
      ['request', { requestHash: requestHashOf('0x00') }],
      ['answer', { response: OTHER }],
      ['code', { code: { version: 3 as never } }],
      ['code', { code: { functionId: 8n as never } }],
      ['code', { code: { moduleHash: zeroHash as never } }],
      ['code', { code: { imageHash: `0x${'22'.repeat(32)}` as never } }],
      ['epoch', { epoch: world.epoch() + 1 }],
    ]
    for (const [part, lie] of lies) {
      const receipt = await world.receipt(server, request, ANSWER, lie)
      const refusal = await fulfilRefused(server.sender, request, receipt)
      expect(refusal, part).to.deep.equal({ name: 'WrongReceipt', args: [field(part)] })
    }
  })

  it('REQ-1 a receipt with a byte changed, cut or added is refused', async () => {
    const request = await world.ask(consumer)
    const receipt = await world.receipt(server, request, ANSWER, { count: 3 })
    const bytes = Buffer.from(receipt.slice(2), 'hex')
    for (const place of [0, 1, 20, 105, 170, 181, 215, 218, 229, 237, 241, 273, 280, 338, 340]) {
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] as number) ^ 1
      const outcome = await fulfilRefused(server.sender, request, toHex(changed))
      expect(outcome.name, `byte ${place}`).to.match(/^(WrongReceipt|WrongSigner|ECDSA\w+|NotProvider)$/)
    }
    for (const wire of ['0x', toHex(bytes.subarray(0, 338)), toHex(bytes.subarray(0, 339)), `${receipt}00`] as Hex[]) {
      expect((await fulfilRefused(server.sender, request, wire)).name).to.equal('WrongReceipt')
    }
    expect((await fulfilRefused(server.sender, request, `${receipt}${'00'.repeat(32)}`)).args).to.deep.equal([
      field('path'),
    ])
  })

  it('REQ-1 a receipt that another key signed is refused; an old key signs to the end of its epoch', async () => {
    const request = await world.ask(consumer)
    const receipt = await world.receipt(server, request, ANSWER, { signer: other.operator })
    expect((await fulfilRefused(server.sender, request, receipt)).name).to.equal('WrongSigner')
    const next = privateKeyToAccount(keccak256(toHex('next key')))
    const sender = await world.allow(next)
    const [key, proof] = await signOperator(world, next, server.owner)
    await world.sendTo(world.bourse, server.owner, 'setOperator', [next.address, key, proof])
    const early = await world.receipt(server, request, ANSWER, { signer: next })
    expect((await fulfilRefused(sender, request, early)).name).to.equal('WrongSigner')
    const inTime = await world.receipt(server, request)
    expect((await fulfilRefused(server.sender, request, inTime)).name).to.equal('NotProvider')
    await world.send(sender, 'fulfil', [request, inTime, ANSWER])
  })

  it('REQ-1 a request with any field changed is not the one that was asked', async () => {
    const request = await world.ask(consumer)
    const changes: Partial<Request>[] = [
      { fee: 999_999n },
      { consumer: world.stranger },
      { callbackGas: 0 },
      { deadline: 1000 },
      { waits: true },
      { code: zeroHash },
      { requestHash: requestHashOf('0x') },
      { id: request.id + 1n },
    ]
    for (const change of changes) {
      const changed = { ...request, ...change }
      const receipt = await world.receipt(server, changed)
      expect((await fulfilRefused(server.sender, changed, receipt)).name).to.equal('NotThisRequest')
      expect((await world.refused(world.stranger, 'refund', [changed])).name).to.equal('NotThisRequest')
    }
  })

  it('REQ-1 nothing is answered twice, nor after a refund, nor refunded after an answer', async () => {
    const first = await world.ask(consumer)
    const second = await world.ask(consumer)
    const receipt = await world.receipt(server, first)
    await world.send(server.sender, 'fulfil', [first, receipt, ANSWER])
    expect((await fulfilRefused(server.sender, first, receipt)).name).to.equal('NotThisRequest')
    await world.pass(3)
    expect((await world.refused(world.stranger, 'refund', [first])).name).to.equal('NotThisRequest')
    const late = await world.receipt(server, second)
    expect((await fulfilRefused(server.sender, second, late)).name).to.equal('RequestOver')
    await world.send(world.stranger, 'refund', [second])
    expect((await fulfilRefused(server.sender, second, late)).name).to.equal('NotThisRequest')
    expect((await world.refused(world.stranger, 'refund', [second])).name).to.equal('NotThisRequest')
    expect(await world.balance(world.requests.address)).to.equal(0n)
  })

  it('REQ-1 a request that nobody answers is refunded by anyone, after its deadline and not before', async () => {
    const before = await world.balance(consumer.address)
    const request = await world.ask(consumer)
    await world.pass(2)
    expect(await world.refused(world.stranger, 'refund', [request])).to.deep.equal({
      name: 'RequestOpen',
      args: [request.id, world.epoch(), request.deadline],
    })
    await world.pass(1)
    await world.send(world.stranger, 'refund', [request])
    expect(await world.balance(consumer.address)).to.equal(before)
  })

  it('REQ-1 who has not the fee asks nothing; fee, sizes and gas have bounds', async () => {
    const poor = await world.consumer('PlainConsumer', 999n)
    const refusals: [Contract, Partial<Ask>, Hex, string][] = [
      [poor, {}, BODY, 'BalanceTooLow'],
      [consumer, { fee: 0n }, BODY, 'OutOfRange'],
      [consumer, { callbackGas: 5_000_001 }, BODY, 'OutOfRange'],
      [consumer, { quorum: 0 }, BODY, 'OutOfRange'],
      [consumer, { seats: 1 }, BODY, 'OutOfRange'],
      [consumer, { quorum: 3, seats: 2 }, BODY, 'OutOfRange'],
      [consumer, { quorum: 3, seats: 11 }, BODY, 'OutOfRange'],
      [consumer, { quorum: 3, seats: 3, fee: 2n }, BODY, 'OutOfRange'],
      [consumer, { quorum: 3, seats: 3, epochs: 0 }, BODY, 'OutOfRange'],
      [consumer, {}, hexOfSize(16_385), 'OutOfRange'],
    ]
    for (const [who, change, body, name] of refusals) {
      const outcome = await world.chain.send(world.stranger, who, 'ask', [
        { ...ASK, deal: world.deal, ...change },
        body,
      ])
      expect(isReverted(outcome) && outcome.name, JSON.stringify(Object.keys(change))).to.equal(name)
    }
    expect(await world.balance(poor.address)).to.equal(999n)
  })

  it('REQ-1 a huge answer is refused', async () => {
    const request = await world.ask(consumer)
    const answer = hexOfSize(4097)
    const receipt = await world.receipt(server, request, answer)
    const refusal = await fulfilRefused(server.sender, request, receipt, answer)
    expect(refusal).to.deep.equal({ name: 'OutOfRange', args: [field('answer'), 4097n, 0n, 4096n] })
  })

  it('REQ-1 only Requests takes money, and of the caller alone', async () => {
    const outcome = await world.chain.send(world.stranger, world.bourse, 'take', [consumer.address, 1n])
    expect(isReverted(outcome) && outcome.name).to.equal('NotModule')
  })

  function field(text: string): Hex {
    return stringToHex(text, { size: 32 })
  }
})

describe('attacks on requests: the callback', () => {
  let world: Asking
  let consumer: Contract
  let server: Server
  let back: () => Promise<void>
  const MANNER = { revert: 0, burn: 1, bomb: 2, reenter: 3 }

  before(async () => {
    world = await newAsking(1)
    await world.pass(1)
    consumer = await world.consumer('HostileConsumer')
    server = world.providers[0] as Server
  })
  beforeEach(async () => {
    back = await world.mark()
  })
  afterEach(async () => {
    await back()
  })

  const behave = (manner: number, calls: Hex[] = []) =>
    world.sendTo(consumer, world.stranger, 'behave', [manner, calls])

  /** All of the stipend is burnt at the edge of what fulfil accepts, as with much more: what was used is the same. */
  const expectExactGas = async (request: Request) => {
    const receipt = await world.receipt(server, request)
    const enough = async (gas: bigint) => {
      const undo = await world.mark()
      const outcome = await world.sendWithGas(server.sender, 'fulfil', [request, receipt, ANSWER], gas)
      await undo()
      return outcome
    }
    let [low, high] = [200_000n, 800_000n]
    while (high - low > 50n) {
      const middle = (low + high) / 2n
      if (await enough(middle)) high = middle
      else low = middle
    }
    const edge = await enough(high)
    const roomy = await enough(3_000_000n)
    expect(edge?.gasUsed).to.equal(roomy?.gasUsed)
  }

  /** Makes the code of `to` that of the account (EIP-7702). */
  const delegate = async (account: PrivateKeyAccount, carrier: PrivateKeyAccount, to: Address): Promise<Address> => {
    await world.allow(carrier)
    const address = await world.allow(account)
    const authorization = await account.signAuthorization({ contractAddress: to, chainId: 31337, nonce: 0 })
    const transaction = await carrier.signTransaction({
      type: 'eip7702',
      chainId: 31337,
      to: carrier.address,
      nonce: 0,
      gas: 200_000n,
      maxFeePerGas: 10n ** 11n,
      authorizationList: [authorization],
    })
    await world.chain.rpc('eth_sendRawTransaction', transaction)
    return address
  }

  it('REQ-1 a consumer that reverts, burns its gas or returns very much does not keep the provider from its fee', async () => {
    for (const manner of [MANNER.revert, MANNER.burn, MANNER.bomb]) {
      await behave(manner)
      const before = await world.balance(server.owner)
      const request = await world.ask(consumer)
      const receipt = await world.receipt(server, request)
      const outcome = await world.send(server.sender, 'fulfil', [request, receipt, ANSWER])
      expect(delivered(world.eventsOf(outcome))).to.equal(false)
      expect(await world.balance(server.owner)).to.equal(before + 1000n)
      expect(Number(outcome.gasUsed), `manner ${manner}`).to.be.lessThan(280_000)
    }
  })

  it('REQ-1 a callback that comes back finds its request over, and the money right', async () => {
    const request = await world.ask(consumer, { callbackGas: 1_000_000 })
    const bystander = await world.ask(consumer)
    const receipt = await world.receipt(server, request)
    const call = (fn: string, args: readonly unknown[]) =>
      encodeFunctionData({ abi: world.requests.abi, functionName: fn, args })
    await behave(MANNER.reenter, [
      call('fulfil', [request, receipt, ANSWER]),
      call('refund', [request]),
      call('fulfil', [bystander, receipt, ANSWER]),
      call('refund', [bystander]),
      call('request', [{ ...ASK, deal: world.deal }, BODY]),
    ])
    const before = await world.balance(server.owner)
    await world.send(server.sender, 'fulfil', [request, receipt, ANSWER])
    // asking again is a consumer's right, and costs its fee
    expect(await world.chain.read<bigint>(consumer, 'passed')).to.equal(0b10000n)
    expect(await world.balance(server.owner)).to.equal(before + 1000n)
    expect(await world.balance(world.requests.address)).to.equal(2000n)
    expect(await world.chain.read<bigint>(world.requests, 'count')).to.equal(bystander.id + 1n)
  })

  it('REQ-1 a consumer that is its own provider gets its fee once, from within its callback too', async () => {
    const request = await world.ask(consumer)
    const before = await world.balance(server.owner)
    await world.fulfil(server, request)
    const again = await world.receipt(server, request)
    expect((await world.refused(server.sender, 'fulfil', [request, again, ANSWER])).name).to.equal('NotThisRequest')
    expect(await world.balance(server.owner)).to.equal(before + 1000n)
  })

  it('REQ-1 no gas limit makes an honest callback fail: it gets all of its gas, or nothing happens', async () => {
    const honest = await world.consumer()
    const request = await world.ask(honest, { callbackGas: 400_000 })
    const receipt = await world.receipt(server, request)
    const args = [request, receipt, ANSWER]
    let succeeded = 0
    for (let gas = 100_000n; gas <= 700_000n; gas += 20_000n) {
      const undo = await world.mark()
      const outcome = await world.sendWithGas(server.sender, 'fulfil', args, gas)
      if (outcome) {
        expect(delivered(world.eventsOf(outcome)), `${gas} gas`).to.equal(true)
        succeeded++
      } else expect(await world.stateOf(request.id)).to.not.equal(zeroHash)
      await undo()
    }
    expect(succeeded).to.be.within(1, 20)
  })

  it('REQ-1 a callback gets what it named to the last gas, at the edge of what fulfil accepts', async () => {
    await behave(MANNER.burn)
    const request = await world.ask(consumer, { callbackGas: 300_000 })
    await expectExactGas(request)
  })

  it('REQ-1 an account whose code is another one’s gets what it named to the last gas as well', async () => {
    const [account, carrier] = ['delegating', 'carrier'].map((name) => privateKeyToAccount(keccak256(toHex(name))))
    const address = await delegate(account as PrivateKeyAccount, carrier as PrivateKeyAccount, consumer.address)
    await world.sendTo(world.bourse, world.developer, 'transfer', [address, 10_000n])
    await world.sendTo({ address, abi: consumer.abi }, world.stranger, 'behave', [MANNER.burn, []])
    const ask = { ...ASK, deal: world.deal, callbackGas: 300_000 }
    const request = requestOf(world.eventsOf(await world.send(address, 'request', [ask, BODY])))
    await expectExactGas(request)
  })

  it('REQ-1 an account without code is called in vain and harms nobody', async () => {
    const before = await world.balance(world.stranger)
    const outcome = await world.send(world.stranger, 'request', [{ ...ASK, deal: world.deal, callbackGas: 0 }, BODY])
    const request = world.eventsOf(outcome)[0]?.args.request as Request
    expect(delivered(await world.fulfil(server, request))).to.equal(true)
    expect(await world.balance(world.stranger)).to.equal(before - 1000n)
  })
})

describe('attacks on requests: answers that wait', () => {
  let world: Asking
  let consumer: Contract
  let server: Server
  let back: () => Promise<void>
  /** W 3 and G 1. */
  const MATURITY = 4

  before(async () => {
    world = await newAsking(1)
    await world.pass(1)
    consumer = await world.consumer()
    server = world.providers[0] as Server
  })
  beforeEach(async () => {
    back = await world.mark()
  })
  afterEach(async () => {
    await back()
  })

  const propose = async () => {
    const request = await world.ask(consumer, { waits: true })
    const events = await world.fulfil(server, request)
    expect(names(events)).to.deep.equal(['Answered', 'Proposed'])
    return { request, proposal: proposalOf(events) }
  }

  it('REQ-1 final: delivered by anyone after the window, paid then and not before', async () => {
    const { request, proposal } = await propose()
    const before = await world.balance(server.owner)
    expect(proposal).to.deep.equal({
      epoch: world.epoch(),
      status: 0,
      responseHash: responseHashOf(ANSWER),
      providers: BigInt(server.id),
    })
    await world.pass(MATURITY)
    expect(await world.refused(world.stranger, 'deliver', [request, proposal, ANSWER])).to.deep.equal({
      name: 'Disputable',
      args: [world.epoch(), BigInt(world.epoch() + 1)],
    })
    await world.pass(1)
    expect(await world.balance(server.owner)).to.equal(before)
    const outcome = await world.send(world.stranger, 'deliver', [request, proposal, ANSWER])
    expect(delivered(world.eventsOf(outcome))).to.equal(true)
    expect(await world.balance(server.owner)).to.equal(before + 1000n)
    expect((await world.refused(world.stranger, 'deliver', [request, proposal, ANSWER])).name).to.equal(
      'NotThisRequest',
    )
  })

  it('REQ-1 final: what was proposed is not refunded, not answered again, not changed', async () => {
    const { request, proposal } = await propose()
    await world.pass(6)
    expect((await world.refused(world.stranger, 'refund', [request])).name).to.equal('NotThisRequest')
    const receipt = await world.receipt(server, request)
    expect((await world.refused(server.sender, 'fulfil', [request, receipt, ANSWER])).name).to.equal('NotThisRequest')
    expect((await world.refused(world.stranger, 'deliver', [request, proposal, OTHER])).name).to.equal('WrongReceipt')
    for (const change of [{ epoch: 1 }, { providers: 0n }, { status: 1 }, { responseHash: responseHashOf(OTHER) }]) {
      const refusal = await world.refused(world.stranger, 'deliver', [request, { ...proposal, ...change }, ANSWER])
      expect(refusal.name).to.equal('NotThisRequest')
    }
    expect((await world.refused(world.stranger, 'reject', [request, proposal])).name).to.equal('NotRejected')
  })

  it('REQ-1 final: nothing is delivered while a case is open, and after a verdict the fee goes back', async () => {
    const before = await world.balance(consumer.address)
    const { request, proposal } = await propose()
    await world.pass(MATURITY + 1)
    for (const module of [world.holds, world.disputes]) {
      await world.sendTo(module, world.stranger, 'set', [server.id, true])
      expect(await world.refused(world.stranger, 'deliver', [request, proposal, ANSWER])).to.deep.equal({
        name: 'CaseOpen',
        args: [server.id, getAddress(module.address)],
      })
      await world.sendTo(module, world.stranger, 'set', [server.id, false])
    }
    await punish(world, server)
    expect((await world.refused(world.stranger, 'deliver', [request, proposal, ANSWER])).name).to.equal(
      'ProviderNotReady',
    )
    const events = world.eventsOf(await world.send(world.stranger, 'reject', [request, proposal]))
    expect(names(events)).to.deep.equal(['Rejected', 'Refunded'])
    expect(await world.balance(consumer.address)).to.equal(before)
    expect((await world.refused(world.stranger, 'reject', [request, proposal])).name).to.equal('NotThisRequest')
  })

  it('REQ-1 final: whoever delivers with too little gas changes nothing', async () => {
    const { request, proposal } = await propose()
    await world.pass(MATURITY + 1)
    const args = [request, proposal, ANSWER]
    for (let gas = 60_000n; gas <= 260_000n; gas += 10_000n) {
      const undo = await world.mark()
      const outcome = await world.sendWithGas(world.stranger, 'deliver', args, gas)
      if (outcome) expect(delivered(world.eventsOf(outcome)), `${gas} gas`).to.equal(true)
      await undo()
    }
  })
})

describe('attacks on requests: a quorum', () => {
  let world: Asking
  let consumer: Contract
  let servers: Server[]
  let back: () => Promise<void>

  before(async () => {
    world = await newAsking(4)
    await world.pass(1)
    consumer = await world.consumer()
    servers = world.providers
  })
  beforeEach(async () => {
    back = await world.mark()
  })
  afterEach(async () => {
    await back()
  })

  const at = (index: number) => servers[index] as Server
  const commit = (server: Server, request: Request, answer = ANSWER) =>
    world.send(server.sender, 'commit', [request, server.lease, world.commitment(request, server, answer, SALT)])
  const reveal = async (server: Server, request: Request, answer = ANSWER) => {
    const receipt = await world.receipt(server, request, answer)
    return world.eventsOf(await world.send(server.sender, 'reveal', [request, receipt, answer, SALT]))
  }
  const revealRefused = async (server: Server, request: Request, answer = ANSWER, salt = SALT) =>
    world.refused(server.sender, 'reveal', [request, await world.receipt(server, request, answer), answer, salt])
  const ask = (changes: Partial<Ask> = {}) => world.ask(consumer, { quorum: 2, seats: 3, fee: 1001n, ...changes })

  it('REQ-1 quorum: the answer that completes it is delivered; its fee is split, the remainder is the last one’s', async () => {
    const request = await ask()
    for (const server of servers.slice(0, 3)) await commit(server, request)
    const before = await Promise.all(servers.map(({ owner }) => world.balance(owner)))
    expect(names(await reveal(at(0), request))).to.deep.equal(['Answered'])
    expect(names(await reveal(at(1), request))).to.deep.equal(['Answered', 'Delivered'])
    const after = await Promise.all(servers.map(({ owner }) => world.balance(owner)))
    expect(after.map((balance, i) => balance - (before[i] as bigint))).to.deep.equal([500n, 501n, 0n, 0n])
    expect((await revealRefused(at(2), request)).name).to.equal('NotThisRequest')
    expect(await world.balance(world.requests.address)).to.equal(0n)
  })

  it('REQ-1 quorum: a different answer counts for itself and earns nothing', async () => {
    const request = await ask()
    await commit(at(0), request, OTHER)
    await commit(at(1), request)
    await commit(at(2), request)
    const liar = await world.balance(at(0).owner)
    expect(names(await reveal(at(0), request, OTHER))).to.deep.equal(['Answered'])
    expect(names(await reveal(at(1), request))).to.deep.equal(['Answered'])
    expect(names(await reveal(at(2), request))).to.deep.equal(['Answered', 'Delivered'])
    expect(await world.balance(at(0).owner)).to.equal(liar)
  })

  it('REQ-1 quorum: nothing is revealed before the seats are taken or the last epoch has come', async () => {
    const request = await ask()
    await commit(at(0), request)
    await commit(at(1), request)
    expect((await revealRefused(at(0), request)).name).to.equal('CommitsOpen')
    await world.pass(2)
    const late = [request, at(2).lease, world.commitment(request, at(2), ANSWER, SALT)]
    expect((await world.refused(at(2).sender, 'commit', late)).name).to.equal('RequestOver')
    await reveal(at(0), request)
    expect(delivered(await reveal(at(1), request))).to.equal(true)
  })

  it('REQ-1 quorum: one provider does not sit on two seats, by committing or revealing twice', async () => {
    const request = await ask()
    await commit(at(0), request)
    const again = [request, at(0).lease, world.commitment(request, at(0), OTHER, SALT)]
    expect((await world.refused(at(0).sender, 'commit', again)).name).to.equal('CommittedBefore')
    expect((await world.refused(at(0).owner, 'commit', again)).name).to.equal('CommittedBefore')
    for (const nothing of [zeroHash, toHex(1n, { size: 32 })]) {
      const refusal = await world.refused(at(1).sender, 'commit', [request, at(1).lease, nothing])
      expect(refusal.name).to.equal('OutOfRange')
    }
    await commit(at(1), request, OTHER)
    await commit(at(2), request)
    await reveal(at(0), request)
    expect((await revealRefused(at(0), request)).name).to.equal('NotCommitted')
  })

  it('REQ-1 quorum: a copied commitment opens for nobody else', async () => {
    const request = await ask()
    await commit(at(0), request)
    const copy = world.commitment(request, at(0), ANSWER, SALT)
    await world.send(at(1).sender, 'commit', [request, at(1).lease, copy])
    await commit(at(2), request)
    await reveal(at(0), request)
    expect((await revealRefused(at(1), request)).name).to.equal('NotCommitted')
  })

  it('REQ-1 quorum: who did not commit, or committed to something else, reveals nothing', async () => {
    const request = await ask()
    for (const server of servers.slice(0, 3)) await commit(server, request)
    expect((await revealRefused(at(3), request)).name).to.equal('NotCommitted')
    expect((await revealRefused(at(0), request, OTHER)).name).to.equal('NotCommitted')
    expect((await revealRefused(at(0), request, ANSWER, zeroHash)).name).to.equal('NotCommitted')
    const full = [request, at(3).lease, world.commitment(request, at(3), ANSWER, SALT)]
    expect((await world.refused(at(3).sender, 'commit', full)).name).to.equal('NoSeat')
  })

  it('REQ-1 quorum: strangers, and providers of other deals, take no seat', async () => {
    const deal = await world.openDeal(2)
    const request = await ask({ deal })
    const commitment = world.commitment(request, at(2), ANSWER, SALT)
    expect((await world.refused(at(2).sender, 'commit', [request, at(2).lease, commitment])).name).to.equal('NotLeased')
    expect((await world.refused(at(2).sender, 'commit', [request, deal * 256, commitment])).name).to.equal(
      'NotProvider',
    )
  })

  it('REQ-1 quorum: a request is not answered in the way of the other kind', async () => {
    const one = await world.ask(consumer)
    const many = await ask()
    const receipt = await world.receipt(at(0), many)
    expect((await world.refused(at(0).sender, 'fulfil', [many, receipt, ANSWER])).name).to.equal('WrongQuorum')
    expect((await world.refused(at(0).sender, 'commit', [one, at(0).lease, SALT])).name).to.equal('WrongQuorum')
    const single = await world.receipt(at(0), one)
    expect((await world.refused(at(0).sender, 'reveal', [one, single, ANSWER, SALT])).name).to.equal('WrongQuorum')
  })

  it('REQ-1 quorum: without enough equal answers the whole fee goes back after the deadline', async () => {
    const before = await world.balance(consumer.address)
    const request = await ask()
    await commit(at(0), request)
    await commit(at(1), request, OTHER)
    await commit(at(2), request)
    await reveal(at(0), request)
    await reveal(at(1), request, OTHER)
    await world.pass(3)
    expect((await revealRefused(at(2), request)).name).to.equal('RequestOver')
    await world.send(world.stranger, 'refund', [request])
    expect(await world.balance(consumer.address)).to.equal(before)
  })

  it('REQ-1 quorum and final: waits, and one convicted provider of the quorum gives the fee back', async () => {
    const request = await ask({ waits: true, quorum: 3 })
    for (const server of servers.slice(0, 3)) await commit(server, request)
    await reveal(at(0), request)
    await reveal(at(1), request)
    const proposal = proposalOf(await reveal(at(2), request))
    expect(proposal.providers).to.equal((BigInt(at(0).id) << 48n) | (BigInt(at(1).id) << 24n) | BigInt(at(2).id))
    const paid = await Promise.all(servers.map(({ owner }) => world.balance(owner)))
    await world.pass(5)
    const undo = await world.mark()
    await world.send(world.stranger, 'deliver', [request, proposal, ANSWER])
    const after = await Promise.all(servers.map(({ owner }) => world.balance(owner)))
    expect(after.map((balance, i) => balance - (paid[i] as bigint))).to.deep.equal([333n, 333n, 335n, 0n])
    await undo()
    await punish(world, at(0))
    expect((await world.refused(world.stranger, 'deliver', [request, proposal, ANSWER])).name).to.equal(
      'ProviderNotReady',
    )
    await world.send(world.stranger, 'reject', [request, proposal])
    expect(await world.balance(world.requests.address)).to.equal(0n)
  })
})

describe("the mark in a module's account", () => {
  it('ESC-3 is no money: nobody can move it, and what passes through leaves it as it is', async () => {
    const { bourse, requests, developer, stranger, chain, sendTo, balance } = await newAsking(1)
    await chain.rpc('hardhat_impersonateAccount', requests.address)
    await chain.rpc('hardhat_setBalance', requests.address, '0xffffffffffffffff')
    const refused = async (amount: bigint) => {
      const outcome = await chain.send(requests.address, bourse, 'transfer', [stranger, amount])
      return isReverted(outcome) ? [outcome.name, ...outcome.args] : 'went through'
    }
    for (const has of [0n, 5n]) {
      if (has > 0n) await sendTo(bourse, developer, 'transfer', [requests.address, has])
      expect(await balance(requests.address)).to.equal(has)
      for (const amount of [has + 1n, 1n << 255n, (1n << 255n) + has])
        expect(await refused(amount)).to.deep.equal(['BalanceTooLow', has, amount])
    }
    await sendTo(bourse, requests.address, 'transfer', [stranger, 5n])
    expect(await refused(1n)).to.deep.equal(['BalanceTooLow', 0n, 1n])
  })
})

/** A verdict of the module that may punish. */
async function punish(world: Asking, { id }: Server): Promise<void> {
  const data = encodeFunctionData({ abi: world.bourse.abi, functionName: 'punish', args: [id, world.stranger] })
  await world.sendTo(world.holds, world.stranger, 'execute', [world.bourse.address, data])
}

// Cases to the wei and to the epoch: what an ask takes, what an answer pays, when a deadline passes, what a demand may hold.

import { encodeRequest } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { decodeErrorResult, decodeEventLog, encodeFunctionData, type Hex, stringToHex, toHex, zeroAddress } from 'viem'
import type { Receipt } from '../fuzz/support/chain.ts'
import type { Address } from '../model/index.ts'
import { NOTICE, SETTINGS } from './support/scene.ts'
import { ANSWER, Culprit, oneLease, responseRoot, type Trial } from './support/trial.ts'

const ANSWER_GAS = 150_000n
const PRICE = 10n ** 9n
const [ASKED, DEMANDED, ANSWERED, EXPIRED] = [1, 2, 3, 4]

interface CaseView {
  provider: number
  deadline: number
  state: number
  asker: Address
  deposit: bigint
}

describe('cases, to the wei and to the epoch', () => {
  let trial: Trial
  let owner: Address
  let developer: Address
  let stranger: Address
  let provider: Culprit
  let lease: number

  beforeEach(async () => {
    ;({ trial, owner, developer, stranger, provider, lease } = await oneLease())
  })

  /** Sends at a gas price that is the base fee. */
  async function priced(from: Address, fn: string, args: readonly unknown[], value = 0n, price = PRICE) {
    await trial.chain.rpc('hardhat_setNextBlockBaseFeePerGas', toHex(price))
    const data = encodeFunctionData({ abi: trial.faults.abi, functionName: fn, args })
    const gas = { gas: '0x1000000', gasPrice: toHex(price), value: toHex(value) }
    const hash = await trial.chain.rpc('eth_sendTransaction', { from, to: trial.faults.address, data, ...gas })
    return trial.chain.rpc<Receipt>('eth_getTransactionReceipt', hash)
  }

  const caseOf = (id: Hex) => trial.chain.read<CaseView>(trial.faults, 'caseOf', [id])
  const told = ({ logs }: Receipt) =>
    logs
      .filter(({ address }) => address.toLowerCase() === trial.faults.address.toLowerCase())
      .map(({ topics, data }) => decodeEventLog({ abi: trial.faults.abi, topics, data }))
      .map(({ eventName, args }) => ({ name: eventName, args: args as unknown as Record<string, unknown> }))
  const idOf = (receipt: Receipt) => told(receipt)[0]?.args.id as Hex
  const askLeaf = (epoch: number, value = trial.deposit) =>
    trial.send(stranger, 'askLeaf', [provider.id, epoch, lease], value)

  async function attested(): Promise<void> {
    await trial.pass(1)
    await provider.attest([lease])
  }

  describe('EPO-5 deposits', () => {
    it('of twice the answer at the base fee are enough, and one wei less is not', async () => {
      await attested()
      const needed = 2n * ANSWER_GAS * PRICE
      const low = await priced(stranger, 'askLeaf', [provider.id, 2, lease], needed - 1n).then(
        () => undefined,
        ({ data }: { data: Hex | { data: Hex } }) => (typeof data === 'string' ? data : data.data),
      )
      const refusal = decodeErrorResult({ abi: trial.faults.abi, data: low as Hex })
      expect([refusal.errorName, ...(refusal.args ?? [])]).to.deep.equal(['DepositTooLow', needed - 1n, needed])
      const id = idOf(await priced(stranger, 'askLeaf', [provider.id, 2, lease], needed))
      const { provider: of, deadline, state, asker, deposit } = await caseOf(id)
      expect({ of, deadline, state, deposit }).to.deep.equal({
        of: provider.id,
        deadline: trial.epoch() + ANSWER,
        state: ASKED,
        deposit: needed,
      })
      expect(asker.toLowerCase()).to.equal(stranger)
    })

    it('pay who answers for the gas at its price; the rest is the asker’s, over several cases', async () => {
      await attested()
      await attested()
      for (const epoch of [2, 3]) {
        const id = idOf(await askLeaf(epoch))
        await priced(developer, 'answerLeaf', provider.leafProof(epoch, lease))
        const { state, asker, deposit } = await caseOf(id)
        expect({ state, asker, deposit }).to.deep.equal({ state: ANSWERED, asker: zeroAddress, deposit: 0n })
      }
      expect(await trial.owed(developer)).to.equal(2n * ANSWER_GAS * PRICE)
      expect(await trial.owed(stranger)).to.equal(2n * (trial.deposit - ANSWER_GAS * PRICE))
    })

    it('pay no more than they are, however dear the answer was', async () => {
      await attested()
      const deposit = 2n * ANSWER_GAS * PRICE
      await priced(stranger, 'askLeaf', [provider.id, 2, lease], deposit)
      await priced(developer, 'answerLeaf', provider.leafProof(2, lease), 0n, 3n * PRICE)
      expect(await trial.owed(developer)).to.equal(deposit)
      expect(await trial.owed(stranger)).to.equal(0n)
    })

    it('are withdrawn once, by whom they are owed to, to where they say', async () => {
      await attested()
      await askLeaf(2)
      await trial.pass(ANSWER + 1)
      await trial.send(developer, 'expire', [await idOfLeaf(2)])
      const payee = `0x${'77'.repeat(20)}` as const
      const first = told(await trial.send(stranger, 'withdraw', [payee]))
      expect(first.map(({ name, args }) => [name, String(args.to).toLowerCase(), args.amount])).to.deep.equal([
        ['Withdrawn', payee, trial.deposit],
      ])
      expect(BigInt(await trial.chain.rpc<Hex>('eth_getBalance', payee, 'latest'))).to.equal(trial.deposit)
      expect(told(await trial.send(stranger, 'withdraw', [payee]))[0]?.args.amount).to.equal(0n)
    })
  })

  async function idOfLeaf(epoch: number): Promise<Hex> {
    const { args } = await trial.refused(stranger, 'askLeaf', [provider.id, epoch, lease], trial.deposit)
    return args[0] as Hex
  }

  describe('EPO-5 deadlines', () => {
    it('leave the whole last epoch to answer in', async () => {
      await attested()
      await askLeaf(2)
      await trial.pass(ANSWER)
      await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
    })

    it('that pass end the provider once, and give every asker its own back', async () => {
      await attested()
      await attested()
      const ids = [idOf(await askLeaf(2)), idOf(await askLeaf(3))] as [Hex, Hex]
      expect(await trial.chain.read(trial.faults, 'openCases', [provider.id])).to.equal(2n)
      await trial.pass(ANSWER + 1)
      const before = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [stranger])
      for (const [i, id] of ids.entries()) {
        const [event] = told(await trial.send(developer, 'expire', [id]))
        expect([event?.name, event?.args.provider, String(event?.args.asker).toLowerCase()]).to.deep.equal([
          ...['Expired', provider.id, stranger],
        ])
        expect((await caseOf(id)).state).to.equal(EXPIRED)
        expect(await trial.chain.read(trial.faults, 'openCases', [provider.id])).to.equal(BigInt(1 - i))
        expect(await trial.holds(provider.id)).to.equal(i === 0)
      }
      expect(await trial.owed(stranger)).to.equal(2n * trial.deposit)
      const after = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [stranger])
      expect(after - before).to.equal(SETTINGS.baseStake / 4n)
    })

    it('of proofs are as long as stakes answer', async () => {
      const a = await provider.sign()
      const b = await provider.sign({ number: a.batch.number, count: 9 }, false)
      await trial.pass(NOTICE)
      await trial.send(stranger, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])
      expect(await trial.isFatal(provider.id)).to.equal(true)
    })

    it('are set when Faults is made: neither too short for the chain nor too long for the stakes', async () => {
      const { grace, window, game } = SETTINGS
      const make = (epochs: number) =>
        trial.chain.deploy('Faults', [trial.bourse.address, BigInt(epochs)]).then(
          ({ address }) => address !== undefined,
          () => false,
        )
      const tries = [grace - 1, grace, window + game, window + game + 1]
      expect(await Promise.all(tries.map(make))).to.deep.equal([false, true, true, false])
    })
  })

  describe('DEAL-9 demands', () => {
    const CALL = { method: 'POST', target: '/x?y=1', contentType: 'text/plain', body: 'hello' }
    const encoded = (call: object) =>
      Object.fromEntries(Object.entries({ ...CALL, ...call }).map(([name, text]) => [name, toHex(text)]))
    const demand = (call: object = {}, of = lease) =>
      trial.send(developer, 'demand', [of, encoded(call)], trial.deposit)
    const refused = (call: object = {}, of = lease) =>
      trial.refused(developer, 'demand', [of, encoded(call)], trial.deposit)

    it('are told with the request in its one encoding, and remembered with their lease and epoch', async () => {
      const receipt = await demand()
      const [event] = told(receipt)
      const request = encodeRequest({ ...CALL, body: new TextEncoder().encode(CALL.body) })
      const deadline = trial.epoch() + ANSWER
      expect(event?.args).to.include({ provider: provider.id, lease, epoch: trial.epoch(), deadline })
      expect(event?.args.request).to.equal(toHex(request))
      const found = await caseOf(idOf(receipt))
      expect(found).to.include({ state: DEMANDED, deposit: trial.deposit, deadline, provider: provider.id })
    })

    const fine = {
      'a method of one letter': { method: 'A' },
      'a method of 16 letters': { method: 'Z'.repeat(16) },
      'the root': { target: '/' },
      'a target of 512 bytes': { target: `/${'x'.repeat(511)}` },
      'the first and last characters of a target': { target: '/!~' },
      'no content type': { contentType: '' },
      'a content type of 128 bytes': { contentType: 'x'.repeat(128) },
      'the first and last characters of a content type': { contentType: ' ~' },
      'no body': { body: '' },
      'a body of 8192 bytes': { body: 'b'.repeat(8192) },
    }
    for (const [what, call] of Object.entries(fine)) {
      it(`may hold ${what}`, async () => {
        const [event] = told(await demand(call))
        const { body, ...texts } = { ...CALL, ...call }
        const request = encodeRequest({ ...texts, body: new TextEncoder().encode(body) })
        expect(event?.args.request).to.equal(toHex(request))
      })
    }

    const wrong: [what: string, call: object, name: string, args: unknown[]][] = [
      ['no method', { method: '' }, 'OutOfRange', ['method', 0n, 1n, 16n]],
      ['a method of 17 letters', { method: 'A'.repeat(17) }, 'OutOfRange', ['method', 17n, 1n, 16n]],
      ['what stands before A', { method: 'P@' }, 'BadRequest', ['method', 1n]],
      ['what stands behind Z', { method: '[' }, 'BadRequest', ['method', 0n]],
      ['no target', { target: '' }, 'OutOfRange', ['target', 0n, 1n, 512n]],
      ['a target of 513 bytes', { target: `/${'x'.repeat(512)}` }, 'OutOfRange', ['target', 513n, 1n, 512n]],
      ['a space in a target', { target: '/ ' }, 'BadRequest', ['target', 1n]],
      ['a control character in a target', { target: '/\u007f' }, 'BadRequest', ['target', 1n]],
      ['a target that begins elsewhere', { target: 'x/' }, 'BadRequest', ['target', 0n]],
      ['a content type of 129 bytes', { contentType: 'x'.repeat(129) }, 'OutOfRange', ['contentType', 129n, 0n, 128n]],
      ['a line break in a content type', { contentType: 'a\u001f' }, 'BadRequest', ['contentType', 1n]],
      ['a control character in a content type', { contentType: '\u007f' }, 'BadRequest', ['contentType', 0n]],
      ['a body of 8193 bytes', { body: 'b'.repeat(8193) }, 'OutOfRange', ['body', 8193n, 0n, 8192n]],
    ]
    for (const [what, call, name, [field, ...numbers]] of wrong) {
      it(`may not hold ${what}`, async () => {
        const refusal = await refused(call)
        const args = [stringToHex(field as string, { size: 32 }), ...numbers]
        expect([refusal.name, ...refusal.args]).to.deep.equal([name, ...args])
      })
    }

    it('are of live leases: not before the first epoch, nor in the end, nor of a part, nor of who has ended', async () => {
      const two = new Culprit(trial, await trial.person())
      const [short] = (await two.start(developer, 1, 1)) as [number]
      expect((await refused({}, short)).name).to.equal('NotLive')
      await trial.pass(1)
      await demand({}, short)
      await trial.pass(1)
      expect((await refused({}, short)).name).to.equal('NotLive')
      const three = new Culprit(trial, await trial.person())
      const [whole] = (await three.start(developer, 1, 40, 3)) as [number]
      await trial.pass(1)
      await trial.sendTo(trial.bourse, developer, 'scaleDown', [whole, 1])
      expect((await refused({}, whole + 1)).name).to.equal('NotLive')
      await trial.pass(SETTINGS.absence + SETTINGS.grace)
      await trial.sendTo(trial.bourse, stranger, 'sync', [provider.id])
      expect((await refused()).name).to.equal('HasEnded')
    })

    it('that nobody answers pay the price back from their epoch on, and no other', async () => {
      await trial.pass(1)
      await provider.attest([lease])
      const id = idOf(await demand())
      for (let i = 0; i < ANSWER; i++) await attested()
      await trial.pass(1)
      await provider.attest([lease])
      const before = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [developer])
      const { logs } = await trial.send(stranger, 'expire', [id])
      const paid = logs
        .filter(({ address }) => address.toLowerCase() === trial.bourse.address.toLowerCase())
        .map(({ topics, data }) => decodeEventLog({ abi: trial.bourse.abi, topics, data }))
        .find(({ eventName }) => eventName === 'PaidBack')
      // the epochs of the demand and of its deadline, and the running one: three, as many as the window holds
      expect(paid?.args).to.deep.equal({ lease, epochs: ANSWER + 1, amount: 300n })
      const after = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [developer])
      expect(after - before).to.equal(300n)
      expect(await trial.owed(developer)).to.equal(trial.deposit)
    })

    describe('and their answers', () => {
      const answer = (id: Hex, wire: Hex, response: Hex) => trial.send(stranger, 'answerDemand', [id, wire, response])
      const field = async (id: Hex, wire: Hex, response: Hex) => {
        const { name, args } = await trial.refused(stranger, 'answerDemand', [id, wire, response])
        return `${name} ${Buffer.from(String(args[0]).slice(2), 'hex').toString().replaceAll('\0', '')}`
      }

      it('are of the demand’s epoch or later, but not of one to come', async () => {
        const response = toHex('world')
        const id = idOf(await demand())
        const future = await provider.receipt(lease, 'hello', response, { epoch: trial.epoch() + 1 })
        expect(await field(id, future, response)).to.equal('WrongReceipt epoch')
        await trial.pass(1)
        const [event] = told(await answer(id, future, response))
        expect(event).to.deep.equal({
          name: 'DemandAnswered',
          args: { id, provider: provider.id, receipt: future, response },
        })
      })

      it('are of the lease’s own provider', async () => {
        const two = new Culprit(trial, await trial.person())
        await two.start(developer)
        const id = idOf(await demand())
        const response = toHex('world')
        expect(await field(id, await two.receipt(lease, 'hello', response), response)).to.equal('WrongReceipt provider')
      })

      it('of 40 bytes are no length and root: an honest provider of such an answer lost its lease', async () => {
        for (const text of ['da39a3ee5e6b4b0d3255bfef95601890afd80709', `${'\0'.repeat(8)}${'x'.repeat(32)}`]) {
          const [response, body] = [toHex(text), text.slice(20)]
          await answer(idOf(await demand({ body })), await provider.receipt(lease, body, response), response)
        }
      })

      it('of up to 4096 bytes are shown whole; a length and a root stand for more than that only', async () => {
        for (const [size, body] of [
          [4096, 'full'],
          [0, 'nothing'],
        ] as const) {
          const response = toHex(new Uint8Array(size))
          await answer(idOf(await demand({ body })), await provider.receipt(lease, body, response), response)
        }
        const full = toHex(new Uint8Array(4096).fill(7))
        const id = idOf(await demand({ body: 'short' }))
        const wire = await provider.receipt(lease, 'short', full)
        expect(await field(id, wire, responseRoot(full))).to.equal('WrongReceipt responseHash')
        const long = toHex(new Uint8Array(4097).fill(7))
        const other = idOf(await demand({ body: 'long' }))
        await answer(other, await provider.receipt(lease, 'long', long), responseRoot(long))
      })
    })
  })
})

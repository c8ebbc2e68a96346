// What asks, demands and proofs do at their edges: refusals that no honest client meets, and money at its limits.
import { decodeWire, encodeWire, MerkleTree, receiptHash } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { encodeFunctionData, type Hex, hexToBytes, stringToHex, toHex, zeroAddress } from 'viem'
import type { Address } from '../../model/index.ts'
import { leaseId } from '../support/scene.ts'
import { ANSWER, Culprit, newTrial, type Signed, signDigest, type Trial } from '../support/trial.ts'

const named = (text: string) => stringToHex(text, { size: 32 })

describe('asks, demands and proofs at their edges', () => {
  let trial: Trial
  let owner: Address
  let developer: Address
  let stranger: Address
  let provider: Culprit
  let leases: number[]
  let lease: number

  /** Two leases, live from epoch 2; the clock stands in epoch 2. */
  beforeEach(async () => {
    trial = await newTrial()
    ;[owner, developer, stranger] = [await trial.person(), await trial.person(), await trial.person()]
    provider = new Culprit(trial, owner)
    leases = await provider.start(developer, 2)
    lease = leases[0] as number
    await trial.pass(1)
  })

  const ask = async (id = lease, epoch = 2, value = trial.deposit) => {
    const { logs } = await trial.send(stranger, 'askLeaf', [provider.id, epoch, id], value)
    return logs[0]?.topics[1] as Hex
  }
  const call = (changes: object = {}) => {
    const texts = { method: 'POST', target: '/x?y=1', contentType: 'text/plain', body: 'hello' }
    return { ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, toHex(text)])), ...changes }
  }
  const demand = async () => {
    const { logs } = await trial.send(developer, 'demand', [lease, call()], trial.deposit)
    return logs[0]?.topics[1] as Hex
  }
  const refusedDemand = async (id: number, changes: object = {}) =>
    (await trial.refused(developer, 'demand', [id, call(changes)], trial.deposit)).name
  const equivocate = async () => {
    const a = await provider.sign()
    const b = await provider.sign({ number: a.batch.number, count: 9 }, false)
    await trial.send(stranger, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])
  }
  const noCollision = async (a: Signed, b: Signed) =>
    (await trial.refused(stranger, 'proveEquivocation', [a.batch, a.signature, b.batch, b.signature])).name

  it('EPO-5 a case is read as it was made, and is gone from the sums when it is over', async () => {
    expect(await trial.chain.read(trial.faults, 'answerEpochs')).to.equal(BigInt(ANSWER))
    await trial.pass(1)
    await provider.attest(leases)
    const id = await ask()
    const open = await trial.chain.read<object>(trial.faults, 'caseOf', [id])
    expect(open).to.include({ provider: provider.id, deadline: 3 + ANSWER, state: 1, deposit: trial.deposit })
    expect((open as { asker: string }).asker.toLowerCase()).to.equal(stranger)
    await trial.send(owner, 'answerLeaf', provider.leafProof(2, lease))
    const over = await trial.chain.read<object>(trial.faults, 'caseOf', [id])
    expect(over).to.include({ state: 3, deposit: 0n, asker: zeroAddress })
    expect(await trial.chain.read(trial.faults, 'openCases', [provider.id])).to.equal(0n)
  })

  it('EPO-5 a provider that one case ended is not ended by the next; its deposit comes back all the same', async () => {
    await trial.pass(1)
    await provider.attest([])
    const ids = [await ask(leases[0]), await ask(leases[1])]
    await trial.pass(ANSWER + 1)
    const before = await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [stranger])
    await trial.send(owner, 'expire', [ids[0]])
    const reward = (await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [stranger])) - before
    expect(reward > 0n).to.equal(true)
    await trial.send(owner, 'expire', [ids[1]])
    expect((await trial.chain.read<bigint>(trial.bourse, 'balanceOf', [stranger])) - before).to.equal(reward)
    expect(await trial.owed(stranger)).to.equal(2n * trial.deposit)
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('EPO-5 an answer at any gas price takes the deposit at most, and the asker is then owed nothing', async () => {
    await trial.pass(1)
    await provider.attest(leases)
    await ask()
    const gasPrice = toHex(trial.deposit / 100_000n)
    const data = encodeFunctionData({
      abi: trial.faults.abi,
      functionName: 'answerLeaf',
      args: provider.leafProof(2, lease),
    })
    const transaction = { from: owner, to: trial.faults.address, data, gas: '0xff0000', gasPrice }
    await trial.chain.rpc('hardhat_setBalance', owner, toHex(10n ** 24n))
    await trial.chain.rpc('eth_sendTransaction', transaction)
    expect(await trial.owed(owner)).to.equal(trial.deposit)
    expect(await trial.owed(stranger)).to.equal(0n)
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('EPO-5 an epoch that was missed cannot be asked about, though a later one was attested', async () => {
    await trial.pass(2)
    await provider.attest(leases, 3)
    const refusal = await trial.refused(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)
    expect(refusal).to.deep.equal({ name: 'NotAttested', args: [provider.id, 2] })
    await ask(lease, 3)
  })

  it('RCP-3 the root of an epoch that was missed is none: nothing is void by it', async () => {
    const number = provider.skip()
    const { batch, signature } = await provider.sign({ number }, false)
    await trial.pass(2)
    await provider.attest(leases, 3)
    const prove = (epoch: number, fn: typeof trial.send | typeof trial.refused) =>
      fn(stranger, 'proveVoid', [batch, signature, { ...provider.opening(3), epoch }, provider.path(3, number)])
    expect(await prove(2, trial.refused)).to.deep.equal({ name: 'NotAttested', args: [provider.id, 2] })
    await prove(3, trial.send)
    expect(await trial.isFatal(provider.id)).to.equal(true)
  })

  it('EPO-5 nothing is asked of a provider that was found guilty', async () => {
    const { batch, signature } = await provider.sign()
    await trial.pass(1)
    await provider.attest(leases)
    await equivocate()
    const refusal = { name: 'HasEnded', args: [provider.id] }
    expect(await trial.refused(stranger, 'askLeaf', [provider.id, 2, lease], trial.deposit)).to.deep.equal(refusal)
    expect(await trial.refused(stranger, 'askHeader', [batch, signature], trial.deposit)).to.deep.equal(refusal)
  })

  it('EPO-5 DEAL-9 deposits are what the contract says for the base fee, and not a wei less', async () => {
    await trial.pass(1)
    await provider.attest(leases)
    const fee = 10n ** 9n
    const at = async (fn: 'send' | 'refused', args: readonly unknown[], value: bigint) => {
      await trial.chain.rpc('hardhat_setNextBlockBaseFeePerGas', toHex(fee))
      const [name, ...rest] = args as [string, readonly unknown[]]
      return trial[fn](developer, name, rest[0], value)
    }
    for (const [read, ...args] of [
      ['depositFor', 'askLeaf', [provider.id, 2, lease]],
      ['demandDepositFor', 'demand', [lease, call()]],
    ] as const) {
      const deposit = await trial.chain.read<bigint>(trial.faults, read, [fee])
      const low = await at('refused', args, deposit - 1n)
      expect(low).to.deep.equal({ name: 'DepositTooLow', args: [deposit - 1n, deposit] })
      await at('send', args, deposit)
    }
  })

  it('EPO-5 batches of one after the other are no equivocation, in whichever order they are shown', async () => {
    const a = await provider.sign({ firstSequence: 10n, count: 5 })
    const b = await provider.sign({ firstSequence: 15n, count: 2 })
    expect(await noCollision(b, a)).to.equal('NoCollision')
    expect(await noCollision(a, b)).to.equal('NoCollision')
  })

  it('EPO-5 nobody signs for a provider that there is not', async () => {
    const batch = provider.batch({ provider: 999 })
    const signature = await signDigest(batch, trial.domain, provider.operator)
    const refusal = await trial.refused(stranger, 'askHeader', [batch, signature], trial.deposit)
    expect(refusal).to.deep.equal({ name: 'WrongSigner', args: [provider.operator.address, zeroAddress] })
  })

  it('DEAL-9 a part of a lease, one that is over, and one whose provider has ended are not demanded', async () => {
    const two = new Culprit(trial, await trial.person())
    const [whole] = (await two.start(developer, 1, 5, 3)) as [number]
    await trial.pass(1)
    await trial.sendTo(trial.bourse, developer, 'scaleDown', [whole, 1])
    expect(await refusedDemand(leaseId(whole / 256, 1))).to.equal('NotLive')
    await trial.send(developer, 'demand', [whole, call()], trial.deposit)
    await equivocate()
    expect(await refusedDemand(lease)).to.equal('HasEnded')
    await trial.pass(6)
    expect(await refusedDemand(whole, { body: '0x01' })).to.equal('NotLive')
  })

  it('DEAL-9 texts have no character below what a worker reads', async () => {
    expect(await refusedDemand(lease, { target: toHex('/a b') })).to.equal('BadRequest')
    expect(await refusedDemand(lease, { contentType: toHex('text\n') })).to.equal('BadRequest')
  })

  it('DEAL-9 a receipt of an epoch to come, or of another epoch than its batch, answers nothing', async () => {
    const id = await demand()
    const early = await provider.receipt(lease, 'hello', toHex('world'), { epoch: 3 })
    const refusal = await trial.refused(stranger, 'answerDemand', [id, early, toHex('world')])
    expect(refusal).to.deep.equal({ name: 'WrongReceipt', args: [named('epoch'), 3n, 2n] })
    const right = await provider.receipt(lease, 'hello', toHex('world'))
    // the receipt's epoch: 3 bytes from the 15th on
    const mixed = `${right.slice(0, 32)}000001${right.slice(38)}`
    const odd = await trial.refused(stranger, 'answerDemand', [id, mixed, toHex('world')])
    expect(odd).to.deep.equal({ name: 'WrongReceipt', args: [named('receipt'), BigInt(named('epoch')), 0n] })
  })

  it('DEAL-9 a response of forty bytes that stands for nothing longer is a response', async () => {
    const id = await demand()
    const response: Hex = `0x${'00'.repeat(40)}`
    await trial.send(stranger, 'answerDemand', [id, await provider.receipt(lease, 'hello', response), response])
    expect(await trial.holds(provider.id)).to.equal(false)
  })

  it('RCP-3 a receipt has its place in a batch of five, wherever it stands, and in no other', async () => {
    const id = await demand()
    const { receipt } = decodeWire(hexToBytes(await provider.receipt(lease, 'hello', toHex('world'))))
    for (const index of [0, 1, 2, 3, 4]) {
      const receipts = Array.from({ length: 5 }, (_, i) => ({ ...receipt, sequence: 70n + BigInt(i) }))
      const tree = new MerkleTree(receipts.map((each) => receiptHash(each, trial.domain)))
      const changes = { number: 70n, firstSequence: 70n, count: 5, receiptsRoot: toHex(tree.root) }
      const { batch, signature } = await provider.sign(changes, false)
      const own = {
        receipt: receipts[index] as typeof receipt,
        batch,
        signature,
        path: tree.path(index).map((n) => toHex(n)),
      }
      const wire = toHex(encodeWire({ ...own, index }))
      const tampered = `${wire.slice(0, -2)}${wire.endsWith('00') ? '01' : '00'}`
      for (const wrong of [wire.slice(0, -64), `${wire}${'ab'.repeat(32)}`, tampered]) {
        const refusal = await trial.refused(stranger, 'answerDemand', [id, wrong, toHex('world')])
        expect(refusal).to.deep.equal({ name: 'WrongReceipt', args: [named('receipt'), BigInt(named('path')), 0n] })
      }
      const undo = await trial.chain.rpc<string>('evm_snapshot')
      await trial.send(stranger, 'answerDemand', [id, wire, toHex('world')])
      await trial.chain.rpc('evm_revert', undo)
    }
  })
})

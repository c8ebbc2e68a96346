import { join } from 'node:path'
import {
  commitmentOf,
  decodeBatch,
  epochRoot,
  headerLeaf,
  headerPlace,
  leafProblem,
  leasesRoot,
  Mmr,
  voidLeaf,
} from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { ChainRecord } from '../../src/epochs/chainRecord.ts'
import { EpochBook, type Share } from '../../src/epochs/epochBook.ts'
import { EpochGate } from '../../src/epochs/epochGate.ts'
import { Prover } from '../../src/epochs/prover.ts'
import { sealBatch } from '../../src/receipts/sealedBatch.ts'
import { LogReader } from '../../src/store/logReader.ts'
import { ReceiptLog } from '../../src/store/receiptLog.ts'
import { StateStore } from '../../src/store/stateStore.ts'
import { executionOf, identity } from '../support/executions.ts'
import { temporaryFolder } from '../support/fixture.ts'

describe('epoch gate', () => {
  it('lets nobody into a closed epoch, and closes when the last execution has left', async () => {
    const source = { epoch: 5 }
    const gate = new EpochGate(source, 3)
    expect(gate.enter()).to.equal(5)
    expect(gate.enter()).to.equal(5)
    let closed = false
    const closing = gate.close(5).then(() => {
      closed = true
    })
    expect(gate.enter()).to.equal(6)
    gate.leave(5)
    await Promise.resolve()
    expect(closed).to.equal(false)
    gate.leave(5)
    await closing
    expect(closed).to.equal(true)
    gate.leave(6)
  })

  it('never goes back behind a closed epoch when the clock does', async () => {
    const source = { epoch: 7 }
    const gate = new EpochGate(source, 0)
    await gate.close(7)
    source.epoch = 6
    expect(gate.current).to.equal(8)
  })
})

describe('epoch book', () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  const bytesOf = (execution: ReturnType<typeof executionOf>) => execution.request.length + execution.response.length
  const share = (execution: ReturnType<typeof executionOf>): Share => ({
    lease: execution.lease,
    fuel: execution.fuel,
    status: execution.status,
    bytes: bytesOf(execution),
  })

  it('EPO-4 commits to lease leaves sorted by id, idle leases too, and to all batches and voids', () => {
    const executions = [
      executionOf({ lease: 768, fuel: 5 }),
      executionOf({ status: 2, fuel: 7 }),
      executionOf({ fuel: 9 }),
    ]
    const { row } = sealBatch(identity(), 3, 1, executions)
    const book = new EpochBook()
    book.addVoids(3)
    book.add(row, executions.map(share))
    const closed = book.commitment(1, [512, 256])

    const canary = new Uint8Array(32)
    const bytes = BigInt(bytesOf(executions[0] as never))
    const summaries = [
      { lease: 256, count: 2n, fuel: 16n, bytes: 2n * bytes, failures: 1n, canary },
      { lease: 512, count: 0n, fuel: 0n, bytes: 0n, failures: 0n, canary },
      { lease: 768, count: 1n, fuel: 5n, bytes, failures: 0n, canary },
    ]
    const mmr = new Mmr()
    mmr.append(voidLeaf(1n))
    mmr.append(voidLeaf(2n))
    mmr.append(headerLeaf(decodeBatch(row.header), row.signature))
    const expected = epochRoot({ epoch: 1, leasesRoot: leasesRoot(summaries), headers: 3n, mmrRoot: mmr.root })
    expect(Buffer.from(closed.root).equals(expected)).to.equal(true)
    expect(closed.headers).to.equal(3)
  })

  it('RCP-3 comes to the same root from the log, with the voids of a crash', () => {
    const path = join(folder.path, 'receipts.db')
    const live = new EpochBook()
    let next = 1
    for (const batches of [3, 2]) {
      const log = new ReceiptLog(path, 'me')
      const position = log.recover()
      live.addVoids(position.nextNumber)
      next = position.nextNumber
      for (let i = 0; i < batches; i++) {
        const executions = [
          executionOf({ body: `${i}`, epoch: 1 + (i % 2) }),
          executionOf({ lease: 512, epoch: 1 + (i % 2) }),
        ]
        const { row } = sealBatch(identity(), next++, position.nextSequence + 2 * i, executions)
        log.append(row)
        live.add(row, executions.map(share))
      }
      log.close()
    }
    const replayed = new EpochBook()
    replayed.replay(new LogReader(path), next)
    for (const epoch of [1, 2]) expect(replayed.commitment(epoch, [1])).to.deep.equal(live.commitment(epoch, [1]))

    const closed = live.commitment(1, [])
    const resumed = new EpochBook(closed)
    resumed.replay(new LogReader(path), next)
    expect(resumed.lastNumber).to.equal(live.lastNumber)
    expect(resumed.commitment(9, []).mmrRoot).to.deep.equal(live.commitment(9, []).mmrRoot)
  })

  it('EPO-5 RCP-3 shows every number of a root, signed or void, from what a crash leaves on disk', () => {
    const { path: folder } = temporaryFolder()
    const path = join(folder, 'receipts.db')
    const state = new StateStore(join(folder, 'state.db'), 'me')
    let next = 1
    let closed = new EpochBook()
    for (let epoch = 1; epoch <= 2; epoch++) {
      const log = new ReceiptLog(path, 'me')
      const position = log.recover()
      next = position.nextNumber
      for (let i = 0; i < 40; i++) {
        const { row } = sealBatch(identity(), next++, position.nextSequence + i, [executionOf({ epoch })])
        log.append(row)
      }
      log.close()
      closed = new EpochBook(state.lastEpoch())
      closed.replay(new LogReader(path), next)
      state.closeEpoch(closed.commitment(epoch, [256, 512]), closed.nodes)
      state.proofs.attested(epoch, [{ epoch, seed: `0x${'5e'.repeat(32)}`, block: epoch }])
    }
    const reader = new LogReader(path)
    const prover = new Prover(state, state.proofs, reader)
    let voids = 0
    for (let number = 1; number < next; number += 11) {
      const found = prover.header(2, number)
      if (found === undefined) throw new Error(`number ${number} is not shown`)
      const commitment = commitmentOf(found.proof.root)
      const template = { provider: 1, epoch: 1, firstSequence: 1n, count: 1, receiptsRoot: new Uint8Array(32) }
      const batch = { ...template, number: BigInt(number) }
      const signed = found.signed ?? { batch, signature: `0x${'00'.repeat(65)}` as const }
      expect(headerPlace(found.proof, signed, commitment)).to.equal(found.signed ? 'header' : 'void')
      if (!found.signed) voids++
    }
    expect(voids).to.be.greaterThan(80)
    for (const lease of [256, 512]) {
      const proof = prover.leaf(2, lease)
      if (proof === undefined) throw new Error(`lease ${lease} is not shown`)
      expect(leafProblem(proof, commitmentOf(proof.root))).to.equal(undefined)
    }
    expect([prover.leaf(2, 1), prover.leaf(3, 256), prover.header(1, next), prover.header(2, 0)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('refuses a batch whose number does not follow', () => {
    const executions = [executionOf()]
    const { row } = sealBatch(identity(), 2, 1, executions)
    expect(() => new EpochBook().add(row, executions.map(share))).to.throw(RangeError)
  })
})

describe('chain record', () => {
  it('EPO-4 forgets an attestation that a reorganisation took away, and takes another seed of one', async () => {
    const { path: folder } = temporaryFolder()
    const state = new StateStore(join(folder, 'state.db'), 'me')
    const seed = (byte: string) => `0x${byte.repeat(32)}`
    let all = [
      { epoch: 1, seed: seed('01'), block: 3 },
      { epoch: 2, seed: seed('02'), block: 95 },
      { epoch: 4, seed: seed('04'), block: 99 },
    ]
    const client = {
      head: async () => ({ number: 100 }),
      attestations: async (_: number, from: number, to: number) =>
        all.filter(({ block }) => from <= block && block <= to),
    }
    const options = { state, proofs: state.proofs, provider: 1, deployBlock: 2, depth: 1, span: 4 }
    const record = new ChainRecord({ ...options, client: client as never })
    await record.read()
    expect(state.proofs.attestationBefore(5)).to.include(all[2])
    expect(state.proofs.attestationsBefore(5)).to.equal(3)
    all = [
      { epoch: 1, seed: seed('01'), block: 3 },
      { epoch: 2, seed: seed('f2'), block: 96 },
    ]
    await record.read()
    await record.read()
    expect(state.proofs.attestationBefore(5)).to.include(all[1])
    expect(state.proofs.attestationsBefore(5)).to.equal(2)
    expect(state.proofs.seed(1)).to.equal(seed('01'))
    expect(state.proofs.seed(4)).to.equal(undefined)
  })
})

import { join } from 'node:path'
import { expect } from 'chai'
import { sealBatch } from '../../src/receipts/sealedBatch.ts'
import { SEGMENT_ENTRIES } from '../../src/store/hashPages.ts'
import { lockFolder } from '../../src/store/lock.ts'
import { LogReader, readRecords } from '../../src/store/logReader.ts'
import { type LogPosition, NUMBER_BLOCK, ReceiptLog } from '../../src/store/receiptLog.ts'
import { executionOf, identity } from '../support/executions.ts'
import { temporaryFolder } from '../support/fixture.ts'

describe('receipt log', () => {
  let folder: ReturnType<typeof temporaryFolder>
  let path: string

  beforeEach(() => {
    folder = temporaryFolder()
    path = join(folder.path, 'receipts.db')
  })
  afterEach(() => folder.remove())

  const batch = (number: number, firstSequence: number, ...bodies: string[]) =>
    sealBatch(
      identity(),
      number,
      firstSequence,
      bodies.map((body) => executionOf({ body })),
    ).row

  /** Opens, appends `count` batches of two receipts, and closes as told. */
  function session(count: number, end: 'clean' | 'killed', skip = 0): LogPosition {
    const log = new ReceiptLog(path, 'me')
    const position = log.recover(skip)
    for (let i = 0; i < count; i++) {
      log.append(batch(position.nextNumber + i, position.nextSequence + 2 * i, `${i}a`, `${i}b`))
    }
    if (end === 'clean') log.closeClean()
    else log.close()
    return position
  }

  it('RCP-3 goes on with the next number after a clean stop', () => {
    expect(session(3, 'clean')).to.deep.include({ nextNumber: 1, nextSequence: 1 })
    expect(session(2, 'clean')).to.deep.include({ nextNumber: 4, nextSequence: 7 })
    expect(new LogReader(path).voids()).to.deep.equal([])
  })

  it('RCP-3 skips the reserved block after an unclean stop, and keeps sequences without gaps', () => {
    session(3, 'killed')
    expect(session(1, 'killed')).to.deep.include({ nextNumber: NUMBER_BLOCK + 1, nextSequence: 7 })
    expect(session(0, 'killed').nextNumber).to.equal(2 * NUMBER_BLOCK + 1)
    expect(session(0, 'clean').nextNumber).to.equal(3 * NUMBER_BLOCK + 1)
    expect(new LogReader(path).voids()).to.deep.equal([
      { first: 4, last: NUMBER_BLOCK },
      { first: NUMBER_BLOCK + 2, last: 2 * NUMBER_BLOCK },
      { first: 2 * NUMBER_BLOCK + 1, last: 3 * NUMBER_BLOCK },
    ])
  })

  it('RCP-3 skips the block after a crash that follows a clean stop', () => {
    session(3, 'clean')
    expect(session(1, 'killed').nextNumber).to.equal(4)
    expect(session(0, 'clean').nextNumber).to.equal(3 + NUMBER_BLOCK + 1)
  })

  it('RCP-3 never lets a number be used that was not reserved before', function () {
    this.timeout(20_000)
    const log = new ReceiptLog(path, 'me')
    let { nextNumber, nextSequence, reservedThrough } = log.recover()
    const row = batch(1, 1, 'x')
    for (let i = 0; i < 1.5 * NUMBER_BLOCK; i++) {
      expect(nextNumber).to.be.at.most(reservedThrough)
      reservedThrough = log.append({ ...row, number: nextNumber++, firstSequence: nextSequence++ })
    }
    log.close()
    const again = new ReceiptLog(path, 'me')
    expect(again.recover().nextNumber).to.equal(reservedThrough + 1)
    again.close()
  })

  it('RCP-3 skips numbers and sequences on demand, for a store that was restored from a backup', () => {
    session(3, 'clean')
    expect(session(1, 'clean', 5000)).to.deep.include({ nextNumber: 5004, nextSequence: 7 + 5000 * 4096 })
    expect(session(1, 'clean')).to.deep.include({ nextNumber: 5005, nextSequence: 9 + 5000 * 4096 })
  })

  it('refuses a number that is in the log, and stays usable', () => {
    const log = new ReceiptLog(path, 'me')
    log.recover()
    log.append(batch(1, 1, 'a'))
    expect(() => log.append(batch(1, 2, 'b'))).to.throw(/UNIQUE/)
    log.append(batch(2, 2, 'c'))
    log.close()
  })

  it('refuses the log of another identity', () => {
    session(1, 'clean')
    expect(() => new ReceiptLog(path, 'you'))
      .to.throw()
      .with.property('name', 'StoreError')
  })

  it('refuses a second process on one folder', () => {
    const lock = lockFolder(join(folder.path, 'lock'))
    expect(() => lockFolder(join(folder.path, 'lock')))
      .to.throw()
      .with.property('name', 'StoreError')
    lock.release()
    lockFolder(join(folder.path, 'lock')).release()
  })

  it('finds each receipt by sequence, across void numbers and skipped sequences', () => {
    session(2, 'killed')
    session(2, 'clean', 10)
    session(2, 'killed')
    const reader = new LogReader(path)
    const rows = [...reader.batchesAfter(0)]
    expect(rows).to.have.length(6)
    for (const row of rows) {
      for (let sequence = row.firstSequence; sequence < row.firstSequence + row.count; sequence++) {
        expect(reader.batchOf(sequence)?.number).to.equal(row.number)
      }
    }
    expect(reader.batchOf(0)).to.equal(undefined)
    expect(reader.batchOf(5)).to.equal(undefined)
    expect(reader.batchOf(2 ** 40)).to.equal(undefined)
    reader.close()
  })

  it('gives back the recorded bytes', () => {
    session(1, 'clean')
    const reader = new LogReader(path)
    const responses = [...readRecords(reader.batchOf(1)?.records ?? new Uint8Array())].map((x) => x.response.toString())
    expect(responses).to.deep.equal(['0a', '0b'])
    reader.close()
  })

  it('finds receipts by hash, in full segments and in the tail, after a restart too', function () {
    this.timeout(20_000)
    const log = new ReceiptLog(path, 'me')
    const { nextNumber, nextSequence } = log.recover()
    const size = 4096
    const template = batch(1, 1, ...Array.from({ length: 2 }, (_, i) => `${i}`))
    for (let i = 0; i * size < SEGMENT_ENTRIES + size; i++) {
      const leaves = Buffer.alloc(32 * size)
      for (let k = 0; k < size; k++) leaves.writeUInt32BE(((i * size + k) * 2_654_435_761) >>> 0, 32 * k)
      const place = { number: nextNumber + i, firstSequence: nextSequence + i * size, count: size }
      log.append({ ...template, ...place, leaves })
    }
    log.close()
    new ReceiptLog(path, 'me').recover()
    const reader = new LogReader(path)
    for (const index of [0, 1, 4095, 4096, SEGMENT_ENTRIES - 1, SEGMENT_ENTRIES, SEGMENT_ENTRIES + size - 1]) {
      const hash = Buffer.alloc(32)
      hash.writeUInt32BE((index * 2_654_435_761) >>> 0)
      expect(reader.sequenceOf(hash), `${index}`).to.equal(index + 1)
    }
    expect(reader.sequenceOf(new Uint8Array(32).fill(9))).to.equal(undefined)
    reader.close()
  })
})

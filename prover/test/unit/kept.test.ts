// States by step: which one is nearest, which are dropped, and what they take together.
import { expect } from 'chai'
import type { Snapshot } from '../../src/fast/fast.ts'
import { PAGE_BYTES } from '../../src/fast/layout.ts'
import type { Page } from '../../src/fast/pages.ts'
import { KeptStates } from '../../src/prove/kept.ts'

const page = (): Page => ({ bytes: new Uint8Array(PAGE_BYTES), root: undefined })
const snapshot = (pages: Page[]): Snapshot => ({
  registers: { status: 0, pc: 0, fp: 0, pages: 1 },
  deepest: 0,
  slots: new Uint8Array(80),
  table: new Uint8Array(16),
  pages,
})

/** Of an execution that writes one page of four between two states. */
function written(steps: bigint[]): KeptStates {
  const kept = new KeptStates()
  let pages = Array.from({ length: 4 }, page)
  for (const [i, step] of steps.entries()) {
    kept.add(step, snapshot(pages))
    pages = pages.with(i % 4, page())
  }
  return kept
}

describe('kept states', () => {
  it('the nearest one is the last that is not after the step', () => {
    const kept = written([0n, 10n, 30n])
    expect([0n, 9n, 10n, 29n, 1000n].map((step) => kept.nearest(step)?.step)).to.deep.equal([0n, 0n, 10n, 10n, 30n])
    expect([kept.has(10n), kept.has(11n)]).to.deep.equal([true, false])
    kept.narrow(11n, 20n)
    expect(kept.steps).to.deep.equal([10n])
    expect(kept.nearest(9n)).to.equal(undefined)
  })

  it('what two share counts once, however they came and went', () => {
    const kept = written([0n, 10n, 20n, 30n])
    const alone = 80 + 16 + 4 * 8
    const [least, most] = [7 * PAGE_BYTES + 4 * alone, 7 * (PAGE_BYTES + 1024) + 4 * alone]
    expect(kept.bytes).to.be.within(least, most)
    const { bytes } = kept
    const third = kept.nearest(20n)?.snapshot as Snapshot
    kept.thin((step) => step !== 20n)
    // its own page is still held by the one after it
    expect(bytes - kept.bytes).to.equal(alone)
    kept.add(20n, third)
    expect(kept.bytes).to.equal(bytes)
    kept.narrow(0n, 9n)
    expect(kept.bytes).to.be.within(4 * PAGE_BYTES + alone, 4 * (PAGE_BYTES + 1024) + alone)
  })

  it('the one goes whose neighbours are nearest to each other, the first and the last stay', () => {
    const kept = written([0n, 50n, 60n, 65n, 100n])
    for (const steps of [
      [0n, 50n, 65n, 100n],
      [0n, 50n, 100n],
      [0n, 100n],
      [0n, 100n],
    ]) {
      kept.dropLeast()
      expect(kept.steps).to.deep.equal(steps)
    }
    kept.thin(() => false)
    expect(kept.steps).to.deep.equal([0n])
  })

  it('the first of a step stays', () => {
    const kept = written([0n, 10n])
    const { bytes } = kept
    kept.add(10n, snapshot([page(), page()]))
    expect(kept.bytes).to.equal(bytes)
  })
})

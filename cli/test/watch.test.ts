import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeafProof } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { leafJson, readLeafProof } from '../src/watch/proofs.ts'
import { type Accusation, WatchState } from '../src/watch/state.ts'

const HASH = `0x${'0a'.repeat(32)}` as const
const accusation: Accusation = { receipt: 'AQ', request: 'AA==', response: '', endpoint: 'http://x', reason: 'fuel' }

describe('what a watcher remembers', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-watch-'))
    path = join(folder, 'deep/watch.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('POP-6 an accusation and games are there after a kill, until they are over', () => {
    const first = new WatchState(path)
    first.accuse('1:2:3:0x', accusation)
    first.foundGames([7n, 9n], 120)
    const second = new WatchState(path)
    expect(second.accusations).to.deep.equal([['1:2:3:0x', accusation]])
    expect(second.games).to.deep.equal([7n, 9n])
    expect(second.gamesThrough).to.equal(120)
    second.dropAccusation('1:2:3:0x')
    second.endGame(7n)
    const third = new WatchState(path)
    expect(third.accusations).to.deep.equal([])
    expect(third.games).to.deep.equal([9n])
    // read again on chain: it is over all the same
    third.foundGames([7n, 9n], 121)
    expect(third.games).to.deep.equal([9n])
  })

  it('EPO-4 POP-6 a leaf that is to be denied is there after a kill, with the proof that a game is opened with', () => {
    const summary = { lease: 256, count: 3n, fuel: 4n, bytes: 5n, failures: 0n, canary: HASH }
    const root = { epoch: 7, leasesRoot: HASH, headers: 9n, mmrRoot: HASH, seed: HASH }
    const proof: LeafProof = { summary, root, place: { index: 1n, count: 2n, path: [HASH] } }
    const leaf = { kind: 'leaf', provider: 1, proof: leafJson(proof), endpoint: 'http://x', reason: 'made up' } as const
    new WatchState(path).accuse('0x1eaf', leaf)
    const [[key, read] = []] = new WatchState(path).accusations
    expect([key, read?.kind]).to.deep.equal(['0x1eaf', 'leaf'])
    expect(readLeafProof(read?.kind === 'leaf' ? read.proof : {})).to.deep.equal(proof)
  })

  it('POP-6 the memory of a watcher before there were disputes is read', () => {
    const old = join(folder, 'old.json')
    writeFileSync(old, JSON.stringify({ settled: ['0x1'], cases: {}, reported: [], sequences: { 1: 4 }, receipts: [] }))
    const state = new WatchState(old)
    expect([state.games, state.accusations, state.gamesThrough]).to.deep.equal([[], [], -1])
    expect([state.sequence(1), state.isSettled('0x1')]).to.deep.equal([4, true])
  })
})

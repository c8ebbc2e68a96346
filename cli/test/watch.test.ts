import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Accusation, WatchState } from '../src/watch/state.ts'

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

  it('POP-6 the memory of a watcher before there were disputes is read', () => {
    const old = join(folder, 'old.json')
    writeFileSync(old, JSON.stringify({ settled: ['0x1'], cases: {}, reported: [], sequences: { 1: 4 }, receipts: [] }))
    const state = new WatchState(old)
    expect([state.games, state.accusations, state.gamesThrough]).to.deep.equal([[], [], -1])
    expect([state.sequence(1), state.isSettled('0x1')]).to.deep.equal([4, true])
  })
})

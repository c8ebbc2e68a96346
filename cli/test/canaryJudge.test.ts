import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeafProof } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Hex, zeroHash } from 'viem'
import type { Canaries, CanaryFacts } from '../src/watch/canary.ts'
import { CanaryJudge } from '../src/watch/canaryJudge.ts'
import { WatchState } from '../src/watch/state.ts'

const [RIGHT, WRONG] = [`0x${'0a'.repeat(32)}`, `0x${'0b'.repeat(32)}`] as const

describe('what becomes of a canary that was shown', () => {
  let folder: string
  let logged: [event: string, what: unknown][]
  let accused: number
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-judge-'))
    logged = []
    accused = 0
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  /** A watcher that draws RIGHT of every leaf whose version it can have. */
  async function look(
    canary: Hex,
    { isDecided = true, isKnown = true, isTried = true } = {},
    times = 1,
  ): Promise<void> {
    const canaries = {
      facts: async () => (isKnown ? ({ isDecided } as CanaryFacts) : undefined),
      draw: async () => RIGHT,
    } as unknown as Canaries
    const trial = { accuseLeaf: () => isTried && ++accused > 0 }
    const log = (event: string, { what }: Record<string, unknown>) => void logged.push([event, what])
    const judge = new CanaryJudge({ canaries, trial, state: new WatchState(join(folder, 'watch.json')), log })
    const proof = { summary: { lease: 256, canary }, root: { epoch: 7 } } as unknown as LeafProof
    for (let i = 0; i < times; i++) await judge.look({ provider: 1, proof }, 'http://x')
  }

  it('EPO-4 the right one is nothing to tell, in whatever case', async () => {
    await look(RIGHT)
    await look(RIGHT.toUpperCase().replace('X', 'x') as Hex)
    expect([logged, accused]).to.deep.equal([[], 0])
  })

  it('EPO-4 a wrong one that a game decides is written down to be denied, and told once', async () => {
    await look(WRONG, {}, 2)
    expect(logged).to.deep.equal([['canary.wrong', 'it is denied on chain']])
    expect(accused).to.equal(2)
  })

  it('EPO-4 zeros, a sample of the attested tier, and a market without games: told, and nobody is accused', async () => {
    await look(zeroHash)
    expect(logged.pop()?.[1]).to.match(/nothing to deny/)
    rmSync(join(folder, 'watch.json'))
    await look(WRONG, { isDecided: false })
    expect(logged.pop()?.[1]).to.match(/reported only/)
    rmSync(join(folder, 'watch.json'))
    await look(WRONG, { isTried: false })
    expect(logged.pop()?.[0]).to.equal('canary.wrong')
    expect(accused).to.equal(0)
  })

  it('EPO-4 one that cannot be drawn again is told as that', async () => {
    await look(WRONG, { isKnown: false })
    expect(logged.map(([event]) => event)).to.deep.equal(['canary.unchecked'])
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DealView, Deployment, LeaseView } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { jobsOf, nameOf } from '../src/keeper/jobs.ts'
import { recall, remember } from '../src/keeper/memory.ts'

const WINDOW = 4

function lease(changes: Partial<LeaseView>): LeaseView {
  return { id: 256, end: 20, live: true, ...changes } as LeaseView
}

function deal(changes: Partial<DealView> & { renew?: boolean; tip?: number; epochs?: number } = {}): DealView {
  const { renew = true, tip = 5, epochs = 10, ...rest } = changes
  return { id: 1, open: true, end: 20, unfilled: 0, leases: [], plan: { renew, tip, epochs }, ...rest } as DealView
}

const jobs = (changes: Parameters<typeof deal>[0], epoch: number) => jobsOf(deal(changes), epoch, WINDOW).map(nameOf)

describe('bourse keeper: what there is to do', () => {
  it('KEEP-1 renews in the last epochs of a deal: those of the window, or of a shorter plan', () => {
    expect(jobs({}, 15)).to.deep.equal([])
    expect(jobs({}, 16)).to.deep.equal(['renew deal 1'])
    expect(jobs({ epochs: 2 }, 17)).to.deep.equal([])
    expect(jobs({ epochs: 2 }, 18)).to.deep.equal(['renew deal 1'])
    expect(jobs({ renew: false }, 18)).to.deep.equal([])
  })

  it('KEEP-1 replaces leases that are to run on and are not live, fills what is unfilled', () => {
    const leases = [lease({}), lease({ id: 257, live: false }), lease({ id: 258, live: false, end: 11 })]
    expect(jobs({ leases, unfilled: 2 }, 10)).to.deep.equal(['replace lease 257', 'fill deal 1'])
    expect(jobs({ leases, unfilled: 2, renew: false }, 19)).to.deep.equal([])
  })

  it('KEEP-1 has nothing to do for a deal that is closed, over, or tips nobody', () => {
    expect(jobs({ unfilled: 1, open: false }, 10)).to.deep.equal([])
    expect(jobs({ unfilled: 1 }, 20)).to.deep.equal([])
    expect(jobs({ unfilled: 1, tip: 0 }, 10)).to.deep.equal([])
  })
})

describe('bourse keeper: what it remembers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-keeper-'))
  const path = join(folder, 'deep', 'keeper.json')
  const market = { chainId: 1, bourse: `0x${'aB'.repeat(20)}` } as Deployment
  after(() => rmSync(folder, { recursive: true }))

  it('comes back as it was written', () => {
    const memory = recall(path, market)
    expect(memory).to.deep.equal({ market: `1:0x${'ab'.repeat(20)}`, cursor: [], deals: [] })
    const later = { ...memory, cursor: [{ number: 2n ** 60n, hash: '0x12' as const }], deals: [3, 4] }
    remember(path, later)
    expect(recall(path, market)).to.deep.equal(later)
  })

  it('refuses a file that is another market’s, or none of a keeper', () => {
    expect(() => recall(path, { ...market, chainId: 2 })).to.throw('state')
    for (const text of ['', '{}', '{"market":1,"cursor":[],"deals":[]}', '{"market":"1:","cursor":[{}],"deals":[]}']) {
      writeFileSync(path, text)
      expect(() => recall(path, market), text).to.throw('state')
    }
  })
})

import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect } from 'chai'
import { ROOT } from '../../scripts/lib/processes/index.ts'

const CONTRACTS = join(ROOT, 'contracts')

/** File and function in which a pattern stands, of every contract that is deployed. */
function placesOf(pattern: RegExp): string[] {
  const files = globSync('**/*.sol', { cwd: CONTRACTS }).filter((name) => !/^(interfaces|mocks|libraries)\//.test(name))
  const places = files.flatMap((file) => {
    let inside = ''
    return readFileSync(join(CONTRACTS, file), 'utf8')
      .split('\n')
      .flatMap((line) => {
        inside =
          line
            .match(/^ {4}(?:function (\w+)|(constructor))/)
            ?.slice(1)
            .find(Boolean) ?? inside
        const isDeclared = /^ {4}function/.test(line)
        return !isDeclared && !line.trim().startsWith('//') && pattern.test(line) ? [`${basename(file)} ${inside}`] : []
      })
  })
  return [...new Set(places)].sort()
}

describe('what the owner can do', () => {
  it('ESC-4 nothing else asks who the owner is, but the lens that tells it', () => {
    expect(placesOf(/Slots\.(NEXT_)?ADMIN|\b(owner|pendingOwner)\(\)/)).to.deep.equal([
      'Bourse.sol constructor',
      'Governance.sol acceptOwnership',
      'Governance.sol owner',
      'Governance.sol pendingOwner',
      'Governance.sol setPaused',
      'Governance.sol transferOwnership',
      'LensReader.sol _parameters',
    ])
  })

  it('ESC-4 a pause stops what is new, and is asked about nowhere else', () => {
    expect(placesOf(/_whenLive\(\)|_paused\(\)|Global\.paused|Global\.PAUSED/)).to.deep.equal([
      'BourseLens.sol counts',
      'DealTerms.sol _extend',
      'DealTerms.sol scaleUp',
      'Deals.sol fill',
      'Deals.sol openDeal',
      'Governance.sol setPaused',
      'Leases.sol replaceLease',
      'Offers.sol postOffer',
      'Store.sol _paused',
      'Store.sol _whenLive',
    ])
  })
})

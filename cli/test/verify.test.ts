import { contentHash, type Receipt } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { type Hex, toHex, zeroHash } from 'viem'
import { compare } from '../src/actions/verify/check.ts'

const word = (byte: number): Hex => toHex(new Uint8Array(32).fill(byte))
const [MODULE, IMAGE, OTHER] = [word(1), word(2), word(3)]
const request = Buffer.from('asked')
const response = Buffer.from('answered')
const receipt: Receipt = {
  ...{ provider: 1, deal: 1, lease: 256, epoch: 2, sequence: 3n, functionId: 4n, version: 1, runtimeVersion: 1 },
  ...{ moduleHash: MODULE, imageHash: IMAGE, transcriptHash: zeroHash, fuel: 10n, status: 0 },
  requestHash: toHex(contentHash(request)),
  responseHash: toHex(contentHash(response)),
}
const outcome = { status: 0, output: response, logs: new Uint8Array(), fuel: 10n, exitCode: null, trap: null } as const

describe('what verify compares', () => {
  const cases: [what: string, change: { receipt?: object; registered?: Hex; image?: Hex }, wrong: string[]][] = [
    ['an honest receipt', {}, []],
    ['an image that was made up', { receipt: { imageHash: OTHER } }, ['registered image', 'image']],
    ['a provable version signed as attested', { receipt: { imageHash: zeroHash } }, ['registered image', 'image']],
    ['an image that is registered, and not that of the module', { image: OTHER }, ['image']],
    ['the right image of a version that is registered wrongly', { registered: OTHER }, ['registered image']],
    ['another module', { receipt: { moduleHash: OTHER } }, ['module']],
    ['more fuel', { receipt: { fuel: 11n } }, ['fuel']],
    ['another response than was recorded', { receipt: { responseHash: OTHER } }, ['recorded response', 'response']],
  ]
  for (const [what, { receipt: changed, registered = IMAGE, image = IMAGE }, wrong] of cases) {
    it(`POP-3 RCP-4 of ${what}: ${wrong.join(', ') || 'nothing'} differs`, () => {
      const signed = { ...receipt, ...changed }
      const subject = { moduleHash: MODULE, imageHash: registered }
      const checks = compare(signed, { request, response }, subject, { outcome, imageHash: image })
      expect(checks.filter(({ same }) => !same).map(({ field }) => field)).to.deep.equal(wrong)
    })
  }
})

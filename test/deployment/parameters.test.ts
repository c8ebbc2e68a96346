import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { getAddress } from 'viem'
import { marketConfig } from '../../scripts/deploy/config.ts'
import { NETWORKS } from '../../scripts/deploy/networks.ts'
import { ROOT } from '../../scripts/lib/processes/index.ts'

const FOLDER = join(ROOT, 'ignition/parameters')
const OWNER = '0x00000000000000000000000000000000000000a1'
const HOUR = 3600
/** A clock of the longest game is the grace and a day (POP-5b). */
const DAY = 24 * HOUR
/** To notice an outage, and to send over the other way. */
const NOTICED = 4 * HOUR

describe('parameters per network', () => {
  it('there is a file for every network, and none for another', async () => {
    const files = (await readdir(FOLDER)).filter((name) => name !== 'local.json').sort()
    expect(files).to.deep.equal(NETWORKS.map(({ chainId }) => `${chainId}.json`).sort())
  })

  for (const { chainId, name, usdc, outage } of NETWORKS) {
    it(`EPO-2 ${name}: Circle's USDC, and a grace that an outage of the sequencer fits into`, async () => {
      const file = JSON.parse(await readFile(join(FOLDER, `${chainId}.json`), 'utf8'))
      expect(file).to.include({ network: name, chainId, token: usdc })
      expect(usdc).to.equal(getAddress(usdc.toLowerCase()))
      const fields = await marketConfig(FOLDER, `${chainId}`, { owner: OWNER })
      const seconds = (epochs: number) => epochs * fields.epochLength
      expect(seconds(fields.grace)).to.be.at.least(outage * HOUR + NOTICED)
      expect(fields.clock).to.be.at.least(seconds(fields.grace) + DAY)
      expect(2 * fields.clock).to.be.at.most(seconds(fields.game))
      expect(fields.answerEpochs).to.be.at.least(fields.grace).and.at.most(fields.window)
      expect(fields.baseStake).to.be.above(0)
    })
  }

  it('no two networks share a token, nor is any a bridged one', () => {
    const tokens = NETWORKS.map(({ usdc }) => usdc)
    expect(new Set(tokens).size).to.equal(tokens.length)
    const bridged = [
      '0xFF970A61A04b1cA14834A43f5dE4533eBDDB5CC8',
      '0x7F5c764cBc14f9669B88837ca1490cCa17c31607',
      '0x2791Bca1f2de4661ED88A30C99A7a9449Aa84174',
      '0xd9aAEc86B65D86f6A7B5B1b0c42FFA531710b6CA',
      '0xA7D7079b0FEaD91F3e65f86E8915Cb59c1a4C664',
    ]
    for (const token of bridged) expect(tokens).not.to.include(token)
  })

  it('a file of another chain is refused, and so is an address with a wrong letter', async () => {
    const refused = (options: object) =>
      marketConfig(FOLDER, '1', options).then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    expect(await refused({ owner: OWNER, chainId: 2 })).to.match(/^chainId is 2; it must be 1/)
    const wrong = '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eb48'
    expect(await refused({ owner: OWNER, token: wrong })).to.equal(`token is ${wrong}; it must be an address`)
  })
})

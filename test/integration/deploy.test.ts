import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createPublicClient, http } from 'viem'
import { marketConfig } from '../../scripts/deploy/config.ts'
import { deployMarket } from '../../scripts/deploy/deploy.ts'
import { accountKey, startChain } from '../../scripts/lib/processes/index.ts'
import { parseDeployment } from '../../sdk/src/index.ts'

const FOLDER = join(import.meta.dirname, '../../ignition/parameters')

describe('deploying a market', () => {
  let chain: Awaited<ReturnType<typeof startChain>>
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bourse-deploy-'))
    chain = await startChain()
  })
  after(async () => {
    await chain?.process.kill()
    await rm(folder, { recursive: true, force: true })
  })

  it('writes a file of deployments/ whose contracts are there, twice on one chain', async () => {
    const out = join(folder, 'market.json')
    const first = await deployMarket({ rpcUrl: chain.url, out, config: { epochLength: 7 } })
    const client = createPublicClient({ transport: http(chain.url) })
    for (const address of [first.token, first.bourse, first.lens, first.registry]) {
      expect(await client.getCode({ address })).to.have.lengthOf.above(2)
    }
    const { timestamp } = await client.getBlock({ blockNumber: BigInt(first.block) })
    expect(Number(timestamp)).to.equal(first.genesis)
    const read = parseDeployment(JSON.parse(await readFile(out, 'utf8')))
    expect(read.bourse).to.equal(first.bourse)
    expect(read.config.epochLength).to.equal(7)
    const second = await deployMarket({ rpcUrl: chain.url, privateKey: accountKey(3) })
    expect(second.bourse).not.to.equal(first.bourse)
  })

  it('refuses parameters that are missing, unknown or out of range', async () => {
    const refusal = async (options: object, name = 'local') =>
      marketConfig(FOLDER, name, options).then(
        () => 'accepted',
        (error: Error) => error.message,
      )
    expect(await refusal({ grace: -1 })).to.match(/^grace is -1; it must be an integer from 0 to 65535/)
    expect(await refusal({ absence: 256 })).to.match(/^absence is 256/)
    expect(await refusal({ owner: '0x12' })).to.match(/^owner is 0x12; it must be an address/)
    expect(await refusal({ epochLenght: 3 })).to.match(/^unknown parameter epochLenght/)
    expect(await refusal({}, '999')).to.match(/no parameters for this network/)
  })
})

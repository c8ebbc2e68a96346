import { expect } from 'chai'
import { createPublicClient, custom, type Hex } from 'viem'
import { checkToken } from './token.ts'

const TOKEN = `0x${'70'.repeat(20)}` as const

/** A client of a chain with code at every address, where calls end as told. */
function clientOf(call: () => Promise<Hex>) {
  const request = async ({ method }: { method: string }) => {
    if (method === 'eth_chainId') return '0x1'
    return method === 'eth_getCode' ? '0x60' : call()
  }
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }) })
}

async function refusal(call: () => Promise<Hex>): Promise<string> {
  try {
    await checkToken(clientOf(call), TOKEN)
    return 'accepted'
  } catch (error) {
    return (error as Error).message
  }
}

describe('scripts/deploy: the token', () => {
  it('says what a token lacks, and that an endpoint failed where it did', async () => {
    expect(await refusal(async () => '0x')).to.match(/it has no decimals, and must have 6/)
    expect(await refusal(async () => `0x${'00'.repeat(31)}12`)).to.match(/it has 18 decimals, and must have 6/)
    const down = await refusal(async () => {
      throw new Error('connection reset')
    })
    expect(down).to.match(/connection reset/)
    expect(down).to.not.match(/decimals, and must/)
  })
})

import { expect } from 'chai'
import { toHex } from 'viem'
import { ASK, BODY, newAsking, type Request, type Server } from '../regression/support/asking.ts'

describe('requests: gas', () => {
  it('REQ-1 request and fulfil cost at most 190,000 gas together: one provider, 256 bytes, whole transactions', async () => {
    const world = await newAsking(1)
    await world.pass(1)
    const server = world.providers[0] as Server
    const consumer = await world.consumer()
    const measure = async () => {
      const asked = await world.sendTo(consumer, world.stranger, 'ask', [{ ...ASK, deal: world.deal }, BODY])
      const request = world.eventsOf(asked)[0]?.args.request as Request
      const answer = toHex(Uint8Array.from({ length: 256 }, (_, i) => 255 - (i % 255)))
      const receipt = await world.receipt(server, request, answer)
      const fulfilled = await world.send(server.sender, 'fulfil', [request, receipt, answer])
      expect(world.eventsOf(fulfilled).find(({ name }) => name === 'Delivered')?.args.success).to.equal(true)
      return { asked: Number(asked.gasUsed), fulfilled: Number(fulfilled.gasUsed) }
    }
    const balance = () => world.balance(world.requests.address)
    await measure()
    // Requests' account is empty before and after, and is not written afresh for it
    expect(await balance()).to.equal(0n)
    const lone = await measure()
    expect(await balance()).to.equal(0n)
    await world.sendTo(world.bourse, world.developer, 'transfer', [world.requests.address, 1n])
    const beside = await measure()
    expect(await balance()).to.equal(1n)
    console.log(`      ${text(lone)}; where Requests holds money of others: ${text(beside)}`)
    expect(lone.asked + lone.fulfilled).to.be.at.most(190_000)
    expect(beside.asked + beside.fulfilled).to.be.at.most(190_000)
  })
})

function text({ asked, fulfilled }: { asked: number; fulfilled: number }): string {
  return `${asked} + ${fulfilled} = ${asked + fulfilled}`
}

// Random games about random executions: who tells the truth wins, whatever the other side says and picks.
//   GAME_SEED=7 GAMES=500 mocha test/fuzz/disputes.test.ts
import { expect } from 'chai'
import { CLOCK, Match, sharedTable, type Table } from '../regression/support/disputes/table.ts'
import { randomFalsehood, randomRequest } from './support/falsehoods.ts'
import { newRandom } from './support/random.ts'

const seed = Number(process.env.GAME_SEED ?? (Date.now() % 1_000_000) + 1)
const games = Number(process.env.GAMES ?? 15)
describe(`random games (seed ${seed}, ${games} games)`, () => {
  const random = newRandom(seed)
  let table: Table
  sharedTable((made) => {
    table = made
  })

  it('POP-5 a liar is found out, wherever its story leaves the truth and however many steps it counts', async () => {
    for (let i = 0; i < games; i++) {
      const again = await table.mark()
      const request = randomRequest(random)
      const { run } = await table.sign(request)
      const { lie, change } = randomFalsehood(random, run)
      const signed = await table.sign(request, lie)
      const { length } = run.execution
      const longer = random.chance(0.3) ? BigInt(random.below(1 << 20)) : 0n
      const steps = random.chance(0.2) ? 1n + BigInt(random.below(Number(length))) : length + longer
      const from = BigInt(random.below(Number(steps)))
      const what = `game ${i}: ${JSON.stringify({ request: [...request], lie, steps, from }, text)}`
      const match = new Match(table, await table.open(signed), signed.run.lie(from, change, steps), signed.run.truth())
      try {
        await match.win(signed.run)
      } catch (error) {
        throw new Error(what, { cause: error })
      }
      expect(await table.isFatal(table.provider.id), what).to.equal(true)
      await again()
    }
  }).timeout(0)

  it('POP-5 the truth stands, whatever is picked', async () => {
    for (let i = 0; i < games; i++) {
      const again = await table.mark()
      const signed = await table.sign(randomRequest(random))
      const { length } = signed.run.execution
      const truth = signed.run.truth(random.chance(0.5) ? length : length + BigInt(random.below(1 << 20)))
      const match = new Match(table, await table.open(signed), truth, truth)
      await match.defend()
      while (match.width > 1n) {
        await match.pick(random.below(match.points.length - 1))
        if (match.width > 1n) await match.split()
      }
      expect((await table.refused(table.challenger, 'prove', match.proof(signed.run))).name).to.equal('StepIsRight')
      await table.wait(CLOCK + 1)
      await table.send(table.developer, 'timeout', [match.opened.id])
      expect(await table.isFatal(table.provider.id)).to.equal(false)
      await again()
    }
  }).timeout(0)
})

function text(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value
}

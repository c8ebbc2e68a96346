// Random games about random canaries: modules, samples and histories of attestations. Who tells the truth wins.
//   GAME_SEED=7 CANARIES=100 mocha test/fuzz/canaries.test.ts
import { responseRoot } from '@lambda-bourse/sdk'
import { expect } from 'chai'
import { toHex } from 'viem'
import { type LeafTable, newLeafTable, type Truth } from '../regression/support/disputes/canaries.ts'
import { CLOCK, type Lie, Match } from '../regression/support/disputes/table.ts'
import { randomFalsehood, randomRequest } from './support/falsehoods.ts'
import { newRandom, type Random } from './support/random.ts'

const seed = Number(process.env.GAME_SEED ?? (Date.now() % 1_000_000) + 1)
const games = Number(process.env.CANARIES ?? 5)
const CAP = 32_000_000n

/** A version with a module, samples and fuel, of which some epochs were attested and some missed. */
async function randomTable(random: Random): Promise<LeafTable> {
  const samples = Array.from({ length: random.between(1, 9) }, () => randomRequest(random))
  const module = Uint8Array.from({ length: random.between(1, 9_000) }, () => random.below(256))
  const fuel = random.pick([4_000n, CAP, CAP + 1n, 1n << 30n])
  const table = await newLeafTable({ samples, fuel }, {}, module)
  for (let n = random.below(4); n > 0; n--) {
    await table.attest()
    // two epochs that nobody attests, with a grace of one
    if (random.chance(0.3)) await table.pass(2)
  }
  return table
}

/** What a tail says otherwise than the truth. */
function toldOf({ response, fuel, status }: Lie): object {
  return {
    ...(response === undefined ? {} : { responseLength: response.length, responseRoot: responseRoot(response) }),
    ...(fuel === undefined ? {} : { fuel }),
    ...(status === undefined ? {} : { status }),
  }
}

describe(`random games about canaries (seed ${seed}, ${games} games)`, () => {
  const random = newRandom(seed)

  it('POP-5 EPO-4 a liar is found out, by chunks that it does not have or by one step', async () => {
    for (let i = 0; i < games; i++) {
      const table = await randomTable(random)
      const { run } = table.truth(table.epoch())
      const { lie, change } = randomFalsehood(random, run)
      const isMadeUp = random.chance(0.2)
      const told = toldOf(lie)
      const truth = table.truth(table.epoch(), told)
      await table.attest(isMadeUp ? toHex(randomOf(random, 32)) : truth.canary, told)
      const opened = await table.openLeaf(truth)
      if (isMadeUp) {
        const args = [opened.id, opened.duty, truth.chunks, truth.tail]
        expect((await table.refused(table.operator, 'show', args)).name).to.equal('WrongCanary')
        await table.wait(CLOCK + 1)
        await table.send(table.developer, 'timeout', [opened.id])
      } else await play(table, opened, truth, change)
      expect(await table.isFatal(table.provider.id), `game ${i}`).to.equal(true)
    }
  }).timeout(0)

  async function play(
    table: LeafTable,
    opened: Awaited<ReturnType<LeafTable['openLeaf']>>,
    truth: Truth,
    change: Parameters<Truth['run']['lie']>[1],
  ) {
    const from = BigInt(random.below(Number(truth.run.execution.length)))
    const story = truth.run.lie(from, change)
    await new Match(table, await table.show(opened, truth), story, truth.run.truth()).win(truth.run)
  }

  it('POP-5 EPO-4 the truth stands, whatever is picked, in any history of attestations', async () => {
    for (let i = 0; i < games; i++) {
      const table = await randomTable(random)
      const truth = await table.attest()
      const opened = await table.openLeaf(truth)
      const match = new Match(table, await table.show(opened, truth), truth.run.truth(), truth.run.truth())
      await match.defend()
      while (match.width > 1n) {
        await match.pick(random.below(match.points.length - 1))
        if (match.width > 1n) await match.split()
      }
      expect((await table.refused(table.challenger, 'prove', match.proof(truth.run))).name).to.equal('StepIsRight')
      await table.wait(CLOCK + 1)
      await table.send(table.developer, 'timeout', [opened.id])
      expect(await table.isFatal(table.provider.id), `game ${i}`).to.equal(false)
    }
  }).timeout(0)
})

function randomOf(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i === 0 ? 1 : random.below(256)))
}

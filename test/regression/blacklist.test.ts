// ESC-2, ESC-3: Circle blacklists somebody, or pauses USDC, at any point of a life of the market. Nothing fails but what
// moves the tokens of whom it strikes, and in the end everybody has what they have in an undisturbed life.
import { expect } from 'chai'
import type { Hex } from 'viem'
import { isReverted } from '../fuzz/support/chain.ts'
import { Comparison } from '../fuzz/support/compare.ts'
import type { Address, Market } from '../model/index.ts'
import * as model from '../model/index.ts'
import { type Cast, type Life, newLife, passEpochs, type Role, type Step, wallet } from './support/life.ts'

const ROLES: Role[] = ['developer', 'owner', 'relayer', 'payee']
const BLACK = 'Blacklistable: account is blacklisted'
const PAUSED = 'Pausable: paused'
/** Has a clean name: where the blacklisted withdraw to. */
const ELSEWHERE = '0x00000000000000000000000000000000000e15e0' as Address

type Strike = Role | 'pause'
type Wealth = Record<Role, bigint>

describe('a life of the market while Circle strikes', () => {
  let life: Life
  let undisturbed: Wealth

  before(async () => {
    life = await newLife()
    undisturbed = await branch(life, life.world.market, async (market) => {
      for (const step of life.steps) expect(await play(life, market, step), step.name).to.equal(null)
      return await leave(life, market)
    })
  })

  it('ESC-3 every role has something at stake, and all of it comes out again', () => {
    const start = 10n ** 13n
    expect(undisturbed.owner).to.be.greaterThan(start)
    expect(undisturbed.payee).to.equal(start + 7n)
    expect(undisturbed.relayer).to.be.lessThan(start)
    expect(ROLES.reduce((sum, role) => sum + undisturbed[role], 0n)).to.equal(4n * start)
  })

  for (const strike of [...ROLES, 'pause'] as const) {
    const what = strike === 'pause' ? 'USDC paused' : `the ${strike} blacklisted`
    it(`ESC-2 ESC-3 ${what} before each step: only its own tokens stand still`, async function () {
      this.timeout(120_000)
      let refusals = 0
      await forEachPoint(life, async (point, market) => {
        refusals += await strikeAt(life, market, point, strike, undisturbed)
      })
      const touched = life.steps.filter((step) => stops(strike, step))
      const expected = touched.reduce((sum, step) => sum + life.steps.indexOf(step) + 1, 0)
      expect(refusals, 'a step is refused in each life that is struck before it').to.equal(expected)
    })
  }
})

/** Comes by each step of a life, and runs the visitor in a branch of the world before it. */
async function forEachPoint(life: Life, visit: (point: number, market: Market) => Promise<void>): Promise<void> {
  await branch(life, life.world.market, async (market) => {
    for (const [point, step] of life.steps.entries()) {
      await branch(life, market, (copy) => visit(point, copy))
      expect(await play(life, market, step), step.name).to.equal(null)
    }
  })
}

/** The rest of a life from `point` on, struck; says how many steps were refused. */
async function strikeAt(life: Life, market: Market, point: number, strike: Strike, undisturbed: Wealth) {
  await hit(life, strike)
  const expected = { ...undisturbed }
  let refusals = 0
  for (const step of life.steps.slice(point)) {
    const refused = await play(life, market, step)
    const reason = stops(strike, step) ? (strike === 'pause' ? PAUSED : BLACK) : null
    expect(refused, `${strike} struck before ${life.steps[point]?.name}: ${step.name}`).to.equal(reason)
    if (!refused) continue
    refusals++
    if (step.gift) {
      expected[step.gift.from] += step.gift.amount
      expected[step.gift.to] -= step.gift.amount
    }
  }
  if (strike === 'pause') await send(life, life.world.governor, 'unpause')
  expect(await leave(life, market, strike), `${strike} struck before ${life.steps[point]?.name}`).to.deep.equal(
    expected,
  )
  return refusals
}

function stops(strike: Strike, step: Step): boolean {
  return step.touches !== undefined && (strike === 'pause' || step.touches === strike)
}

async function hit({ world, cast }: Life, strike: Strike): Promise<void> {
  if (strike === 'pause') await send({ world }, world.governor, 'pause')
  else await send({ world }, world.governor, 'blacklist', [cast[strike]])
}

async function send({ world }: Pick<Life, 'world'>, from: Address, fn: string, args: unknown[] = []): Promise<void> {
  expect(isReverted(await world.chain.send(from, world.token, fn, args)), fn).to.equal(false)
}

/** Takes a step, on the chain and (unless the token refuses) in the model, and compares all there is. */
async function play(life: Life, market: Market, step: Step): Promise<string | null> {
  const { chain, bourse } = life.world
  if (step.after) await passEpochs(life, market, step.after)
  const outcome = await chain.send(step.from, bourse, step.fn, step.args)
  if (!isReverted(outcome)) step.model(market)
  else if (outcome.name !== 'Error') throw new Error(`${step.name}: ${outcome.name}(${outcome.args.join()})`)
  expect(await new Comparison({ ...life.world, market }).differences(), step.name).to.deep.equal([])
  return isReverted(outcome) ? String(outcome.args[0]) : null
}

/** Everybody takes out what they have: to themselves, or elsewhere when that is refused. Says what each has then. */
async function leave(life: Life, market: Market, strike?: Strike): Promise<Wealth> {
  const { cast, world } = life
  for (const role of ROLES) {
    const [person, amount] = [cast[role], model.balanceOf(market, cast[role])]
    if (amount === 0n) continue
    const out = (to: Address): Step => ({
      ...{ name: `the ${role} leaves`, from: person, fn: 'withdraw', args: [to, amount] },
      model: (m) => model.withdraw(m, person, amount),
    })
    const refused = await play(life, market, out(person))
    expect(refused, `the ${role} leaves`).to.equal(role === strike ? BLACK : null)
    if (refused) expect(await play(life, market, out(ELSEWHERE))).to.equal(null)
  }
  expect(await wallet(life, world.bourse.address), 'nothing stays behind').to.equal(0n)
  return wealthOf(life, cast, strike)
}

async function wealthOf(life: Life, cast: Cast, strike?: Strike): Promise<Wealth> {
  const elsewhere = await wallet(life, ELSEWHERE)
  const entries = await Promise.all(
    ROLES.map(async (role) => [role, (await wallet(life, cast[role])) + (role === strike ? elsewhere : 0n)] as const),
  )
  return Object.fromEntries(entries) as Wealth
}

/** Does something to a copy of the world. */
async function branch<T>({ world: { chain } }: Life, market: Market, act: (copy: Market) => Promise<T>): Promise<T> {
  const id = await chain.rpc<Hex>('evm_snapshot')
  const result = await act(structuredClone(market))
  await chain.rpc('evm_revert', id)
  return result
}

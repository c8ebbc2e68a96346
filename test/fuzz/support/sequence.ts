// One random run: a step on the chain and in the model, then everything compared, again and again.
import { deposit, firstOwed, Refusal } from '../../model/index.ts'
import { isReverted } from './chain.ts'
import { Comparison } from './compare.ts'
import { everybodyLeaves } from './farewell.ts'
import { newRandom, type Random } from './random.ts'
import { attestation, registration, STEPS, type Step, WEIGHTS } from './steps.ts'
import { toldDifferently } from './told.ts'
import { newWorld, type Settings, type World } from './world.ts'

/** States are compared after every so many steps; events after each. */
const EVERY = Number(process.env.FUZZ_COMPARE ?? 1)

/** How often each step went through or was refused, by its name. */
export type Counts = Map<string, number>

export interface Run {
  seed: number
  steps: number
  counts: Counts
}

/** Where the chain and the model part. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement'
}

/**
 * Runs one sequence from its seed.
 * @throws {Disagreement} with the seed, the last steps and every difference
 */
export async function runSequence({ seed, steps, counts }: Run): Promise<void> {
  const random = newRandom(seed)
  const world = await newWorld(someSettings(random))
  const runner = new Runner(world, seed, counts)
  const diligence = world.people.map(() => random.pick([1, 1, 1, 0.97, 0.9, 0.6, 0.2]))
  await begin(runner, random)
  for (let i = 0; i < steps; i++) {
    if (random.chance(0.2)) await passTime(runner, random, diligence)
    else await runner.take(await STEPS[random.weighted(WEIGHTS)](world, random))
    if (i === Math.floor(steps / 2)) await everyAction(runner, random)
  }
  await everybodyLeaves(runner)
  runner.everythingTold()
  countEvents(runner)
}

/** Rare ones too. */
async function everyAction(runner: Runner, random: Random): Promise<void> {
  for (const make of Object.values(STEPS)) await runner.take(await make(runner.world, random))
}

/** What came about, so that a reader sees that the steps were not idle. */
function countEvents({ world, count }: Runner): void {
  const { market } = world
  const leases = market.deals.flatMap((deal) => deal.leases)
  count('= leases', leases.length)
  count('= leases never started', leases.filter((lease) => lease.void).length)
  count('= leases with missed epochs', leases.filter((lease) => lease.refunded > 0).length)
  count('= leases with price paid back', leases.filter((lease) => lease.paidBack > 0).length)
  count('= leases live at a fatal fault', leases.filter((lease) => lease.liveAtVerdict).length)
  count('= leases compensated', leases.filter((lease) => lease.compensation > 0n).length)
  count(
    '= epochs attested',
    market.providers.reduce((sum, p) => sum + p.attested.size, 0),
  )
  count(
    '= epochs missed',
    market.providers.reduce((sum, p) => sum + p.missed.size, 0),
  )
  count('= ended by absence', market.providers.filter((p) => p.inARow.length >= market.rules.absence).length)
}

/** Takes steps and compares after each. */
export class Runner {
  readonly world: World
  private readonly seed: number
  private readonly counts: Counts
  private readonly comparison: Comparison
  private readonly history: string[] = []
  private calls = 0
  /** Epochs told as missed, by provider. */
  private readonly missed = new Map<number, Set<number>>()

  constructor(world: World, seed: number, counts: Counts) {
    this.world = world
    this.seed = seed
    this.counts = counts
    this.comparison = new Comparison(world)
  }

  /** Says whether the step went through. */
  async take(step: Step): Promise<boolean> {
    this.history.push(`[${this.world.market.epoch}] ${step.fn}(${print(step.args)}) from ${step.from}`)
    this.world.market.told = []
    const refusal = attempt(step.model)
    const outcome = await this.world.chain.send(step.from, step.to ?? this.world.bourse, step.fn, step.args)
    const refused = isReverted(outcome)
    this.count(refused ? `${step.fn} refused: ${outcome.name}` : step.fn)
    if (refused && !refusal) this.fail([`chain refuses with ${outcome.name}(${print(outcome.args)}), model does not`])
    if (!refused && refusal) this.fail([`model refuses with ${refusal.message}, chain does not`])
    if (refused && refusal && !refusal.names.includes(outcome.name)) {
      this.fail([`chain refuses with ${outcome.name}(${print(outcome.args)}), model with ${refusal.message}`])
    }
    if (!isReverted(outcome)) this.failIf(toldDifferently(this.world, outcome, this.missed))
    await this.compare()
    return !refused
  }

  async pass(epochs: number): Promise<void> {
    this.history.push(`[${this.world.market.epoch}] + ${epochs} epochs`)
    this.count('epochs', epochs)
    await this.world.pass(epochs)
    await this.compare()
  }

  /** Stops the run with what differs. */
  fail(differences: string[]): never {
    const recent = this.history.slice(-Number(process.env.HISTORY ?? 12)).join('\n  ')
    throw new Disagreement(`seed ${this.seed}, after\n  ${recent}\n${differences.join('\n')}`)
  }

  private async compare(): Promise<void> {
    if (this.calls++ % EVERY === 0) this.failIf(await this.comparison.differences())
  }

  private failIf(differences: string[]): void {
    if (differences.length > 0) this.fail(differences)
  }

  /** Stops the run where an epoch was missed and recorded, but no event told of it. */
  everythingTold(): void {
    for (const { id, missed } of this.world.market.providers) {
      const silent = [...missed].filter((epoch) => !this.missed.get(id)?.has(epoch))
      this.failIf(silent.map((epoch) => `nothing told that provider ${id} missed epoch ${epoch}`))
    }
  }

  readonly count = (what: string, by = 1): void => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by)
  }
}

/** The parameters vary: G 1..3, short and long windows, K, B. */
function someSettings(random: Random): Settings {
  return {
    grace: random.between(1, 3),
    window: random.pick([1, 3, 8, 24]),
    game: random.pick([1, 4]),
    absence: random.pick([1, 2, 3, 4, 6]),
    compensated: random.pick([1, 2, 6]),
    baseStake: BigInt(random.pick([1, 1_000_000])),
  }
}

/** Money, four providers, some offers. */
async function begin(runner: Runner, random: Random): Promise<void> {
  const { world } = runner
  for (const person of world.people) await runner.take(depositAll(world, person))
  for (const i of [0, 1, 2, 3]) {
    const [owner, operator] = [world.people[i], world.operators[i]]
    if (owner && operator) await runner.take(await registration(world, owner, operator))
  }
  for (let i = 0; i < 10; i++) await runner.take(await STEPS.postOffer(world, random))
}

function depositAll({ market }: World, from: `0x${string}`): Step {
  const amount = 10n ** 11n
  return { fn: 'deposit', from, args: [from, amount], model: () => deposit(market, from, amount) }
}

/** An epoch or many; in short stretches providers attest as their diligence has it. */
async function passTime(runner: Runner, random: Random, diligence: number[]): Promise<void> {
  const { grace, window, absence } = runner.world.market.rules
  const kind = random.weighted({ one: 75, few: 20, window: 3, far: 2 })
  if (kind === 'window') return runner.pass(random.pick([grace, window, absence, grace + window]) + random.below(3))
  if (kind === 'far') return runner.pass(random.between(30, 120))
  const epochs = kind === 'one' ? 1 : random.between(2, 9)
  for (let i = 0; i < epochs; i++) {
    await runner.pass(1)
    for (const provider of runner.world.market.providers) {
      if (provider.endEpoch === null && random.chance(diligence[provider.id % diligence.length] ?? 1)) {
        await attestAll(runner, provider.id)
      }
    }
  }
}

/** Attests all that the provider still can. */
export async function attestAll(runner: Runner, id: number): Promise<void> {
  const { market } = runner.world
  const provider = market.providers[id - 1]
  if (!provider || provider.endEpoch !== null) return
  for (let owed = firstOwed(market, provider); owed < market.epoch; owed = firstOwed(market, provider)) {
    await runner.take(attestation(runner.world, provider.operator, owed))
  }
}

function attempt(act: () => void): Refusal | undefined {
  try {
    act()
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function print(value: unknown): string {
  return JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)).replaceAll('"', '')
}

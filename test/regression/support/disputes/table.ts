// A market with Disputes, a provider that signs receipts of a provable version, and games about them.
import { contentHash } from '@lambda-bourse/sdk'
import { decodeEventLog, encodeFunctionData, type Hex, toHex } from 'viem'
import { type Contract, isReverted, type Receipt, type Reverted } from '../../../fuzz/support/chain.ts'
import type { Settings } from '../../../fuzz/support/world.ts'
import type { Address } from '../../../model/index.ts'
import { PLAN } from '../scene.ts'
import { Culprit, newTrial } from '../trial.ts'
import { type Program, programOf } from './program.ts'
import { describeImage, type Header, pair, word } from './state.ts'
import { cut, pathOf, Run, type Story } from './story.ts'

export const EPOCH = 3600
/** Seconds of each side. */
export const CLOCK = 2 * EPOCH
/** G 1, W 3, games 4: a game may be opened in the receipt's epoch and 4 more, stakes stay for 8. */
export const RULES = { game: 4 } as const
export const BOND = 10n ** 16n
const MODULE: Hex = `0x${'11'.repeat(32)}`

export const Turn = { None: 0, Show: 1, Defend: 2, Pick: 3, Split: 4, Prove: 5, Over: 6 } as const

export interface Terms {
  start: Hex
  codeRoot: Hex
  maxPages: bigint
  counterSlot: bigint
  fuelLimit: bigint
  fuel: bigint
  status: bigint
  responseLength: bigint
  responseRoot: Hex
}

export interface GameState {
  terms: Hex
  claim: Hex
  challenger: Address
  provider: number
  bond: bigint
  lease: number
  first: number
  width: number
  since: number
  providerLeft: number
  challengerLeft: number
  share: number
  turn: number
}

export interface Signed {
  wire: Hex
  request: Uint8Array
  response: Uint8Array
  run: Run
}

/** What a receipt says otherwise than what was run. */
export interface Lie {
  response?: Uint8Array
  status?: number
  fuel?: bigint
  imageHash?: Hex
  moduleHash?: Hex
  version?: number
  functionId?: bigint
  requestHash?: Hex
  responseHash?: Hex
  epoch?: number
  lease?: number
}

export interface Event {
  name: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read events of several kinds
  args: any
}

export interface Opened {
  id: bigint
  terms: Terms
  gas: bigint
}

export type Table = Awaited<ReturnType<typeof newTable>>

export const bytesOf = (text: string) => new TextEncoder().encode(text)

/** What a version names beside its image. */
export interface Published {
  moduleHash: Hex
  imageHash: Hex
  samplesHash: Hex
}

/**
 * @param code that function 1's only version names
 * @param published what that version names otherwise
 */
export async function newTable(
  code: Program = programOf(),
  rules: Partial<Settings> = {},
  published: Partial<Published> = {},
) {
  const trial = await newTrial(true, { ...RULES, ...rules }, CLOCK)
  const { chain, registry, bourse } = trial
  const disputes = trial.disputes as Contract
  const program = describeImage(code)
  const [owner, developer, challenger] = [await trial.person(), await trial.person(), await trial.person()]
  const provider = new Culprit(trial, owner)
  const [lease] = (await provider.start(developer, 1, 400)) as [number]
  const publish = async (imageHash: Hex, changes: Partial<Published> = {}) => {
    await trial.sendTo(registry as Contract, developer, 'publish', [
      1n,
      {
        ...{ moduleHash: MODULE, moduleDigest: MODULE, configDigest: MODULE, imageHash, samplesHash: word(0) },
        ...{ moduleCodec: 0x55, kind: 0, abiVersion: 1, publishedAt: 0n, ...changes },
      },
    ])
  }
  const pointAt = (version: number) =>
    trial.sendTo(registry as Contract, developer, 'setAlias', [1n, PLAN.aliasName, version])
  await trial.sendTo(registry as Contract, developer, 'register', ['echo'])
  await publish(program.hash, published)
  await pointAt(1)
  await trial.pass(1)

  const eventsOf = ({ logs }: Receipt): Event[] =>
    logs.flatMap(({ address, topics, data }) => {
      if (address.toLowerCase() !== disputes.address.toLowerCase()) return []
      const { eventName, args } = decodeEventLog({ abi: disputes.abi, topics, data }) as unknown as {
        eventName: string
        args: unknown
      }
      return [{ name: eventName, args }]
    })

  const [, genesis] = await chain.read<[unknown, bigint]>(trial.lens, 'config')
  const timeOf = (epoch: number) => (genesis + BigInt(epoch - 1) * BigInt(EPOCH)) * 1_000_000_000n

  const table = {
    ...trial,
    genesis,
    disputes,
    program,
    owner,
    developer,
    challenger,
    provider,
    lease,
    publish,
    pointAt,
    eventsOf,
    timeOf,
    operator: provider.operator.address.toLowerCase() as Address,
    balance: (of: Address) => chain.read<bigint>(bourse, 'balanceOf', [of]),
    owed: (of: Address) => chain.read<bigint>(disputes, 'owed', [of]),
    holds: (id = provider.id) => chain.read<boolean>(disputes, 'holds', [id]),
    holdsLease: (id = lease) => chain.read<boolean>(disputes, 'holdsLease', [id]),
    gameOf: (id: bigint) => chain.read<GameState>(disputes, 'gameOf', [id]),
    bondFor: (baseFee: bigint, id = provider.id) => chain.read<bigint>(disputes, 'bondFor', [id, baseFee]),
    send: (from: Address, fn: string, args: readonly unknown[] = [], value = 0n) =>
      trial.sendTo(disputes, from, fn, args, value),
    async refused(from: Address, fn: string, args: readonly unknown[] = [], value = 0n): Promise<Reverted> {
      const outcome = await chain.send(from, disputes, fn, args, value)
      if (!isReverted(outcome)) throw new Error(`${fn} was not refused`)
      return outcome
    },
    /** A state to come back to. */
    async mark(): Promise<() => Promise<void>> {
      const back = await trial.mark()
      const { operator } = provider
      return async () => {
        await back()
        provider.operator = operator
      }
    },
    /** Seconds later. */
    async wait(seconds: number): Promise<void> {
      await chain.setTime((await chain.now()) + BigInt(seconds))
    },

    /** The receipt of what the program does with a request, as the provider signs it, true or not. */
    async sign(request: Uint8Array, lie: Lie = {}, by = provider): Promise<Signed> {
      const epoch = lie.epoch ?? trial.epoch()
      const run = new Run(code, request, timeOf(epoch))
      const truth = run.outcome()
      const response = lie.response ?? truth.response
      const wire = await by.receipt(lie.lease ?? lease, '', '0x', {
        epoch,
        functionId: lie.functionId ?? 1n,
        version: lie.version ?? 1,
        moduleHash: lie.moduleHash ?? MODULE,
        imageHash: lie.imageHash ?? program.hash,
        requestHash: lie.requestHash ?? toHex(contentHash(request)),
        responseHash: lie.responseHash ?? toHex(contentHash(response)),
        status: lie.status ?? truth.status,
        fuel: lie.fuel ?? truth.fuel,
      })
      return { wire, request, response, run }
    },
    /** A second provider, whose owner may be a contract, with a lease of the same developer. */
    async another(who: Address): Promise<{ culprit: Culprit; lease: number }> {
      await chain.rpc('hardhat_impersonateAccount', who)
      await chain.rpc('hardhat_setBalance', who, '0xffffffffffffffff')
      await trial.sendTo(bourse, developer, 'transfer', [who, 10n ** 9n])
      const culprit = new Culprit(trial, who)
      const [theirs] = (await culprit.start(developer, 1, 400)) as [number]
      return { culprit, lease: theirs }
    },
    /** Arguments of `open`. */
    opening: ({ wire, request, response }: Signed, header: Header = program.header, window = program.window) =>
      [wire, header, toHex(request), toHex(response), window] as const,
    async open(signed: Signed, from = challenger, value = BOND): Promise<Opened> {
      const receipt = await table.send(from, 'open', table.opening(signed), value)
      const opened = eventsOf(receipt).find(({ name }) => name === 'Opened')
      return { id: opened?.args.id, terms: opened?.args.terms, gas: receipt.gasUsed }
    },
    /** Calldata of a move, for accounts that are contracts. */
    encode: (fn: string, args: readonly unknown[]) => encodeFunctionData({ abi: disputes.abi, functionName: fn, args }),
    defence: (opened: Opened, story: Story) =>
      [opened.id, opened.terms, Number(story.steps), story.ending, cut(0n, story.steps).map(story.at)] as const,
  }
  return table
}

/** How a game is played, move by move; who moves is told by the game itself. */
export class Match {
  readonly table: Table
  readonly opened: Opened
  readonly defender: Story
  readonly challenger: Story
  readonly gas: { move: string; gas: bigint }[]
  /** Points of the cut that the challenger has to pick from. */
  points: Hex[] = []
  first = 0n
  width: bigint
  from: Hex = '0x'
  to: Hex = '0x'
  events: Event[] = []

  constructor(table: Table, opened: Opened, defender: Story, challenger: Story) {
    this.table = table
    this.opened = opened
    this.defender = defender
    this.challenger = challenger
    this.width = defender.steps
    this.gas = [{ move: 'open', gas: opened.gas }]
  }

  get players() {
    return { provider: this.table.operator, challenger: this.table.challenger }
  }

  async move(from: Address, fn: string, args: readonly unknown[]): Promise<void> {
    const receipt = await this.table.send(from, fn, args)
    this.gas.push({ move: fn, gas: receipt.gasUsed })
    this.events = this.table.eventsOf(receipt)
  }

  async defend(by = this.players.provider): Promise<void> {
    this.points = cut(0n, this.width).map(this.defender.at)
    ;[this.from, this.to] = [this.points[0] as Hex, this.points.at(-1) as Hex]
    await this.move(by, 'defend', this.table.defence(this.opened, this.defender))
  }

  async split(by = this.players.provider): Promise<void> {
    this.points = cut(this.first, this.width).map((step) => this.defender.at(step))
    await this.move(by, 'split', [this.opened.id, this.points])
  }

  /** The first section whose end the challenger's own story does not have; the last one where it has them all. */
  denied(): number {
    const steps = cut(this.first, this.width)
    const wrong = steps.findIndex((step, i) => i > 0 && this.challenger.at(step) !== this.points[i])
    return wrong === -1 ? steps.length - 2 : wrong - 1
  }

  picking(section: number) {
    const [from, to] = [this.points[section] as Hex, this.points[section + 1] as Hex]
    return [this.opened.id, BigInt(section), from, to, pathOf(this.points, section)] as const
  }

  async pick(section = this.denied(), by = this.players.challenger): Promise<void> {
    const steps = cut(this.first, this.width)
    await this.move(by, 'pick', this.picking(section))
    ;[this.from, this.to] = [this.points[section] as Hex, this.points[section + 1] as Hex]
    ;[this.first, this.width] = [steps[section] as bigint, (steps[section + 1] as bigint) - (steps[section] as bigint)]
  }

  /** Arguments of `prove`, for the step that is left. */
  proof(run: Run) {
    const { before, witness } = run.prove(this.first)
    return [this.opened.id, this.opened.terms, before, this.to, witness] as const
  }

  /** Moves until one step is left. */
  async narrow(): Promise<void> {
    await this.defend()
    while (this.width > 1n) {
      await this.pick()
      if (this.width > 1n) await this.split()
    }
  }

  /** Moves until the challenger has shown that a step is wrong. */
  async win(run: Run): Promise<void> {
    await this.narrow()
    await this.move(this.players.challenger, 'prove', this.proof(run))
  }

  get total(): bigint {
    return this.gas.reduce((sum, { gas }) => sum + gas, 0n)
  }
}

export { pair }

/** One table for a suite, as it was at first before each of its tests. */
export function sharedTable(take: (table: Table) => void): void {
  let table: Table
  let back: () => Promise<void>
  before(async () => {
    table = await newTable()
    take(table)
  })
  beforeEach(async () => {
    back = await table.mark()
  })
  afterEach(() => back())
}

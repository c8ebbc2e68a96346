/** What happens in the demo, one step after the other. Each is a thing a user of the market does or sees. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Context, verify } from '@lambda-bourse/cli'
import { formatUsdc } from '@lambda-bourse/sdk'
import { until } from '../lib/processes/index.ts'
import { accountLines, type Payment } from './account.ts'
import { readBooks } from './books.ts'
import { newTally, render, renderOnAll, type Tally } from './calls.ts'
import { documents, documentWithTable } from './documents.ts'
import {
  copyExample,
  developerContext,
  developerRuns,
  openGateway,
  openMarket,
  openProviders,
  publicClient,
  type World,
} from './world.ts'

/** What the steps build up and the account at the end reads. */
export interface Story {
  folder: string
  world: World
  tally: Tally
  deal: number
  deposited: bigint
  receiptsVerified: number
  victim: number
  paid: Map<string, bigint>
  payments: Payment[]
  refunded: bigint
  compensated: bigint
  escrowBalanced: boolean
}

export interface Step {
  title: string
  /** @param say Shows a line below the step. */
  run(story: Story, say: (line: string) => void): Promise<void>
}

const usdc = formatUsdc
const nameOf = ({ world }: Story, id: number) => world.providers.find((provider) => provider.id === id)?.name ?? `${id}`

export const newStory = (folder: string): Story => ({
  folder,
  world: { folder } as World,
  tally: newTally(),
  deal: 0,
  deposited: 0n,
  receiptsVerified: 0,
  victim: 0,
  paid: new Map(),
  payments: [],
  refunded: 0n,
  compensated: 0n,
  escrowBalanced: false,
})

async function verifyOne(context: Context, receipt: string): Promise<void> {
  const { verified, sequence, checks } = await verify(context, { receipt })
  const wrong = checks.filter(({ same }) => !same)
  if (!verified) throw new Error(`receipt ${sequence} does not verify: ${JSON.stringify(wrong)}`)
}

export const steps: Step[] = [
  {
    title: 'Start a chain and deploy the market',
    async run({ world, folder }, say) {
      Object.assign(world, await openMarket(folder))
      say(`chain ${world.chain.url}, Bourse ${world.deployment.bourse}`)
    },
  },
  {
    title: 'Three providers offer capacity, a gateway opens',
    async run({ world, folder }, say) {
      const opening = openGateway(world)
      world.providers = await openProviders(world.chain, world.deployment, folder)
      const { url, process } = await opening
      Object.assign(world, { gateway: process, gatewayUrl: url, project: copyExample(folder) })
      for (const { name, region, price, units, endpoint } of world.providers)
        say(`${name}: ${units} unit${units > 1 ? 's' : ''} in ${region} at ${price} micro-USDC an epoch, ${endpoint}`)
      say(`gateway ${url}`)
    },
  },
  {
    title: 'A developer deploys a Markdown renderer, compiled from Rust',
    async run(story, say) {
      type Deployed = { deal: { id: number }; cost: string; deposited: string }
      const deployed = await developerRuns<Deployed>(story.world, 'deploy')
      story.deal = deployed.deal.id
      story.deposited = BigInt(deployed.deposited)
      const { leases } = await story.world.developer.market.getDeal({ deal: story.deal })
      say(`deal ${story.deal}: ${leases.map((lease) => nameOf(story, lease.provider)).join(', ')}`)
    },
  },
  {
    title: 'Documents of npm packages are rendered by all three',
    async run({ world, tally }, say) {
      await renderOnAll(
        world,
        tally,
        documents(),
        world.providers.map((provider) => provider.id),
      )
      say(`${tally.invocations} invocations, ${tally.failed} failed; each answer carries a signed receipt`)
    },
  },
  {
    title: 'Receipts are verified by running them again',
    async run(story, say) {
      const context = developerContext(story.world)
      for (const [provider, receipts] of story.tally.receipts) {
        for (const receipt of receipts) await verifyOne(context, receipt)
        story.receiptsVerified += receipts.length
        say(`${nameOf(story, provider)}: ${receipts.length} run again, same responses, same fuel`)
      }
    },
  },
  {
    title: 'One worker is killed with -9; the gateway keeps answering',
    async run(story, say) {
      const { world, tally } = story
      const victim = world.providers[1]
      if (!victim) throw new Error('there is no second provider')
      story.victim = victim.id
      await victim.worker.kill()
      const before = tally.invocations
      for (let round = 0; round < 3; round++)
        await Promise.all(documents().map((document) => render(world, tally, document)))
      say(`${victim.name} is gone; ${tally.invocations - before} more invocations, ${tally.failed} failed`)
    },
  },
  {
    title: 'Epochs pass: the others attest, the dead one has ended and is replaced',
    async run(story, say) {
      const { market } = story.world.developer
      const dead = await until(
        'the dead provider has ended',
        async () => (await market.getProvider({ provider: story.victim })).ended,
        45_000,
        250,
      ).then(() => market.getDeal({ deal: story.deal }))
      const lease = dead.leases.find((each) => each.provider === story.victim)
      if (!lease) throw new Error('the dead provider has no lease')
      const refund = await market.refund.andWait({ lease: lease.id })
      if (refund.event) {
        const { missed, price, compensation } = refund.event
        story.refunded += price
        story.compensated += compensation
        const victim = nameOf(story, story.victim)
        story.payments.push(
          { from: 'escrow', to: 'developer', amount: price, for: `${missed} epochs that ${victim} missed` },
          { from: victim, to: 'developer', amount: compensation, for: "compensation, from its offer's lock" },
        )
      }
      await market.replaceLease.andWait({ lease: lease.id })
      const { leases } = await market.getDeal({ deal: story.deal })
      const next = leases.at(-1)
      if (!next || next.provider === story.victim) throw new Error('the lease was not replaced')
      say(`refunded ${usdc(story.refunded)} and compensated ${usdc(story.compensated)} for missed epochs`)
      say(`the lease goes on with ${nameOf(story, next.provider)}, the next best offer`)
    },
  },
  {
    title: 'A new version is deployed, and rolled back',
    async run({ world, tally }, say) {
      const table = documentWithTable()
      const hasTable = async () => (await render(world, tally, table))?.html.includes('<table>') ?? false
      if (await hasTable()) throw new Error('version 1 renders tables already')
      copyFileSync(join(world.project, 'module-v2.wasm'), join(world.project, 'module.wasm'))
      await developerRuns(world, 'deploy')
      await until('version 2 answers', hasTable)
      say('version 2 renders tables')
      await developerRuns(world, 'rollback')
      await until('version 1 answers again', async () => !(await hasTable()))
      say('rolled back in one transaction; the deal did not change')
    },
  },
  {
    title: 'Providers are paid for attested epochs',
    async run(story, say) {
      const { market } = story.world.developer
      for (const { id, name } of story.world.providers) {
        const claimed = async () => (await market.getProvider({ provider: id })).claimed
        const isAlive = id !== story.victim
        const amount = isAlive ? await until(`${name} is paid`, claimed, 30_000, 250) : await claimed()
        const { attested } = await market.getProvider({ provider: id })
        story.paid.set(name, amount)
        if (amount > 0n)
          story.payments.push({ from: 'developer', to: name, amount, for: `attested epochs (${attested} so far)` })
      }
      for (const line of accountLines(story.payments)) say(line)
    },
  },
  {
    title: 'The books are added up',
    async run(story, say) {
      const { world } = story
      const people = [world.minter, world.developer, ...world.providers.map((provider) => provider.owner)]
      const accounts = people.map((person) => person.account.address)
      const books = await readBooks(publicClient(world), world.developer.market, world.deployment, accounts)
      story.escrowBalanced = books.balanced
      for (const [kind, amount] of Object.entries(books.owed)) say(`${kind.padEnd(9)} ${usdc(amount)}`)
      say(`held      ${usdc(books.held)}: ${books.balanced ? 'what is owed, to the micro-USDC' : 'NOT what is owed'}`)
      if (!books.balanced) throw new Error('the escrow does not hold what it owes')
    },
  },
]

/** `npm run demo:dispute`: liars are caught and pay, an honest worker is accused in vain. `-- --json` ends with one JSON line. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { formatUsdc, readDispute } from '@lambda-bourse/sdk'
import { ThreadPlayer } from '@lambda-bourse/worker'
import { formatEther } from 'viem'
import { ensureContracts } from '../build.ts'
import { killAll, ROOT, type RunningProcess } from '../lib/processes/index.ts'
import { accuse, insist } from './accuser.ts'
import { type Bill, billOf, billText } from './bill.ts'
import { type Court, markdown, openCourt } from './court.ts'

/** Accounts of the node that no provider has. */
const WATCHER = 18
const ACCUSER = 19
/** A real document: the README of an npm package. */
const DOCUMENT = 'node_modules/viem/README.md'

/** What workers lie about. */
const LIES = { answer: 'one answer', fuel: 'the fuel of one call', sample: 'what a canary shows' } as const

const { values: options } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const say = (line = '') => console.error(line)
const usdc = formatUsdc

async function main(): Promise<object> {
  await ensureContracts()
  const document = readFileSync(join(ROOT, DOCUMENT))
  say('A chain, the market with Disputes, and a Markdown renderer whose version is provable ...')
  const court = await openCourt(markdown())
  try {
    say(`image ${court.imageHash}; each side of a game has ${court.clock} s`)
    const answer = await lie(court, 'answer', document)
    const fuel = await lie(court, 'fuel', document)
    const canary = await lie(court, 'sample', document)
    const honest = await stand(court, document)
    return {
      steps: answer.bill.steps,
      transactions: answer.bill.transactions,
      gasTotal: answer.bill.gasTotal,
      honestSeconds: honest.seconds,
      liarSlashed: answer.slashed && fuel.slashed && canary.slashed,
      accuserPaid: honest.accuserPaid,
    }
  } finally {
    await court.stop()
  }
}

/** A worker signs what is not so; a stranger's watcher finds it, and the two processes play it out. */
async function lie(
  court: Court,
  about: keyof typeof LIES,
  document: Uint8Array,
): Promise<{ bill: Bill; slashed: boolean }> {
  say(`\nA worker lies about ${LIES[about]}`)
  const liar = await court.party(about)
  await court.pass(1)
  await court.served(liar)
  if (about === 'sample') {
    await court.pass(1)
    await court.served(liar)
    say('  nobody has to call it: what it attests of its lease, that a sample gave another answer, is false')
  } else {
    const { response } = await liar.ask('/lie', document)
    say(`  ${DOCUMENT}, ${document.length} bytes, rendered to ${response.length} bytes; the receipt is false`)
  }
  const watcher = court.client(WATCHER)
  const before = await watcher.getEscrowBalance({ account: watcher.account.address })
  const process = await court.watch(WATCHER, liar.id)
  const opened = await process.waitForLine(/"event":"dispute.opened","game":"(\d+)"/, 180_000)
  const began = performance.now()
  await process.waitForLine(new RegExp(`"event":"dispute.over","game":"${opened[1]}"`), 300_000)
  const seconds = (performance.now() - began) / 1000
  tell(opened[1], process, liar.worker)
  const game = await readDispute(court.developer, { deployment: court.deployment, id: BigInt(opened[1] as string) })
  const bill = await billOf(court.developer, game)
  say(`  ${billText(bill, seconds)}`)
  const { ended, baseStake } = await court.developer.getProvider({ provider: liar.id })
  const reward = (await watcher.getEscrowBalance({ account: watcher.account.address })) - before
  await process.waitForLine(/"event":"bonds.withdrawn"/, 60_000)
  await process.stop()
  await liar.worker.kill()
  const { event } = await court.developer.refund.andWait({ lease: liar.lease })
  const { price, compensation } = event ?? { price: 0n, compensation: 0n }
  say(
    `  the liar has ended with a stake of ${usdc(BigInt(baseStake))}; the watcher has its bond back and got ${usdc(reward)}`,
  )
  say(
    `  the developer has the price of the lease's last epochs back, ${usdc(price)}, and ${usdc(compensation)} of compensation`,
  )
  const slashed = game.upheld === true && ended && BigInt(baseStake) === 0n
  return { bill, slashed: slashed && reward > 0n && compensation > 0n }
}

/** Somebody denies a true receipt; the worker stands by it, until the accuser has nothing to say and its time runs out. */
async function stand(court: Court, document: Uint8Array): Promise<{ seconds: number; accuserPaid: boolean }> {
  say('\nAn honest worker is accused')
  const honest = await court.party('none')
  const [accuser, player] = [court.client(ACCUSER), new ThreadPlayer()]
  const { receipt, response } = await honest.ask('/', document)
  const id = await accuse(court, accuser, player, honest, { target: '/', body: document, receipt, response })
  await player.close()
  await insist(court, accuser, id)
  say('  one step is left: nothing can be proved about it, and the accuser says no more')
  const { bond } = await readDispute(court.developer, { deployment: court.deployment, id })
  for (let passed = 0; passed <= court.clock; passed += 600) {
    await court.pass(1)
    await court.served(honest)
  }
  await honest.worker.waitForLine(/"event":"game.over"/, 120_000)
  tell(`${id}`, honest.worker)
  const game = await readDispute(court.developer, { deployment: court.deployment, id })
  const bill = await billOf(court.developer, game)
  const seconds = computed(honest.worker)
  say(`  ${billText(bill)}; the worker computed for ${seconds.toFixed(1)} s`)
  const owner = honest.owner.account.address
  const [paid, kept] = await Promise.all([
    court.developer.getBondsOwed({ account: owner }),
    court.developer.getBondsOwed({ account: accuser.account.address }),
  ])
  const { ended } = await court.developer.getProvider({ provider: honest.id })
  say(`  of the accuser's bond of ${formatEther(bond)}, ${formatEther(paid)} went to the provider, the rest is burnt`)
  await honest.worker.stop()
  return { seconds, accuserPaid: game.upheld === false && !ended && paid > 0n && kept === 0n }
}

/** What both sides say of a game. */
function tell(of: string | undefined, ...processes: RunningProcess[]): void {
  for (const { name, lines } of processes) {
    for (const line of lines) {
      const { game, what } = parse(line)
      if (game === of && what) say(`  ${name}: ${what}`)
    }
  }
}

/** Seconds of computation of a worker's moves. */
function computed({ lines }: RunningProcess): number {
  return lines.map(parse).reduce((sum, { event, seconds = 0 }) => sum + (event === 'game.move' ? seconds : 0), 0)
}

function parse(line: string): { event?: string; game?: string; what?: string; seconds?: number } {
  try {
    return JSON.parse(line) as object
  } catch {
    return {}
  }
}

try {
  const began = performance.now()
  const result = await main()
  say(`\n${((performance.now() - began) / 1000).toFixed(0)} s in all`)
  if (options.json) console.log(JSON.stringify(result))
  process.exitCode = Object.values(result).every((value) => value !== false) ? 0 : 1
} finally {
  await killAll()
}

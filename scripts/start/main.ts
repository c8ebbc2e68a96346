/** `npm start`: the whole market on this machine, on real input. `-- --once --json` exits with one JSON line. */
import { Listr, PRESET_TIMER } from 'listr2'
import { ensureContracts } from '../build.ts'
import { readOptions } from './options.ts'
import { newStory, type Story, steps } from './story.ts'
import { closeWorld, openFolder } from './world.ts'

const started = performance.now()

function report(story: Story) {
  return {
    invocations: story.tally.invocations,
    failed: story.tally.failed,
    receiptsVerified: story.receiptsVerified,
    paid: Object.fromEntries([...story.paid].map(([name, amount]) => [name, Number(amount)])),
    refunded: Number(story.refunded),
    compensated: Number(story.compensated),
    escrowBalanced: story.escrowBalanced,
    seconds: Math.round((performance.now() - started) / 100) / 10,
  }
}

/** Steps as a live list in a terminal, as plain lines in a pipe. */
function tell(story: Story): Promise<unknown> {
  const tasks = steps.map((step) => ({
    title: step.title,
    task: async (_: unknown, task: { output: string }) => {
      await step.run(story, (line) => {
        task.output = line
      })
    },
    rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY, timer: PRESET_TIMER },
  }))
  return new Listr(tasks, {
    concurrent: false,
    fallbackRenderer: 'simple',
    fallbackRendererOptions: { timer: PRESET_TIMER },
  }).run()
}

function addresses({ world, deal }: Story): string[] {
  const { deployment } = world
  return [
    `gateway    ${world.gatewayUrl}/f/markdown/   (curl --data-binary @README.md)`,
    `chain      ${world.chain.url}, id ${deployment.chainId}`,
    `Bourse     ${deployment.bourse}`,
    `lens       ${deployment.lens}`,
    `registry   ${deployment.registry}`,
    `USDC       ${deployment.token}`,
    `deal       ${deal}`,
    ...world.providers.map(
      ({ name, endpoint, worker }) => `${name.padEnd(10)} ${endpoint}${worker.exited ? ' (killed)' : ''}`,
    ),
  ]
}

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
})

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2))
  const folder = openFolder()
  const story = newStory(folder)
  try {
    await ensureContracts()
    const outcome = await Promise.race([tell(story).then(() => 'told'), interrupted.then(() => 'interrupted')])
    if (outcome === 'interrupted') return 130
    const result = report(story)
    for (const failure of story.tally.failures) console.log(`failed: ${failure}`)
    if (!options.once) {
      console.log(`\nUp after ${result.seconds} s. Ctrl-C ends it.\n${addresses(story).join('\n')}`)
      await interrupted
    }
    if (options.json) console.log(JSON.stringify(result))
    return result.failed === 0 ? 0 : 1
  } finally {
    await closeWorld(folder)
  }
}

process.exitCode = await main()

import { type Command, text } from '../core/command.ts'
import { parseInteger } from '../core/numbers.ts'

const command: Command = {
  summary:
    'Check what providers signed against what they attested and what comes out; ask, deny, and end liars on chain',
  args: {
    receipts: {
      type: 'positional',
      required: false,
      description: 'Folder with receipts, one on each line of its files',
    },
    provider: {
      type: 'string',
      valueHint: 'ids',
      description: 'Providers whose receipts are fetched: ids, comma between',
    },
    state: { type: 'string', valueHint: 'file', description: 'The watcher’s memory (default: .bourse/watch.json)' },
    interval: { type: 'string', valueHint: 'seconds', description: 'Between rounds (default: 5)' },
    sample: {
      type: 'string',
      valueHint: 'percent',
      description:
        'Of the receipts, how many are executed again and denied on chain where they are false (default: 100)',
    },
    once: { type: 'boolean', description: 'One round, and end' },
  },
  examples: ['bourse watch receipts/', 'bourse watch --provider 1,2 --interval 30'],
  async run(context, args) {
    const { watch } = await import('../actions/watch.ts')
    const receipts = text(args, 'receipts')
    const state = text(args, 'state')
    const providers = (text(args, 'provider') ?? '')
      .split(',')
      .filter((id) => id !== '')
      .map((id) => parseInteger('provider', id, 1, 2 ** 24 - 1))
    const seconds = parseInteger('interval', text(args, 'interval') ?? '5', 1, 86_400)
    const percent = parseInteger('sample', text(args, 'sample') ?? '100', 0, 100)
    const stopping = new AbortController()
    const stop = () => stopping.abort()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
    try {
      const data = await watch(context, {
        ...(receipts === undefined ? {} : { receipts }),
        ...(state === undefined ? {} : { state }),
        providers,
        intervalMs: seconds * 1_000,
        sample: percent / 100,
        once: args.once === true,
        signal: stopping.signal,
      })
      return { data, text: `looked ${data.rounds} times` }
    } finally {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, stop)
    }
  },
}

export default command

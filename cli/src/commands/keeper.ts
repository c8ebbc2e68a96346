import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'
import { parseInteger } from '../core/numbers.ts'

const command: Command = {
  summary: 'Fill, renew and replace for the tips of plans, in the foreground; anybody may',
  args: {
    'gas-price': {
      type: 'string',
      valueHint: 'USDC',
      description: 'What a million gas is worth to you, such as 0.02: tips must exceed it',
    },
    state: {
      type: 'string',
      valueHint: 'file',
      description: 'Where it remembers how far it read (default: .bourse/keeper.json)',
    },
    poll: { type: 'string', valueHint: 'ms', description: 'Milliseconds between looks at the chain (default: 2000)' },
    'max-steps': {
      type: 'string',
      valueHint: 'count',
      description: 'Most places of the book that a walk looks at (default: 200)',
    },
    once: { type: 'boolean', description: 'Look once, do what pays, end' },
  },
  examples: ['bourse keeper --gas-price 0.02', 'bourse keeper --gas-price 0.02 --once --json'],
  async run(context, args) {
    const { keeper } = await import('../actions/keeper.ts')
    const { formatUsdc, parseUsdc } = await import('@lambda-bourse/sdk')
    const price = text(args, 'gas-price')
    if (price === undefined) throw missing('gas-price', 'what a million gas is worth in USDC, such as 0.02')
    const [poll, steps] = [text(args, 'poll'), text(args, 'max-steps')]
    const stop = new AbortController()
    const end = () => stop.abort()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, end)
    const data = await keeper(context, {
      gasPrice: parseUsdc(price, 'gas-price'),
      state: text(args, 'state'),
      once: args.once === true,
      signal: stop.signal,
      ...(poll !== undefined && { pollMs: parseInteger('poll', poll, 50, 3_600_000) }),
      ...(steps !== undefined && { maxSteps: parseInteger('max-steps', steps, 1, 10_000) }),
    })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, end)
    const jobs = data.done.map(({ job, tips, gas }) => `${job}: ${formatUsdc(tips)} for ${gas} gas`)
    return {
      data,
      text: [...jobs, `${formatUsdc(data.tips)} earned, the escrow balance is ${formatUsdc(data.balance)}`].join('\n'),
    }
  },
}

export default command

import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'
import { ALIAS_FLAG, DEAL_FLAG, dealOf, FUNCTION_FLAG } from '../core/flags.ts'

const command: Command = {
  summary: 'Run a deal longer, from its end, at the prices it has',
  args: {
    duration: { type: 'positional', required: false, description: 'How much longer, such as 7d or 24 epochs' },
    ...DEAL_FLAG,
    ...FUNCTION_FLAG,
    ...ALIAS_FLAG,
  },
  examples: ['bourse extend 7d', 'bourse extend "24 epochs" --deal 12'],
  async run(context, args) {
    const { extend } = await import('../actions/extend.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const duration = text(args, 'duration')
    if (duration === undefined) throw missing('duration', 'how much longer, such as 7d or 24 epochs')
    const data = await extend(context, {
      duration,
      function: text(args, 'function'),
      alias: text(args, 'alias'),
      ...dealOf(args),
    })
    const left = data.left > 0 ? `, ${data.left} leases end as before` : ''
    return {
      data,
      text: `deal ${data.deal} runs ${data.epochs} epochs longer, to epoch ${data.end - 1}, with ${data.extended} leases${left}; ${formatUsdc(data.paid)} paid, the escrow balance is ${formatUsdc(data.balance)}`,
    }
  },
}

export default command

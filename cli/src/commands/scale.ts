import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'
import { ALIAS_FLAG, DEAL_FLAG, dealOf, FUNCTION_FLAG } from '../core/flags.ts'
import { parseInteger } from '../core/numbers.ts'

const command: Command = {
  summary: 'Change how many instances a deal has; fewer end with the running epoch',
  args: {
    instances: { type: 'positional', required: false, description: 'How many there are to be' },
    ...DEAL_FLAG,
    ...FUNCTION_FLAG,
    ...ALIAS_FLAG,
  },
  examples: ['bourse scale 4', 'bourse scale 1 --deal 12'],
  async run(context, args) {
    const { scale } = await import('../actions/scale.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const instances = text(args, 'instances')
    if (instances === undefined) throw missing('instances', 'how many there are to be, from 1')
    const data = await scale(context, {
      instances: parseInteger('instances', instances, 1, 4096),
      function: text(args, 'function'),
      alias: text(args, 'alias'),
      ...dealOf(args),
    })
    const unfilled = data.unfilled > 0 ? `, ${data.unfilled} unfilled` : ''
    return {
      data,
      text: `deal ${data.deal}: ${data.before} -> ${data.after} instances${unfilled}; the escrow balance is ${formatUsdc(data.balance)}`,
    }
  },
}

export default command

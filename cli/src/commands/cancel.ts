import { type Command, text } from '../core/command.ts'
import { ALIAS_FLAG, dealOf, FUNCTION_FLAG } from '../core/flags.ts'

const command: Command = {
  summary: 'End a deal with the running epoch; what was paid for later epochs comes back',
  args: {
    deal: { type: 'positional', required: false, description: 'Deal (default: the running one of the function)' },
    ...FUNCTION_FLAG,
    ...ALIAS_FLAG,
  },
  examples: ['bourse cancel', 'bourse cancel 12'],
  async run(context, args) {
    const { cancel } = await import('../actions/cancel.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const data = await cancel(context, {
      function: text(args, 'function'),
      alias: text(args, 'alias'),
      ...dealOf(args),
    })
    return {
      data,
      text: `cancelled deal ${data.deal}; ${formatUsdc(data.returned)} came back, the escrow balance is ${formatUsdc(data.balance)}`,
    }
  },
}

export default command

import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'

const command: Command = {
  summary: 'Take USDC out of your escrow balance',
  args: {
    amount: { type: 'positional', description: 'USDC, such as 12.5, or all' },
    to: { type: 'string', valueHint: 'address', description: 'Who gets it (default: your account)' },
  },
  examples: ['bourse withdraw 5', 'bourse withdraw all'],
  async run(context, args) {
    const { withdraw } = await import('../actions/fund.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const amount = text(args, 'amount')
    if (amount === undefined) throw missing('amount', 'USDC, such as 12.5, or all')
    const data = await withdraw(context, { amount, to: text(args, 'to') })
    return { data, text: `withdrew ${formatUsdc(data.amount)}; ${formatUsdc(data.balance)} is left in escrow` }
  },
}

export default command

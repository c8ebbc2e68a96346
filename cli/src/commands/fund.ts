import { type Command, text } from '../core/command.ts'
import { missing } from '../core/errors.ts'

const command: Command = {
  summary: 'Deposit USDC into your escrow balance, with a permit',
  args: { amount: { type: 'positional', description: 'USDC, such as 12.5' } },
  examples: ['bourse fund 25'],
  async run(context, args) {
    const { fund } = await import('../actions/fund.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const amount = text(args, 'amount')
    if (amount === undefined) throw missing('amount', 'USDC, such as 12.5')
    const data = await fund(context, { amount })
    return { data, text: `deposited ${formatUsdc(data.amount)}; the escrow balance is ${formatUsdc(data.balance)}` }
  },
}

export default command

import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { METERED_FLAGS, meteredOf } from './flags.ts'

const command: Command = {
  summary: 'Set USDC aside for executions on metered leases',
  args: {
    amount: { type: 'positional', required: false, description: 'USDC for each lease, such as 2.5' },
    ...METERED_FLAGS,
  },
  examples: ['bourse pay fund 2.5', 'bourse pay fund 1 --lease 256'],
  async run(context, args) {
    const { payFund } = await import('../../actions/pay/fund.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const amount = text(args, 'amount')
    if (amount === undefined) throw missing('amount', 'USDC for each lease, such as 2.5')
    const data = await payFund(context, { amount, ...meteredOf(args) })
    const lines = data.leases.map(({ lease, left }) => `lease ${lease}: ${formatUsdc(left)} left for executions`)
    return { data, text: [...lines, `the escrow balance is ${formatUsdc(data.balance)}`].join('\n') }
  },
}

export default command

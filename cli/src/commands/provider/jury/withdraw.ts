import type { Command } from '../../../core/command.ts'

const command: Command = {
  summary: 'Take out the coin that the jury owes your account: fees, and bonds of trials',
  args: {},
  examples: ['bourse provider jury withdraw'],
  async run(context) {
    const { juryWithdraw } = await import('../../../actions/provider/jury.ts')
    const { formatEther } = await import('viem')
    const data = await juryWithdraw(context)
    return { data, text: data.amount === 0n ? 'nothing is owed' : `${formatEther(data.amount)} went to ${data.to}` }
  },
}

export default command

import type { Command } from '../../core/command.ts'

const command: Command = {
  summary:
    'Take out the coin that games left to your account: bonds that came back, and those of challengers that lost',
  args: {},
  examples: ['bourse dispute withdraw'],
  async run(context) {
    const { disputeWithdraw } = await import('../../actions/dispute/withdraw.ts')
    const { formatEther } = await import('viem')
    const data = await disputeWithdraw(context)
    const text = data.amount === 0n ? 'nothing is owed' : `${formatEther(data.amount)} went to ${data.to}`
    return { data, text }
  },
}

export default command

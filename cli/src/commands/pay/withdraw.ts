import type { Withdrawal } from '../../actions/pay/withdraw.ts'
import type { Command } from '../../core/command.ts'
import { METERED_FLAGS, meteredOf } from './flags.ts'

const command: Command = {
  summary: 'Take back what is left for executions: gives notice, and returns it when that has passed',
  args: METERED_FLAGS,
  examples: ['bourse pay withdraw', 'bourse pay withdraw --lease 256'],
  async run(context, args) {
    const { payWithdraw } = await import('../../actions/pay/withdraw.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const data = await payWithdraw(context, meteredOf(args))
    const say = ({ lease, state, from, returned }: Withdrawal) => {
      if (state === 'empty') return `lease ${lease}: nothing is left`
      if (state === 'returned') return `lease ${lease}: ${formatUsdc(returned)} came back`
      const notice = state === 'noticed' ? 'notice is given' : 'notice runs'
      return `lease ${lease}: ${notice}; it comes back by the same command from epoch ${from} on (now ${data.epoch})`
    }
    return { data, text: data.leases.map(say).join('\n') }
  },
}

export default command

import type { Command } from '../../../core/command.ts'
import { describeJuror } from '../../../core/jury-text.ts'

const DONE = {
  nothing: 'it is not on the list',
  notice: 'notice is given: it is drawn for nothing new; call this again to take the deposit out',
  waits: 'notice runs, or seats are open',
  discharged: 'it is off the list',
} as const

const command: Command = {
  summary: 'Give notice to the jury; when that has passed, leave the list and take the deposit out',
  args: {},
  examples: ['bourse provider jury leave'],
  async run(context) {
    const { juryLeave } = await import('../../../actions/provider/jury.ts')
    const { formatEther } = await import('viem')
    const data = await juryLeave(context)
    const taken = data.withdrawn === 0n ? [] : [`took ${formatEther(data.withdrawn)} out`]
    return { data, text: [DONE[data.done], ...taken, describeJuror(data, formatEther)].join('\n') }
  },
}

export default command

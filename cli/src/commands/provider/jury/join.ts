import { type Command, text } from '../../../core/command.ts'
import { describeJuror } from '../../../core/jury-text.ts'

const command: Command = {
  summary: 'Be drawn for juries that execute denied receipts again; a deposit in native coin pays for silent seats',
  args: {
    deposit: {
      type: 'string',
      valueHint: 'amount',
      description: 'Native coin to put in (default: what is missing to four seats at twice the base fee)',
    },
  },
  examples: ['bourse provider jury join', 'bourse provider jury join --deposit 0.05'],
  async run(context, args) {
    const { juryJoin } = await import('../../../actions/provider/jury.ts')
    const { formatEther } = await import('viem')
    const data = await juryJoin(context, { deposit: text(args, 'deposit') })
    const done = data.transaction === null ? 'it is on the list' : `joined with ${formatEther(data.paid)}`
    return { data, text: `${done}\n${describeJuror(data, formatEther)}` }
  },
}

export default command

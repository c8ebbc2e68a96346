import { type Command, text } from '../../../core/command.ts'
import { describeJuror } from '../../../core/jury-text.ts'
import { parseInteger } from '../../../core/numbers.ts'

const command: Command = {
  summary: 'Show whether a provider is on the list of jurors, its deposit, its seats and what it is owed',
  args: { provider: { type: 'positional', required: false, description: 'Provider id (default: your own)' } },
  examples: ['bourse provider jury status', 'bourse provider jury status 3 --json'],
  async run(context, args) {
    const { juryStatus } = await import('../../../actions/provider/jury.ts')
    const { formatEther } = await import('viem')
    const id = text(args, 'provider')
    const options = id === undefined ? {} : { provider: parseInteger('provider', id, 1, 2 ** 24 - 1) }
    const data = await juryStatus(context, options)
    return { data, text: describeJuror(data, formatEther) }
  },
}

export default command

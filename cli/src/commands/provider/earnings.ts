import { type Command, text } from '../../core/command.ts'
import { describeEarnings } from '../../core/earnings-text.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Show what a provider earned, missed, and may claim',
  args: { provider: { type: 'positional', required: false, description: 'Provider id (default: your own)' } },
  examples: ['bourse provider earnings', 'bourse provider earnings 3 --json'],
  async run(context, args) {
    const { earnings } = await import('../../actions/provider/earnings.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const id = text(args, 'provider')
    const data = await earnings(
      context,
      id === undefined ? {} : { provider: parseInteger('provider', id, 1, 2 ** 24 - 1) },
    )
    return { data, text: describeEarnings(data, formatUsdc) }
  },
}

export default command

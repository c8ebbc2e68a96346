import { type Command, text } from '../../core/command.ts'
import { describeEarnings } from '../../core/earnings-text.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Claim what can be claimed, to the owner’s escrow balance',
  args: { provider: { type: 'positional', required: false, description: 'Provider id (default: your own)' } },
  examples: ['bourse provider claim'],
  async run(context, args) {
    const { claim } = await import('../../actions/provider/earnings.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const id = text(args, 'provider')
    const data = await claim(
      context,
      id === undefined ? {} : { provider: parseInteger('provider', id, 1, 2 ** 24 - 1) },
    )
    const head = data.transaction === null ? 'nothing can be claimed now' : `claimed ${formatUsdc(data.amount)}`
    return { data, text: `${head}\n${describeEarnings(data, formatUsdc)}` }
  },
}

export default command

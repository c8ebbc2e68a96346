import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Bring the fee of a request that nobody answered back to its consumer',
  args: { id: { type: 'positional', required: false, description: 'Request id' } },
  examples: ['bourse request refund 7'],
  async run(context, args) {
    const { requestRefund } = await import('../../actions/request/refund.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const id = text(args, 'id')
    if (id === undefined) throw missing('id', 'the id of a request')
    const data = await requestRefund(context, { id: parseInteger('id', id, 1, 10 ** 15 - 1) })
    return { data, text: `request ${data.id}: ${formatUsdc(data.fee)} came back to ${data.consumer}` }
  },
}

export default command

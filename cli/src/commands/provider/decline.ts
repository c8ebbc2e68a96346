import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Give a lease up: free before its start and just after a change of its version, else for one epoch’s price',
  args: { lease: { type: 'positional', required: false, description: 'Lease id, as `bourse status` shows it' } },
  examples: ['bourse provider decline 256'],
  async run(context, args) {
    const { decline } = await import('../../actions/provider/decline.ts')
    const lease = text(args, 'lease')
    if (lease === undefined) throw missing('lease', 'the id of a lease')
    const data = await decline(context, { lease: parseInteger('lease', lease, 256, 2 ** 48 - 1) })
    return { data, text: `declined lease ${data.lease}${data.free ? ', free' : ' for the price of one epoch'}` }
  },
}

export default command

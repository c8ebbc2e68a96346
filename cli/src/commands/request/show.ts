import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Show a request and its answer',
  args: { id: { type: 'positional', required: false, description: 'Request id' } },
  examples: ['bourse request show 7'],
  async run(context, args) {
    const { requestShow } = await import('../../actions/request/show.ts')
    const { describe } = await import('./text.ts')
    const id = text(args, 'id')
    if (id === undefined) throw missing('id', 'the id of a request')
    const data = await requestShow(context, { id: parseInteger('id', id, 1, 10 ** 15 - 1) })
    return { data, text: describe(data) }
  },
}

export default command

import { type Command, text } from '../../core/command.ts'
import { DEAL_FLAG, dealOf } from '../../core/flags.ts'
import { table } from '../../core/table.ts'

const command: Command = {
  summary: 'List requests, the newest first',
  args: {
    consumer: { type: 'string', valueHint: 'address', description: 'Who asked (default: the key’s account)' },
    deal: { ...DEAL_FLAG.deal, description: 'Of one deal only' },
    all: { type: 'boolean', description: 'Of everybody' },
  },
  examples: ['bourse request list', 'bourse request list --all --json'],
  async run(context, args) {
    const { requestList } = await import('../../actions/request/show.ts')
    const { formatUsdc } = await import('@lambda-bourse/sdk')
    const consumer = text(args, 'consumer')
    const data = await requestList(context, {
      ...(consumer !== undefined && { consumer }),
      ...dealOf(args),
      all: args.all === true,
    })
    const rows = data.requests.map((one) => [
      String(one.id),
      one.state,
      one.deal,
      formatUsdc(one.fee),
      one.quorum === 1 ? '1' : `${one.quorum} of ${one.seats}`,
      one.deadline,
      one.answers.length,
      one.consumer,
    ])
    const head = ['id', 'state', 'deal', 'fee', 'quorum', 'deadline', 'answers', 'consumer']
    return { data, text: rows.length === 0 ? 'no requests' : table(head, rows) }
  },
}

export default command

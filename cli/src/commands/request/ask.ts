import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'
import { ALIAS_FLAG, DEAL_FLAG, dealOf } from '../../core/flags.ts'
import { parseInteger } from '../../core/numbers.ts'

const command: Command = {
  summary: 'Ask for an execution on chain; whoever answers with a receipt is paid the fee',
  args: {
    function: { type: 'positional', required: false, description: '<name>, <id> or <owner>:<name>' },
    fee: { type: 'string', valueHint: 'USDC', description: 'For those who answer' },
    data: {
      type: 'string',
      alias: ['d'],
      valueHint: 'text|@file|-',
      description: 'Body: text, a file, or standard input (default: empty)',
    },
    epochs: {
      type: 'string',
      valueHint: 'count',
      description: 'It may be answered in so many after this (default: 2)',
    },
    quorum: { type: 'string', valueHint: 'count', description: 'Equal answers of distinct providers (default: 1)' },
    seats: { type: 'string', valueHint: 'count', description: 'Providers that may commit (default: the quorum)' },
    final: { type: 'boolean', description: 'Deliver it only when it cannot be disputed any more' },
    wait: { type: 'boolean', description: 'Wait for the answer' },
    ...DEAL_FLAG,
    ...ALIAS_FLAG,
  },
  examples: [
    'bourse request ask rank-bids -d @bids.bin --fee 0.05 --wait',
    'bourse request ask score -d 42 --fee 0.1 --quorum 2 --seats 3 --final',
  ],
  async run(context, args) {
    const { requestExecution } = await import('../../actions/request/ask.ts')
    const { describe } = await import('./text.ts')
    const fee = text(args, 'fee')
    if (fee === undefined) throw missing('fee', 'USDC for those who answer, such as 0.05')
    const count = (name: string, from: number, to: number) => {
      const value = text(args, name)
      return value === undefined ? {} : { [name]: parseInteger(name, value, from, to) }
    }
    const [name, alias] = [text(args, 'function'), text(args, 'alias')]
    const data = await requestExecution(context, {
      fee,
      ...(name !== undefined && { function: name }),
      ...(alias !== undefined && { alias }),
      ...(typeof args.data === 'string' && { data: args.data }),
      ...count('epochs', 0, 65_535),
      ...count('quorum', 1, 10),
      ...count('seats', 0, 10),
      ...dealOf(args),
      final: args.final === true,
      wait: args.wait === true,
    })
    return { data, text: describe(data) }
  },
}

export default command

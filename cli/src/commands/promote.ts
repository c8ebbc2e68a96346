import { type Command, text } from '../core/command.ts'
import { ALIAS_FLAG, FUNCTION_FLAG } from '../core/flags.ts'
import { parseInteger } from '../core/numbers.ts'
import { describeSwitch } from '../core/switch-text.ts'

const command: Command = {
  summary: 'Point an alias at a version: one transaction, no request is dropped',
  args: {
    version: { type: 'positional', required: false, description: 'Version (default: the newest)' },
    ...FUNCTION_FLAG,
    ...ALIAS_FLAG,
  },
  examples: ['bourse promote', 'bourse promote 3 --alias canary'],
  async run(context, args) {
    const { promote } = await import('../actions/promote.ts')
    const version = text(args, 'version')
    const data = await promote(context, {
      function: text(args, 'function'),
      alias: text(args, 'alias'),
      ...(version !== undefined && { version: parseInteger('version', version, 1, 2 ** 32 - 1) }),
    })
    return { data, text: describeSwitch(data) }
  },
}

export default command

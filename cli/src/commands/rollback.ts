import { type Command, text } from '../core/command.ts'
import { ALIAS_FLAG, FUNCTION_FLAG } from '../core/flags.ts'
import { describeSwitch } from '../core/switch-text.ts'

const command: Command = {
  summary: 'Point an alias back at the version before its last switch',
  args: { ...FUNCTION_FLAG, ...ALIAS_FLAG },
  examples: ['bourse rollback', 'bourse rollback --function hello --alias live'],
  async run(context, args) {
    const { rollback } = await import('../actions/promote.ts')
    const data = await rollback(context, { function: text(args, 'function'), alias: text(args, 'alias') })
    return { data, text: describeSwitch(data) }
  },
}

export default command

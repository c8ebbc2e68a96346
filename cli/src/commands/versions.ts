import { type Command, text } from '../core/command.ts'
import { FUNCTION_FLAG } from '../core/flags.ts'
import { parseInteger } from '../core/numbers.ts'
import { table } from '../core/table.ts'

const command: Command = {
  summary: 'List a function’s versions and what its aliases name',
  args: {
    ...FUNCTION_FLAG,
    limit: { type: 'string', valueHint: 'count', description: 'Most versions shown, newest first (default: 20)' },
  },
  examples: ['bourse versions'],
  async run(context, args) {
    const { versions } = await import('../actions/versions.ts')
    const limit = text(args, 'limit')
    const data = await versions(context, {
      function: text(args, 'function'),
      ...(limit !== undefined && { limit: parseInteger('limit', limit, 1, 1000) }),
    })
    const rows = data.versions.map((one) => [
      one.number,
      one.aliases.join(' ') || '-',
      one.kind,
      one.tier,
      new Date(Number(one.publishedAt) * 1000).toISOString(),
      one.moduleCid,
    ])
    return { data, text: table(['version', 'aliases', 'kind', 'tier', 'published', 'module'], rows) }
  },
}

export default command

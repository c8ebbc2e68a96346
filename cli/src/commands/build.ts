import { type Command, text } from '../core/command.ts'

const command: Command = {
  summary: 'Build the module and check that it can be hosted',
  args: { config: { type: 'string', alias: ['c'], valueHint: 'file', description: 'The plan (default: bourse.yaml)' } },
  examples: ['bourse build'],
  async run(context, args) {
    const { build } = await import('../actions/build.ts')
    const data = await build(context, { config: text(args, 'config') })
    return { data, text: `${data.module}: ${data.bytes} bytes, ${data.abi}, ${data.tier}, ${data.moduleCid}` }
  },
}

export default command

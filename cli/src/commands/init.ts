import { type Command, text } from '../core/command.ts'

const command: Command = {
  summary: 'Start a function from a template',
  args: {
    folder: { type: 'positional', required: false, description: 'Folder to make (default: the current one)' },
    template: {
      type: 'string',
      alias: ['t'],
      valueHint: 'language',
      description: 'rust (default), assemblyscript or c',
    },
    name: { type: 'string', valueHint: 'name', description: 'The function’s name (default: the folder’s)' },
  },
  examples: ['bourse init hello', 'bourse init hello --template assemblyscript'],
  async run(context, args) {
    const { init } = await import('../actions/init.ts')
    const data = await init(context, {
      folder: text(args, 'folder'),
      template: text(args, 'template'),
      name: text(args, 'name'),
    })
    const lines = [
      `Made ${data.name} (${data.template}) in ${data.folder}: ${data.files.join(', ')}`,
      'Next: bourse deploy',
    ]
    return { data, text: lines.join('\n') }
  },
}

export default command

import { type Command, text } from '../../core/command.ts'

const command: Command = {
  summary: 'Run the worker in the foreground: host leases, sign receipts, attest, claim',
  args: {
    config: {
      type: 'string',
      alias: ['c'],
      valueHint: 'file',
      description: 'The worker’s settings (default: worker.yaml)',
    },
  },
  examples: ['bourse provider start --config worker.yaml'],
  async run(context, args) {
    const { start } = await import('../../actions/provider/start.ts')
    const { exitCode, ...data } = await start(context, { config: text(args, 'config') })
    return {
      data,
      text: data.code === 0 ? 'the worker stopped' : `the worker ended with ${data.code ?? 'a signal'}`,
      exitCode,
    }
  },
}

export default command

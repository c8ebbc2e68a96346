import { type Command, text } from '../../core/command.ts'
import { missing } from '../../core/errors.ts'

const command: Command = {
  summary: 'Become a provider: lock the base stake, put keys and endpoint on chain',
  args: {
    endpoint: { type: 'string', valueHint: 'url', description: 'Where callers reach the worker' },
    'operator-key-file': {
      type: 'string',
      valueHint: 'file',
      description: 'Key that signs receipts; made when missing (default: .bourse/operator.key)',
    },
    'encryption-key-file': {
      type: 'string',
      valueHint: 'file',
      description: 'X25519 key for secrets; made when missing (default: .bourse/encryption.pem)',
    },
  },
  examples: ['bourse provider register --endpoint https://worker.example'],
  async run(context, args) {
    const { register } = await import('../../actions/provider/register.ts')
    const endpoint = text(args, 'endpoint')
    if (endpoint === undefined) throw missing('endpoint', '--endpoint <url>, where callers reach the worker')
    const data = await register(context, {
      endpoint,
      operatorKeyFile: text(args, 'operator-key-file'),
      encryptionKeyFile: text(args, 'encryption-key-file'),
    })
    const made = data.created.map((path) => `  made ${path}: keep it secret, and keep a copy`)
    return {
      data,
      text: [`provider ${data.provider} at ${data.endpoint}, operator ${data.operator}`, ...made].join('\n'),
    }
  },
}

export default command

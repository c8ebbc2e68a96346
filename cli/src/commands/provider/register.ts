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
    'worker-config': {
      type: 'string',
      valueHint: 'file',
      description: 'Settings of the worker; made when missing (default: worker.yaml)',
    },
    gas: {
      type: 'string',
      valueHint: 'amount',
      description: 'Native coin to send to the operator, who pays for attestations',
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
      workerConfig: text(args, 'worker-config'),
      gas: text(args, 'gas'),
    })
    const made = data.created.map(
      (path) => `  made ${path}${path === data.workerConfig ? '' : ': keep it secret, and keep a copy'}`,
    )
    const poor = data.operatorBalance === 0n ? [`Send ${data.operator} native coin: it pays for attestations`] : []
    return {
      data,
      text: [
        `provider ${data.provider} at ${data.endpoint}, operator ${data.operator}`,
        ...made,
        ...poor,
        'Next: bourse provider offer, bourse provider start',
      ].join('\n'),
    }
  },
}

export default command

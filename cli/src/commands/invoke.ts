import { type Command, text } from '../core/command.ts'
import { EXIT } from '../core/exit-codes.ts'

const command: Command = {
  summary: 'Call a function through the gateway',
  args: {
    function: {
      type: 'positional',
      required: false,
      description: '<name>, <id> or <owner>:<name>, with or without @<alias>',
    },
    path: { type: 'positional', required: false, description: 'Path and query (default: /)' },
    data: {
      type: 'string',
      alias: ['d'],
      valueHint: 'text|@file|-',
      description: 'Body: text, a file, or standard input',
    },
    method: { type: 'string', alias: ['X'], valueHint: 'method', description: 'Default: POST with a body, else GET' },
    'content-type': { type: 'string', valueHint: 'type', description: 'Content type of the body' },
  },
  examples: [
    'bourse invoke hello',
    'bourse invoke hello@canary /greet?x=1 -d @body.json --content-type application/json',
  ],
  async run(context, args) {
    const { invoke } = await import('../actions/invoke.ts')
    const result = await invoke(context, {
      function: text(args, 'function'),
      path: text(args, 'path'),
      data: typeof args.data === 'string' ? args.data : undefined,
      method: text(args, 'method'),
      contentType: text(args, 'content-type'),
    })
    const { body, ...rest } = result
    context.progress.note(
      `provider ${rest.provider}, lease ${rest.lease}, version ${rest.version} (${rest.tier}), epoch ${rest.epoch}, fuel ${rest.fuel}, receipt ${rest.sequence}`,
    )
    return {
      data: { ...rest, ...bodyJson(body) },
      text: body,
      exitCode: result.executionStatus === 0 ? EXIT.ok : EXIT.check,
    }
  },
}

/** Text as text; anything else as base64. */
function bodyJson(body: Uint8Array): { body: string } | { bodyBase64: string } {
  try {
    return { body: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body) }
  } catch {
    return { bodyBase64: Buffer.from(body).toString('base64') }
  }
}

export default command

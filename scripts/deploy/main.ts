// npm run deploy -- --rpc-url <url> [--out <file>] [--parameters <file>]; the key is read from DEPLOYER_PRIVATE_KEY.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Hex } from 'viem'
import { deployMarket } from './deploy.ts'

const { values } = parseArgs({
  options: {
    'rpc-url': { type: 'string', default: 'http://127.0.0.1:8545' },
    out: { type: 'string' },
    parameters: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const privateKey = process.env.DEPLOYER_PRIVATE_KEY as Hex | undefined
const deployment = await deployMarket({
  rpcUrl: values['rpc-url'],
  ...(privateKey ? { privateKey } : {}),
  ...(values.parameters ? { config: JSON.parse(await readFile(values.parameters, 'utf8')) } : {}),
  out: values.out ?? true,
})
if (values.json) console.log(JSON.stringify(deployment))
else for (const name of ['token', 'bourse', 'lens', 'registry'] as const) console.log(name.padEnd(9), deployment[name])
process.exit(0)

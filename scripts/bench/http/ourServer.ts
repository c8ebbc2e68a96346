// Our worker as a process: its real HTTP path, runtime, receipts, signatures and fsynced log. Only the chain is a script
// in memory that says which lease runs which module.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workerSettings } from '../../../worker/src/config/settings.ts'
import { silentLogger } from '../../../worker/src/log.ts'
import { createWorker } from '../../../worker/src/worker.ts'
import { KEY, OPERATOR, seed, versionOf } from '../../../worker/test/support/fixture.ts'
import { ScriptedChain } from '../../../worker/test/support/scriptedChain.ts'

const [modulePath, folder] = process.argv.slice(2) as [string, string]
const dataDir = join(folder, 'worker')
const module = readFileSync(modulePath)
await seed(dataDir, module)
const chain = new ScriptedChain(OPERATOR)
chain.publish(1n, 1, await versionOf(module))
chain.point(1n, 1)
chain.lend({ id: 256, provider: 1 })
const settings = workerSettings({ dataDir, listen: '127.0.0.1:0' })
const worker = await createWorker({ settings, key: KEY, chain, transactions: chain, log: silentLogger })
process.stdout.write(`${JSON.stringify({ port: Number(new URL(worker.address).port) })}\n`)
process.on('SIGTERM', () => void worker.stop())

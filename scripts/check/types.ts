/** `npm run typecheck`: the whole repository, strict. */
import { ensureContracts } from '../build.ts'
import { run } from '../lib/run.ts'

await ensureContracts()
process.exitCode = (await run('tsc', ['-p', '.'])).code

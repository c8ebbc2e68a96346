import { run } from './core/run.ts'

process.exitCode = await run(process.argv.slice(2))

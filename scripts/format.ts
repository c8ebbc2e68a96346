/** `npm run format`: writes every file the way the linters want it. */
import { run } from './lib/run.ts'

await run('biome', ['check', '--write', '.'])
await run('prettier', ['--write', '--log-level', 'warn', '{contracts,test,scripts}/**/*.sol'])

/** `npm run lint`: linters and format checks, which never fix. `npm run format` does. */
import { run } from '../lib/run.ts'

const steps: [string, string[]][] = [
  ['biome', ['check', '--error-on-warnings', '.']],
  ['prettier', ['--check', '--log-level', 'warn', '{contracts,test,scripts}/**/*.sol']],
  ['solhint', ['--max-warnings', '0', '--disc', 'contracts/**/*.sol']],
]

let failed = 0
for (const [command, args] of steps) {
  const { code } = await run(command, args)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${command}`)
  failed += code === 0 ? 0 : 1
}
process.exitCode = failed === 0 ? 0 : 1

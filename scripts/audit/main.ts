/**
 * `npm run audit`: static analysis, symbolic proofs and mutation testing of the contracts; each part alone as
 * `npm run audit -- slither`, `halmos` or `mutation [--sample N] [--seed S]`. Not part of `npm test`: it takes long, and
 * installs Python packages into `.audit/`.
 */
import { halmos } from './halmos/main.ts'
import { ToolMissing } from './lib/tools.ts'
import { mutation } from './mutation/main.ts'
import { slither } from './slither/main.ts'

type Part = (options: string[]) => boolean | Promise<boolean>

const parts: Record<string, Part> = { slither, halmos, mutation }

async function attempt(name: string, part: Part, options: string[]): Promise<boolean> {
  console.log(`\n== ${name} ==`)
  const started = performance.now()
  const ok = await part(options)
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`)
  return ok
}

async function main([wanted, ...options]: string[]): Promise<number> {
  const all = wanted === undefined || wanted.startsWith('--')
  if (!all && !(wanted in parts)) {
    console.error(`Unknown part "${wanted}": allowed are ${Object.keys(parts).join(', ')}, or nothing for all of them`)
    return 2
  }
  const given = all && wanted !== undefined ? [wanted, ...options] : options
  let failed = 0
  for (const [name, part] of Object.entries(parts))
    if (all || name === wanted) failed += (await attempt(name, part, given)) ? 0 : 1
  return failed === 0 ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ToolMissing)) throw error
  console.error(`The audit cannot run here: ${error.message}`)
  process.exitCode = 3
}

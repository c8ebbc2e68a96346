/** Compiles the contracts when their sources changed since the last time. */
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './lib/run.ts'

const stamp = join(root, 'artifacts', '.sources')

function fingerprint(): string {
  const hash = createHash('sha256')
  const files = globSync(['contracts/**/*.sol', 'hardhat.config.ts', 'package-lock.json'], { cwd: root }).sort()
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function recorded(): string {
  try {
    return readFileSync(stamp, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

/**
 * Makes `artifacts/` match `contracts/`; does nothing when it does.
 * @throws when the compiler refuses the sources; its output is in the message.
 */
export async function ensureContracts(): Promise<void> {
  const wanted = fingerprint()
  if (recorded() === wanted) return
  process.stderr.write('Compiling contracts ...\n')
  const { code, output } = await run('hardhat', ['build', '--no-tests', '--quiet'], { quiet: true })
  if (code !== 0) throw new Error(`hardhat build failed:\n${output}`)
  mkdirSync(join(root, 'artifacts'), { recursive: true })
  writeFileSync(stamp, wanted)
}

if (import.meta.main) await ensureContracts()

/** Builds fast.wasm from the sources that the other files of this folder write: `node prover/scripts/build.ts`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'
import { keccakSource } from './keccak.ts'
import { machineSource } from './machine.ts'

const FLAGS = ['machine.ts', '--runtime', 'stub', '--noAssert', '-O2', '--enable', 'simd', '--outFile', 'fast.wasm']

/** The module's bytes. The same sources give the same bytes. */
export async function buildFastMachine(): Promise<Uint8Array> {
  const files: Record<string, string> = { 'machine.ts': machineSource(), 'keccak.ts': keccakSource() }
  let built: Uint8Array | undefined
  const { error, stderr } = await asc.main(FLAGS, {
    readFile: (name) => files[name] ?? null,
    writeFile: (_, contents) => {
      built = contents as Uint8Array
    },
    listFiles: () => [],
  })
  if (error || !built) throw new Error(`the fast machine does not compile:\n${stderr.toString()}`, { cause: error })
  return built
}

if (import.meta.main) writeFileSync(join(import.meta.dirname, '../fast.wasm'), await buildFastMachine())

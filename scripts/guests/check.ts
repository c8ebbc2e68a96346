/**
 * Rebuilds the prebuilt modules in another folder and compares bytes: `node scripts/guests/check.ts [folder...]`.
 * Where a compiler is missing, or is not the version the modules were made with, its guests are skipped and that is
 * said. Exit code 1 when a module differs from its source or holds a path of the machine it was built on.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { BuildError, compile, FetchError } from './compile.ts'
import { root } from './files.ts'
import { type Guest, selectGuests } from './guests.ts'
import { advice, findToolchains, type Toolchain } from './toolchains.ts'

const machinePath = /\/(home|root|work|tmp|Users|private)\/[\w.-]+/

/** Why the guest cannot be rebuilt to the same bytes here, or undefined. */
function obstacle(toolchain: Toolchain): string | undefined {
  const { language, problem, version, pinned } = toolchain
  if (problem) return `skipped: no toolchain (${problem}; ${advice(toolchain)})`
  if (version !== pinned) return `skipped: ${language} ${version} is here, the prebuilt module was made with ${pinned}`
  return undefined
}

/** What is wrong with the prebuilt module, or undefined. */
function difference(guest: Guest, toolchain: Toolchain, tree: string): string | undefined {
  const prebuilt = readFileSync(join(root, guest.folder, guest.module))
  const path = prebuilt.toString('latin1').match(machinePath)
  if (path) return `holds the path ${path[0]}`
  const out = join(tree, 'out.wasm')
  try {
    compile(guest, toolchain, tree, out, join(tree, 'target'))
  } catch (error) {
    if (error instanceof BuildError && !(error instanceof FetchError)) return `does not build: ${error.message}`
    throw error
  }
  const built = readFileSync(out)
  if (built.equals(prebuilt)) return undefined
  return `is not what its source builds (${prebuilt.length} bytes here, ${built.length} built): run scripts/guests/build.ts`
}

const SKIPPED = 'skipped: the crates of its Cargo.lock cannot be fetched here'

function unlessUnfetched(look: () => string | undefined): string | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof FetchError) return SKIPPED
    throw error
  }
}

function copySources(): string {
  const tree = mkdtempSync(join(tmpdir(), 'bourse-check-'))
  const filter = (path: string) => !['target', 'node_modules'].includes(basename(path))
  for (const folder of ['guests', 'examples'])
    cpSync(join(root, folder), join(tree, folder), { recursive: true, filter })
  return tree
}

const guests = selectGuests(process.argv.slice(2))
const toolchains = findToolchains()
const tree = copySources()
let same = 0
let skipped = 0
try {
  for (const guest of guests) {
    const name = `${guest.folder}/${guest.module}`
    const reason = obstacle(toolchains[guest.language])
    if (reason) {
      skipped++
      console.log(`${name}: ${reason}`)
      continue
    }
    const wrong = unlessUnfetched(() => difference(guest, toolchains[guest.language], tree))
    if (wrong === SKIPPED) skipped++
    else if (!wrong) same++
    console.log(`${name}: ${wrong ?? 'same bytes'}`)
  }
} finally {
  rmSync(tree, { recursive: true, force: true })
}
const different = guests.length - same - skipped
console.log(`${same} same, ${different} different, ${skipped} skipped`)
process.exitCode = different > 0 ? 1 : 0

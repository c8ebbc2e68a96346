/**
 * Builds the prebuilt modules: `node scripts/guests/build.ts [folder...]`, for example `guests/echo`. Without a folder
 * all are built. A missing compiler is named with what to install, and its guests are left as they are (exit code 1).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BuildError, compile } from './compile.ts'
import { root } from './files.ts'
import { type Guest, selectGuests } from './guests.ts'
import { advice, findToolchains } from './toolchains.ts'

const guests = selectGuests(process.argv.slice(2))
const toolchains = findToolchains()
const target = mkdtempSync(join(tmpdir(), 'bourse-build-'))

/** Builds one module; returns whether it did. */
function build(guest: Guest): boolean {
  const toolchain = toolchains[guest.language]
  const name = `${guest.folder}/${guest.module}`
  if (toolchain.problem) {
    console.error(`${name}: not built, ${toolchain.problem}; ${advice(toolchain)}`)
    return false
  }
  try {
    compile(guest, toolchain, root, join(root, name), target)
    console.log(`${name}: ${statSync(join(root, name)).size} bytes`)
    return true
  } catch (error) {
    if (!(error instanceof BuildError)) throw error
    console.error(`${name}: not built, ${error.message}`)
    return false
  }
}

try {
  const built = guests.filter(build)
  process.exitCode = built.length === guests.length ? 0 : 1
} finally {
  rmSync(target, { recursive: true, force: true })
}

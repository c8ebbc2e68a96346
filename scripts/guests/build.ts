/**
 * Builds the prebuilt modules: `node scripts/guests/build.ts [folder...]`, for example `guests/echo`. Without a folder
 * all are built. A missing compiler is named with what to install, and its guests are left as they are (exit code 1).
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from './compile.ts'
import { root } from './files.ts'
import { selectGuests } from './guests.ts'
import { advice, findToolchains } from './toolchains.ts'

const guests = selectGuests(process.argv.slice(2))
const toolchains = findToolchains()
const target = mkdtempSync(join(tmpdir(), 'bourse-build-'))
let missing = 0
try {
  for (const guest of guests) {
    const toolchain = toolchains[guest.language]
    const name = `${guest.folder}/${guest.module}`
    if (toolchain.problem) {
      missing++
      console.error(`${name}: not built, ${toolchain.problem}; ${advice(toolchain)}`)
      continue
    }
    const out = join(root, name)
    compile(guest, toolchain, root, out, target)
    console.log(`${name}: ${statSync(out).size} bytes`)
  }
} finally {
  rmSync(target, { recursive: true, force: true })
}
process.exitCode = missing > 0 ? 1 : 0

/**
 * Installs the compilers of the guest languages: `node scripts/guests/install.ts`. With apt and as root it installs the
 * Debian packages; otherwise it prints what to install and ends with code 1. AssemblyScript comes with `npm ci`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { debianPackages, findToolchains } from './toolchains.ts'

const toolchains = findToolchains()
const missing = (['rust', 'c'] as const).filter((language) => toolchains[language].problem)
const packages = missing.flatMap((language) => debianPackages[language])

for (const { language, version, problem } of Object.values(toolchains)) {
  console.log(`${language}: ${problem ?? version}`)
}
if (packages.length > 0) {
  const command = ['install', '-y', '--no-install-recommends', ...packages]
  const apt = existsSync('/usr/bin/apt-get') && process.getuid?.() === 0
  if (!apt) {
    console.error(`Needs root and apt. On Debian or Ubuntu: sudo apt-get ${command.join(' ')}`)
    process.exit(1)
  }
  spawnSync('apt-get', ['update'], { stdio: 'inherit' })
  const { status } = spawnSync('apt-get', command, { stdio: 'inherit' })
  process.exitCode = status ?? 1
}

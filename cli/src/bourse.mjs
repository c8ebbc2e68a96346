#!/usr/bin/env node
// The `bourse` command. Plain JavaScript, so that any Node starts it; the command itself needs Node 24, which strips
// types: where this Node is older, the one that the packages bring runs it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import * as module from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const self = fileURLToPath(import.meta.url)

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // Compiled code is kept between runs: most of a short command's time is loading it.
  module.enableCompileCache?.()
  await import('./main.ts')
} else {
  const node = join(dirname(self), '../../node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(node)) runWith(node)
  else {
    process.stderr.write(
      `bourse needs Node ${NEEDED} or later; this is ${process.version}, and ${node} is not there.\nRun \`npm run build\` in the repository once: it installs what is missing.\n`,
    )
    process.exitCode = 70
  }
}

function runWith(node) {
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal sends Ctrl-C to the child itself; pass on what is sent to this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

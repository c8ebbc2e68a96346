#!/usr/bin/env node
// Runs a script of this repository on a machine where nothing was prepared: installs the pinned packages when they are
// missing or out of date (under Node 24, because npm on older Nodes silently skips native packages), then runs the
// script with the Node 24 that the packages bring. Depends on nothing; runs on Node 18 and later.
// Usage: node scripts/bootstrap.mjs [--here] <script> [arguments]
// The script runs in the repository's root, with --here in the folder where the command was typed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE = '24.21.0'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const bin = join(root, 'node_modules', '.bin')
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
const stamp = join(root, 'node_modules', '.installed')
const lock = join(root, '.install-lock')

const fingerprint = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint() && existsSync(node)

const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/** Takes the lock, or waits until another process has installed. Returns false when there is nothing left to do. */
function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock)
      return true
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (installed()) return false
    if (Date.now() - statSync(lock, { throwIfNoEntry: false })?.mtimeMs > 10 * 60_000) rmSync(lock, { recursive: true })
    sleep(300)
  }
}

function install() {
  process.stderr.write(`Installing packages (once; this is Node ${process.versions.node}, they run on ${NODE}) ...\n`)
  const own = process.versions.node.split('.')[0] === '24'
  // Not "npm ci": it refuses a lock file that leaves out optional packages of platforms a mirror does not carry.
  const npm = ['npm', 'install', '--no-save', '--prefix', root]
  const [command, ...args] = own ? npm : ['npx', '-y', '-p', `node@${NODE}`, '--', ...npm]
  const shell = process.platform === 'win32'
  // npm tells its children who it is; a nested npm must not take that for its own settings.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(config|lifecycle|package)_/.test(name)),
  )
  for (const [name, value] of Object.entries(process.env))
    if (/^npm_config_(registry|cache|offline|proxy|https_proxy|userconfig)$/.test(name)) env[name] = value
  const result = spawnSync(command, args, { cwd: tmpdir(), stdio: ['ignore', 2, 2], shell, env })
  if (result.error) fail(`could not run ${command}: ${result.error.message}. npm must be on the PATH.`)
  if (result.status !== 0)
    fail(`"${command} ${args.join(' ')}" ended with ${result.status ?? result.signal}. Is the npm registry reachable?`)
  if (!existsSync(node))
    fail('the packages were installed without a Node 24 binary: does npm forbid install scripts (ignore-scripts)?')
  compile()
  writeFileSync(stamp, fingerprint())
}

/** Contracts are compiled while there is patience for an installation; scripts compile again when sources change. */
function compile() {
  const result = spawnSync(node, [join(root, 'scripts', 'build.ts')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: environment(),
  })
  if (result.status !== 0) fail('the contracts were not compiled')
}

/** Everything that is run finds Node 24 and the packages' commands first. */
const environment = () => ({ ...process.env, PATH: [dirname(node), bin, process.env.PATH ?? ''].join(delimiter) })

function fail(message) {
  rmSync(lock, { recursive: true, force: true })
  process.stderr.write(`Install failed: ${message}\n`)
  process.exit(1)
}

function ensureInstalled() {
  if (installed() || !takeLock()) return
  try {
    if (!installed()) install()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function run(words) {
  const here = words[0] === '--here'
  const [script, ...args] = here ? words.slice(1) : words
  const cwd = here ? (process.env.INIT_CWD ?? process.cwd()) : root
  const child = spawn(node, [resolve(root, script), ...args], { cwd, stdio: 'inherit', env: environment() })
  // The child gets the terminal's Ctrl-C itself; pass on what is sent to this process alone.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + 15 : code))
}

ensureInstalled()
if (process.argv.length > 2) run(process.argv.slice(2))

import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Guest } from './guests.ts'
import { llvmFolder, type Toolchain } from './toolchains.ts'

/** A 64 KiB stack below the data, so that an overflow traps instead of overwriting it. */
const link = ['--strip-all', '--stack-first', '-zstack-size=65536']

const cFlags = [
  '--target=wasm32-wasi',
  '-fuse-ld=lld',
  '-std=gnu17',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  `-Wl,${link.join(',')}`,
]
const cFreestanding = ['-nostartfiles', '-Wl,--no-entry']
const ascFlags = ['-O3', '--noAssert', '--use', 'abort=']
/** By default guests run on a bump allocator (`stub`), which the snapshot resets for nothing. */
const ascOptions: Record<string, string[]> = {
  'guests/corpus/gc': ['--runtime', 'incremental', '--exportStart', '_initialize'],
  'guests/echo': ['--runtime', 'stub', '--initialMemory', '2'],
}

/** A compiler said no; the message holds what it printed. */
export class BuildError extends Error {
  override name = 'BuildError'
}

/** What a build needs from a registry could not be had: that says nothing about the module. */
export class FetchError extends BuildError {
  override name = 'FetchError'
}

/** Exit code of a build script that could not fetch. */
const NOT_FETCHED = 3

function run(command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv, shell = false): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, shell, encoding: 'utf8' })
  if (status === 0) return
  const reason = error?.message ?? `exit code ${status}`
  const Kind = status === NOT_FETCHED ? FetchError : BuildError
  throw new Kind([`${[command, ...args].join(' ')} failed in ${cwd}: ${reason}`, stdout, stderr].join('\n').trim())
}

/** Cargo names files after the crate with `-` turned to `_` in libraries only. */
function rust(guest: Guest, tree: string, out: string, target: string, env: NodeJS.ProcessEnv): void {
  const kernel = guest.abi === 'kernel'
  const name = `${kernel ? 'kernel' : 'corpus'}-${basename(guest.folder)}`
  const triple = kernel ? 'wasm32-unknown-unknown' : 'wasm32-wasi'
  const flags = [`--remap-path-prefix=${tree}=/bourse`, ...link.map((flag) => `-Clink-arg=${flag}`)]
  const kind = kernel ? '--lib' : '--bins'
  const args = [
    'rustc',
    kind,
    '-p',
    name,
    '--release',
    '--locked',
    '--offline',
    '--target',
    triple,
    '--target-dir',
    target,
  ]
  if (kernel) args.push('--crate-type', 'cdylib')
  run('cargo', args, join(tree, 'guests'), { ...env, CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') })
  copyFileSync(join(target, triple, 'release', `${kernel ? name.replaceAll('-', '_') : name}.wasm`), out)
}

function c(guest: Guest, tree: string, out: string, env: NodeJS.ProcessEnv): void {
  const flags = guest.abi === 'kernel' ? [...cFlags, ...cFreestanding] : cFlags
  // clang runs any wasm-opt that is on the PATH, so bytes would depend on what else is installed.
  run('clang-19', [...flags, '-o', out, 'main.c'], join(tree, guest.folder), { ...env, PATH: llvmFolder })
}

function assemblyscript(guest: Guest, tree: string, out: string, env: NodeJS.ProcessEnv): void {
  const options = ascOptions[guest.folder] ?? ['--runtime', 'stub']
  run('asc', ['main.ts', ...ascFlags, ...options, '-o', out], join(tree, guest.folder), env)
}

/** Runs the guest's own build command in a fresh copy, as someone does who ran `bourse init`. */
function byCommand(guest: Guest, tree: string, out: string, env: NodeJS.ProcessEnv): void {
  const copy = mkdtempSync(join(tmpdir(), 'bourse-guest-'))
  try {
    cpSync(join(tree, guest.folder), copy, { recursive: true, filter: (path) => basename(path) !== guest.module })
    run(guest.command as string, [], copy, env, true)
    copyFileSync(join(copy, guest.module), out)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/**
 * Compiles one guest.
 * @param tree Root of the repository or of a copy of it; its place leaves no trace in the module.
 * @param out File to write.
 * @param target Folder for Cargo's intermediate files.
 * @throws {BuildError} with the compiler's output.
 */
export function compile(guest: Guest, toolchain: Toolchain, tree: string, out: string, target: string): void {
  mkdirSync(dirname(out), { recursive: true })
  if (guest.command) byCommand(guest, tree, out, toolchain.env)
  else if (guest.language === 'rust') rust(guest, tree, out, target, toolchain.env)
  else if (guest.language === 'c') c(guest, tree, out, toolchain.env)
  else assemblyscript(guest, tree, out, toolchain.env)
}

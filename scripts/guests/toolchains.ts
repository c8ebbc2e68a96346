import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './files.ts'

export type Language = 'rust' | 'c' | 'assemblyscript'

/** A compiler that is ready to use, or the reason why there is none. */
export interface Toolchain {
  language: Language
  /** Version the prebuilt modules were made with; another one makes other bytes. */
  pinned: string
  /** Version found, or undefined when `problem` says what is missing. */
  version?: string
  problem?: string
  /** Environment that makes a plain `cargo`, `clang-19` or `asc` on the PATH the right one. */
  env: NodeJS.ProcessEnv
}

/** Debian packages that hold the compilers; AssemblyScript comes with `npm ci`. */
export const debianPackages: Record<'rust' | 'c', string[]> = {
  rust: ['cargo', 'rustc', 'libstd-rust-dev-wasm32', 'lld'],
  c: ['clang-19', 'lld-19', 'wasi-libc', 'libclang-rt-19-dev-wasm32'],
}

/** Holds clang-19 and wasm-ld. */
export const llvmFolder = '/usr/lib/llvm-19/bin'
const clangRuntime = '/usr/lib/llvm-19/lib/clang/19/lib/wasi/libclang_rt.builtins-wasm32.a'
const wasiLibc = '/usr/lib/wasm32-wasi/libc.a'

function output(command: string, args: string[], env = process.env): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', env })
  return status === 0 ? stdout.trim() : undefined
}

function withPath(...folders: string[]): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [...folders, process.env.PATH ?? ''].join(':') }
}

/** The first folder whose rustc has the standard library for wasm32-wasi; a rustup one often has not. */
function rustFolder(): string | undefined {
  const folders = [process.env.CARGO && dirname(process.env.CARGO), '/usr/bin', ...(process.env.PATH ?? '').split(':')]
  return folders.find((folder) => {
    if (!folder || !existsSync(join(folder, 'rustc')) || !existsSync(join(folder, 'cargo'))) return false
    const libraries = output(join(folder, 'rustc'), ['--print', 'target-libdir', '--target', 'wasm32-wasi'])
    return (
      libraries !== undefined && existsSync(libraries) && readdirSync(libraries).some((f) => f.startsWith('libstd-'))
    )
  })
}

function rust(): Toolchain {
  const base = { language: 'rust', pinned: '1.63.0', env: process.env } as const
  const folder = rustFolder()
  if (!folder) return { ...base, problem: 'no rustc with a standard library for wasm32-wasi' }
  const version = output(join(folder, 'rustc'), ['--version'])?.split(' ')[1]
  return { ...base, version, env: { ...withPath(folder), RUSTC: join(folder, 'rustc') } }
}

function c(): Toolchain {
  const base = { language: 'c', pinned: '19.1.7', env: withPath(llvmFolder) } as const
  const version = output(join(llvmFolder, 'clang-19'), ['-dumpversion'])
  if (!version) return { ...base, problem: `no clang-19 (${llvmFolder})` }
  if (!existsSync(wasiLibc)) return { ...base, problem: `no wasi-libc (${wasiLibc})` }
  if (!existsSync(clangRuntime)) return { ...base, problem: `no compiler runtime for wasm32 (${clangRuntime})` }
  if (!existsSync(join(llvmFolder, 'wasm-ld'))) return { ...base, problem: `no wasm-ld (${llvmFolder})` }
  return { ...base, version }
}

function assemblyscript(): Toolchain {
  const env = withPath(dirname(process.execPath), join(root, 'node_modules/.bin'))
  const base = { language: 'assemblyscript', pinned: '0.28.20', env } as const
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js')
  const version = existsSync(asc) ? output(process.execPath, [asc, '--version'])?.split(' ')[1] : undefined
  return version ? { ...base, version } : { ...base, problem: 'no AssemblyScript compiler' }
}

/** Looks for the three compilers on this machine. */
export function findToolchains(): Record<Language, Toolchain> {
  return { rust: rust(), c: c(), assemblyscript: assemblyscript() }
}

/** One line that says what to install where a compiler is missing. */
export function advice({ language }: Toolchain): string {
  if (language === 'assemblyscript') return 'run `npm ci` in the root of the repository'
  return `run \`node scripts/guests/install.ts\`, or install the Debian packages ${debianPackages[language].join(' ')}`
}

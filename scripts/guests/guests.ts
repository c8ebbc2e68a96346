import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root } from './files.ts'
import type { Language } from './toolchains.ts'

/** One prebuilt module in the repository and what it is made from. */
export interface Guest {
  /** Folder below the root, which is also the guest's name on the command line. */
  folder: string
  language: Language
  /** Name of the module in the folder. */
  module: string
  /** Shell command that writes the module when run in a copy of the folder; else the language's default is used. */
  command?: string
  /** What a user calls and what calls it: `run(n)` for benches, a guest ABI of docs/architecture.md for the others. */
  abi: 'command' | 'handler' | 'kernel'
}

function language(folder: string): Language {
  if (existsSync(join(root, folder, 'Cargo.toml'))) return 'rust'
  if (existsSync(join(root, folder, 'main.c'))) return 'c'
  if (existsSync(join(root, folder, 'main.ts'))) return 'assemblyscript'
  throw new Error(`${folder}: no source; a guest has a Cargo.toml, a main.c or a main.ts`)
}

function guest(folder: string): Guest {
  const lang = language(folder)
  const abi = basename(dirname(folder)) === 'kernels' ? 'kernel' : lang === 'assemblyscript' ? 'handler' : 'command'
  return { folder, language: lang, module: 'module.wasm', abi }
}

function below(folder: string): Guest[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return names.sort().map((name) => guest(`${folder}/${name}`))
}

const markdown = { folder: 'examples/markdown', language: 'rust', abi: 'command' } as const
const templates: Guest[] = [
  { folder: 'guests/templates/rust', language: 'rust', abi: 'command', module: 'module.wasm', command: 'sh build.sh' },
  {
    folder: 'guests/templates/assemblyscript',
    language: 'assemblyscript',
    abi: 'handler',
    module: 'module.wasm',
    command: 'npm run --silent build',
  },
  { folder: 'guests/templates/c', language: 'c', abi: 'command', module: 'module.wasm', command: 'sh build.sh' },
]

/** Every module that is kept prebuilt. */
export function listGuests(): Guest[] {
  return [
    guest('guests/echo'),
    guest('examples/auction'),
    ...below('guests/kernels'),
    ...below('guests/corpus'),
    ...templates,
    { ...markdown, module: 'module.wasm', command: 'sh build.sh' },
    { ...markdown, module: 'module-v2.wasm', command: 'sh build.sh tables' },
  ]
}

/**
 * The guests named on a command line, or all.
 * @throws {Error} naming the folders that are not guests.
 */
export function selectGuests(folders: string[]): Guest[] {
  const all = listGuests()
  const wanted = folders.map((folder) => folder.replace(/\/$/, ''))
  const unknown = wanted.filter((folder) => !all.some((guest) => guest.folder === folder))
  if (unknown.length > 0) {
    const known = [...new Set(all.map((guest) => guest.folder))].join(', ')
    throw new Error(`unknown guest ${unknown.join(', ')}; guests are ${known}`)
  }
  return wanted.length === 0 ? all : all.filter((guest) => wanted.includes(guest.folder))
}

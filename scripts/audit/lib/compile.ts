/** The pinned npm compiler, called directly: the audit's tools want syntax trees and code that Hardhat does not keep. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'

interface Solc {
  version(): string
  compile(input: string, callbacks: { import(path: string): { contents: string } | { error: string } }): string
}

interface Bytecode {
  object: string
  sourceMap?: string
  linkReferences?: object
  immutableReferences?: object
}

export interface ContractOutput {
  abi: unknown[]
  metadata?: string
  storageLayout?: object
  evm?: { bytecode: Bytecode; deployedBytecode: Bytecode; methodIdentifiers?: Record<string, string> }
}

export interface CompilerOutput {
  errors?: { severity: string; formattedMessage: string; sourceLocation?: { file: string; start: number } }[]
  sources: Record<string, { id: number; ast: unknown }>
  contracts?: Record<string, Record<string, ContractOutput>>
}

export interface CompileOptions {
  /** Files to compile, relative to `folder`. */
  files: string[]
  /** What to put out, as in the compiler's outputSelection, by file or '*'. */
  output: Record<string, Record<string, string[]>>
  /** Where imports are looked for; the repository by default. Packages always come from its node_modules. */
  folder?: string
  settings?: object
  /** Sources that are not what lies on disk. */
  replaced?: Record<string, string>
}

/** As in hardhat.config.ts. */
export const PRODUCTION = { evmVersion: 'cancun', viaIR: true, optimizer: { enabled: true, runs: 200 } }

const solc: Solc = createRequire(import.meta.url)('solc')

/** For example 0.8.37+commit.f401fcb7. */
export function compilerVersion(): string {
  return solc.version().replace('.Emscripten.clang', '')
}

/** Compiles; the output may hold errors. */
export function compile({
  files,
  output,
  folder = root,
  settings = {},
  replaced = {},
}: CompileOptions): CompilerOutput {
  const read = (path: string) => {
    if (replaced[path] !== undefined) return replaced[path]
    return readFileSync(join(path.startsWith('@') ? join(root, 'node_modules') : folder, path), 'utf8')
  }
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(files.map((file) => [file, { content: read(file) }])),
    settings: { ...PRODUCTION, ...settings, outputSelection: output },
  }
  const resolve = (path: string) => {
    try {
      return { contents: read(path) }
    } catch (error) {
      return { error: (error as Error).message }
    }
  }
  return JSON.parse(solc.compile(JSON.stringify(input), { import: resolve }))
}

/** @throws when the compiler refused the sources; its messages are in the error's */
export function mustCompile(options: CompileOptions): CompilerOutput {
  const output = compile(options)
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return output
}

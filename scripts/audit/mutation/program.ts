/** Compiles mutants: many in one program, or one alone. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, compile, mustCompile } from '../lib/compile.ts'
import { folder } from '../lib/tools.ts'
import { apply, type Mutant } from './operators.ts'
import { type Numbered, SWITCH_FILE, SWITCH_SOURCE, withSwitch } from './schema.ts'

/** Code by "file:contract". */
export type Code = Map<string, string>

/** Without hashes of the sources in the code. */
const settings = { metadata: { appendCBOR: false } }

/** The syntax tree of every contract. */
export function trees(): CompilerOutput {
  return mustCompile({ files: globSync('contracts/**/*.sol', { cwd: root }), output: { '*': { '': ['ast'] } } })
}

/** Files of contracts/ that are compiled into contracts of their own and depend on one of `files`. */
export function dependants(files: string[], output: CompilerOutput): string[] {
  const imports = new Map(Object.entries(output.sources).map(([name, { ast }]) => [name, importsOf(ast)]))
  const reaches = (from: string, seen: Set<string>): boolean => {
    if (files.includes(from)) return true
    if (seen.has(from)) return false
    seen.add(from)
    return (imports.get(from) ?? []).some((next) => reaches(next, seen))
  }
  const contracts = globSync('contracts/*.sol', { cwd: root }).sort()
  // what another one deploys is in that one's code
  const parts = new Set(
    contracts.flatMap((name) => (imports.get(name) ?? []).filter((next) => contracts.includes(next))),
  )
  return contracts.filter((name) => !parts.has(name) && reaches(name, new Set()))
}

function importsOf(ast: unknown): string[] {
  const { nodes } = ast as { nodes: { nodeType: string; absolutePath?: string }[] }
  return nodes.flatMap(({ nodeType, absolutePath }) =>
    nodeType === 'ImportDirective' && absolutePath ? [absolutePath] : [],
  )
}

/** The code of files as they are, or with changed sources; undefined when the compiler refuses them. */
export function build(files: string[], replaced: Record<string, string> = {}): Code | undefined {
  return remembered(files, replaced, () => {
    const { errors = [], contracts = {} } = compile({ files, replaced, output: bytecodeOf(files), settings })
    if (errors.some(({ severity }) => severity === 'error')) return undefined
    return codeOf(files, contracts)
  })
}

/** One mutant alone. */
export function buildAlone(files: string[], mutant: Mutant): Code | undefined {
  return build(files, { [mutant.file]: apply(sourceOf(mutant.file), mutant) })
}

export interface Program {
  /** To be linked (schema.ts). */
  code: Code
  mutants: Numbered[]
  /** Those that the compiler refuses. */
  refused: Mutant[]
}

/** One program with a switch between mutants. */
export function buildTogether(files: string[], mutants: readonly Mutant[]): Program {
  let left = mutants.map((mutant, i): Numbered => [i + 1, mutant])
  const refused: Mutant[] = []
  for (;;) {
    const replaced = sourcesWith(left)
    // types are checked much faster than code is made
    const checked = compile({ files, replaced, output: Object.fromEntries(files.map((f) => [f, { '*': ['abi'] }])) })
    const bad = new Set(numbersIn(checked, replaced))
    if (bad.size === 0) {
      const code = build(files, replaced)
      if (!code) throw new Error('mutants that are right one by one cannot be compiled together')
      return { code, mutants: left, refused }
    }
    for (const [number, mutant] of left) if (bad.has(number)) refused.push(mutant)
    left = left.filter(([number]) => !bad.has(number))
  }
}

/** What was compiled before from the same sources is taken from `.audit/`. */
function remembered(files: string[], replaced: object, make: () => Code | undefined): Code | undefined {
  const hash = createHash('sha256').update(JSON.stringify([files, replaced]))
  for (const file of globSync('contracts/**/*.sol', { cwd: root }).sort()) hash.update(file).update(sourceOf(file))
  const path = join(folder, 'mutants', `${hash.digest('hex')}.json`)
  if (existsSync(path)) return new Map(JSON.parse(readFileSync(path, 'utf8')))
  const code = make()
  if (!code) return undefined
  mkdirSync(join(folder, 'mutants'), { recursive: true })
  writeFileSync(path, JSON.stringify([...code]))
  return code
}

function sourcesWith(mutants: Numbered[]): Record<string, string> {
  const files = [...new Set(mutants.map(([, { file }]) => file))]
  const sources = files.map((file) => {
    const own = mutants.filter(([, mutant]) => mutant.file === file)
    return [file, withSwitch(sourceOf(file), own)]
  })
  return { ...Object.fromEntries(sources), [SWITCH_FILE]: SWITCH_SOURCE }
}

/** Numbers of the mutants that errors lie in. */
function numbersIn({ errors = [] }: CompilerOutput, sources: Record<string, string>): number[] {
  return errors
    .filter(({ severity }) => severity === 'error')
    .map(({ sourceLocation, formattedMessage }) => {
      const text = Buffer.from(sources[sourceLocation?.file ?? ''] ?? '').subarray(0, sourceLocation?.start)
      const number = [...text.toString().matchAll(/\nfunction \w+__mutant(\d+)/g)].at(-1)?.[1]
      if (!number) throw new Error(`mutants cannot be compiled together: ${formattedMessage}`)
      return Number(number)
    })
}

function sourceOf(file: string): Buffer {
  return readFileSync(join(root, file))
}

function bytecodeOf(files: string[]): Record<string, Record<string, string[]>> {
  return Object.fromEntries(files.map((file) => [file, { '*': ['evm.bytecode.object'] }]))
}

function codeOf(files: string[], contracts: NonNullable<CompilerOutput['contracts']>): Code {
  const code: Code = new Map()
  for (const file of files)
    for (const [name, { evm }] of Object.entries(contracts[file] ?? {}))
      if (evm?.bytecode.object) code.set(`${file}:${name}`, `0x${evm.bytecode.object}`)
  return code
}

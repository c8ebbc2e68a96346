/** A copy of what the tests read, in which the compiled contracts are a mutant's. */
import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, compile } from '../lib/compile.ts'
import { folder } from '../lib/tools.ts'

const place = join(folder, 'mutation')

/** Fast, and sharp: the market beside its model finds most, then the matcher beside its own, then named attacks. */
const TESTS = ['test/fuzz/settlement.test.ts', 'test/fuzz/matching.test.ts', 'test/regression/**/*.test.ts']
const EFFORT = {
  FUZZ_SEED: '7',
  FUZZ_RUNS: '3',
  FUZZ_STEPS: '90',
  MATCH_SEED: '7',
  MATCH_OFFERS: '400',
  MATCH_PLANS: '40',
}
const PATIENCE = 10 * 60_000

/** Makes the sandbox from the repository as it is. */
export function makeSandbox(): void {
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true })
  for (const name of ['contracts', 'test', 'artifacts/contracts', 'hardhat.config.ts', 'package.json', 'deployments'])
    cpSync(join(root, name), join(place, name), { recursive: true })
  for (const name of ['node_modules', 'sdk', 'ignition', 'scripts', 'worker', 'runtime', 'gateway'])
    symlinkSync(join(root, name), join(place, name), 'junction')
}

/** Files of contracts/ that are compiled into contracts of their own and depend on `file`. */
export function dependants(file: string, output: CompilerOutput): string[] {
  const imports = new Map(Object.entries(output.sources).map(([name, { ast }]) => [name, importsOf(ast)]))
  const reaches = (from: string, seen: Set<string>): boolean => {
    if (from === file) return true
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

/** Code by "file:contract", or undefined when the compiler refuses the mutant. Without hashes of the sources. */
export function build(files: string[], replaced: Record<string, string>): Map<string, string> | undefined {
  const output = Object.fromEntries(files.map((file) => [file, { '*': ['evm.bytecode.object'] }]))
  const { errors = [], contracts = {} } = compile({
    files,
    replaced,
    output,
    settings: { metadata: { appendCBOR: false } },
  })
  if (errors.some(({ severity }) => severity === 'error')) return undefined
  const code = new Map<string, string>()
  for (const file of files)
    for (const [name, { evm }] of Object.entries(contracts[file] ?? {}))
      if (evm?.bytecode.object) code.set(`${file}:${name}`, `0x${evm.bytecode.object}`)
  return code
}

/** Puts code into the sandbox's artifacts. */
export function install(code: Map<string, string>): void {
  for (const [key, bytecode] of code) {
    const [file = '', name] = key.split(':')
    const path = join(place, 'artifacts', file, `${name}.json`)
    const artifact = JSON.parse(readFileSync(path, 'utf8'))
    writeFileSync(path, JSON.stringify({ ...artifact, bytecode }))
  }
}

/** Runs the tests until one fails. */
export function runTests(): Promise<{ passed: boolean; output: string }> {
  const files = TESTS.flatMap((pattern) => globSync(pattern, { cwd: place }).sort())
  return new Promise((resolve, reject) => {
    const args = ['--exit', '--bail', '--timeout', '120000', '--reporter', 'dot', ...files]
    const env = { ...process.env, ...EFFORT, NODE_V8_COVERAGE: '' }
    const child = spawn('mocha', args, { cwd: place, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    const timer = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), PATIENCE)
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ passed: code === 0, output })
    })
  })
}

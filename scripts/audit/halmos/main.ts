/**
 * Halmos over scripts/audit/symbolic: the settlement's equations for every value of their words, and ESC-3 for every two
 * steps. Then the same proofs over contracts with one thing broken in each, which they must notice.
 */
import { chmodSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, type ContractOutput, compilerVersion, mustCompile } from '../lib/compile.ts'
import { folder, tool } from '../lib/tools.ts'
import { BROKEN, type Broken } from './broken.ts'

const project = join(folder, 'halmos')
const bin = join(project, 'bin')
const KINDS = ['TimeProofs', 'MoneyProofs']

interface Test {
  name: string
  exitcode: number
  num_paths: [number, number, number] | null
  time: [number, number, number] | null
}

/** Prints each equation and whether it is proved, then each broken contract and whether that was noticed. */
export function halmos(): boolean {
  write(mustCompile(sources()))
  const tests = prove('check_')
  for (const { name, exitcode, num_paths, time } of tests) {
    const effort = `${num_paths?.[0] ?? 0} paths, ${(time?.[0] ?? 0).toFixed(0)} s`
    console.log(`  ${exitcode === 0 ? 'proved    ' : 'NOT PROVED'} ${title(name)} (${effort})`)
  }
  const noticed = BROKEN.map((broken) => [broken, notices(broken)] as const)
  for (const [{ what, check }, found] of noticed)
    console.log(`  ${found ? 'noticed   ' : 'UNNOTICED '} ${what} (by ${check})`)
  return tests.length > 0 && tests.every(({ exitcode }) => exitcode === 0) && noticed.every(([, found]) => found)
}

function notices({ file, from, to, check }: Broken): boolean {
  const text = readFileSync(join(root, file), 'utf8')
  if (text.split(from).length !== 2) throw new Error(`scripts/audit/halmos/broken.ts: "${from}" is not once in ${file}`)
  write(mustCompile({ ...sources(), replaced: { [file]: text.replace(from, to) } }))
  // 1: a counterexample. Anything else, a time-out too, is no proof of having noticed
  return prove(check).some(({ exitcode }) => exitcode === 1)
}

function sources() {
  const files = globSync('scripts/audit/symbolic/*.sol', { cwd: root }).sort()
  const code = ['abi', 'metadata', 'storageLayout', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers']
  const output = Object.fromEntries(files.map((file) => [file, { '*': code, '': ['ast'] }]))
  return { files, output }
}

/** Lays the compiler's output out as forge does; Halmos asks for a forge, which has nothing left to do. */
function write(output: CompilerOutput): void {
  rmSync(join(project, 'out'), { recursive: true, force: true })
  mkdirSync(bin, { recursive: true })
  writeFileSync(join(bin, 'forge'), '#!/bin/sh\nexit 0\n')
  chmodSync(join(bin, 'forge'), 0o755)
  for (const [file, contracts] of Object.entries(output.contracts ?? {})) {
    const place = join(project, 'out', basename(file))
    mkdirSync(place, { recursive: true })
    for (const [name, contract] of Object.entries(contracts))
      writeFileSync(join(place, `${name}.json`), JSON.stringify(artifact(contract, output.sources[file])))
  }
}

function artifact({ abi, metadata, storageLayout, evm }: ContractOutput, source?: { id: number; ast: unknown }) {
  const code = (bytecode: { object: string } | undefined) => ({ ...bytecode, object: `0x${bytecode?.object ?? ''}` })
  return {
    abi,
    metadata: metadata ? JSON.parse(metadata) : { compiler: { version: compilerVersion() } },
    storageLayout,
    bytecode: code(evm?.bytecode),
    deployedBytecode: code(evm?.deployedBytecode),
    methodIdentifiers: evm?.methodIdentifiers ?? {},
    ...source,
  }
}

/** Runs the proofs whose names begin so. */
function prove(prefix: string): Test[] {
  const answer = join(project, 'tests.json')
  rmSync(answer, { force: true })
  const limits = ['--loop', '16', '--solver-timeout-assertion', '600s', '--solver-timeout-branching', '1s']
  const select = ['--contract', `(${KINDS.join('|')})`, '--match-test', `^${prefix}`, '--json-output', answer]
  const { output } = tool('halmos', ['--root', '.', ...select, ...limits], { cwd: project, env: { PATH: bin } })
  try {
    const report: { test_results: Record<string, Test[]> } = JSON.parse(readFileSync(answer, 'utf8'))
    const tests = Object.values(report.test_results).flat()
    if (tests.some(({ exitcode }) => exitcode > 1)) console.log(output)
    return tests
  } catch (error) {
    throw new Error(`Halmos gave no results:\n${output}`, { cause: error })
  }
}

/** The sentence above the check, from its source. */
function title(name: string): string {
  const check = name.split('(')[0]
  for (const kind of KINDS) {
    const text = readFileSync(join(root, `scripts/audit/symbolic/${kind}.sol`), 'utf8')
    const [, sentence] = text.match(new RegExp(`@notice ([^\n]+)\n\\s*function ${check}\\(`)) ?? []
    if (sentence) return `${check}: ${sentence}`
  }
  return name
}

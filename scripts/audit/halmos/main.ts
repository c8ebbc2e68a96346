/**
 * Halmos over scripts/audit/symbolic: the settlement's equations and ESC-3 for two steps, within the bounds that each proof
 * names. Then the same proofs over contracts with one thing broken in each, which they must notice.
 */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  num_bounded_loops: number | null
  num_paths: [number, number, number] | null
  time: [number, number, number] | null
}

/** Prints each equation and whether it is proved, then each broken contract and whether that was noticed. */
export function halmos(): boolean {
  const tests = KINDS.flatMap((kind) => prove(kind, 'check_', {}))
  for (const test of tests) {
    const effort = `${test.num_paths?.[0] ?? 0} paths, ${(test.time?.[0] ?? 0).toFixed(0)} s`
    console.log(`  ${isProved(test) ? 'proved    ' : 'NOT PROVED'} ${title(test.name)} (${effort})`)
  }
  const noticed = BROKEN.map((broken) => [broken, notices(broken)] as const)
  for (const [{ what, check }, found] of noticed)
    console.log(`  ${found ? 'noticed   ' : 'UNNOTICED '} ${what} (by ${check})`)
  return tests.length > 0 && tests.every(isProved) && noticed.every(([, found]) => found)
}

/** Every path was followed to its end, and none fails. */
function isProved({ exitcode, num_bounded_loops }: Test): boolean {
  return exitcode === 0 && num_bounded_loops === 0
}

function notices({ file, from, to, kind, check }: Broken): boolean {
  const text = readFileSync(join(root, file), 'utf8')
  if (text.split(from).length !== 2) throw new Error(`scripts/audit/halmos/broken.ts: "${from}" is not once in ${file}`)
  // 1: a counterexample. Anything else, a time-out too, is no proof of having noticed
  return prove(kind, check, { [file]: text.replace(from, to) }).some(({ exitcode }) => exitcode === 1)
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

/** Runs the proofs of a contract whose names begin so; with sources that are not those of the repository, if given. */
function prove(kind: string, prefix: string, replaced: Record<string, string>): Test[] {
  const file = `scripts/audit/symbolic/${kind}.sol`
  const code = ['abi', 'metadata', 'storageLayout', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers']
  write(mustCompile({ files: [file], replaced, output: { [file]: { '*': code, '': ['ast'] } } }))
  const answer = join(project, 'tests.json')
  rmSync(answer, { force: true })
  const limits = ['--loop', '256', '--solver-timeout-assertion', '600s']
  const select = ['--contract', kind, '--match-test', `^${prefix}`, '--json-output', answer]
  const { output } = tool('halmos', ['--root', '.', ...select, ...limits], { cwd: project, env: { PATH: bin } })
  try {
    const report: { test_results: Record<string, Test[]> } = JSON.parse(readFileSync(answer, 'utf8'))
    const tests = Object.values(report.test_results).flat()
    if (tests.some(({ exitcode }) => exitcode > 1)) console.log(output.slice(-2000))
    return tests
  } catch (error) {
    throw new Error(`Halmos gave no results:\n${output.slice(-2000)}`, { cause: error })
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

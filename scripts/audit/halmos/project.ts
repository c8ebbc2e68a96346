/** Halmos run over one contract of scripts/audit/symbolic, in a project laid out as forge would. */
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, type ContractOutput, compilerVersion, mustCompile } from '../lib/compile.ts'
import { folder, scripts, tool } from '../lib/tools.ts'

const bin = join(folder, 'halmos/bin')

// a branch that is not decided in time is two paths, which costs time and proves no less
const LIMITS = ['--loop', '256', '--solver-timeout-branching', '2s', '--solver-timeout-assertion', '600s']
const SOLVER = ['--solver-command', `'${join(scripts, 'python')}' '${join(root, 'scripts/audit/halmos/solve.py')}'`]

/** What Halmos says of one proof. */
export interface Test {
  name: string
  exitcode: number
  num_bounded_loops: number | null
  num_paths: [number, number, number] | null
  time: [number, number, number] | null
}

export interface ProveOptions {
  /** A folder's name: runs at the same time have different ones. */
  name: string
  /** The contract, and its file in scripts/audit/symbolic. */
  kind: string
  /** Proofs whose names begin so. */
  prefix: string
  /** Sources that are not those of the repository. */
  replaced?: Record<string, string>
  options?: string[]
}

/**
 * Compiles a contract of proofs and lets Halmos try them.
 * @throws when the compiler refuses the sources or Halmos gives no results
 */
export function prove({ name, kind, prefix, replaced = {}, options = [] }: ProveOptions): Test[] {
  const project = join(folder, 'halmos', name)
  const file = `scripts/audit/symbolic/${kind}.sol`
  const code = ['abi', 'metadata', 'storageLayout', 'evm.bytecode', 'evm.deployedBytecode', 'evm.methodIdentifiers']
  write(project, mustCompile({ files: [file], replaced, output: { [file]: { '*': code, '': ['ast'] } } }))
  const answer = join(project, 'tests.json')
  const select = ['--contract', kind, '--match-test', `^${prefix}`, '--json-output', answer]
  const { output } = tool('halmos', ['--root', '.', ...select, ...LIMITS, ...SOLVER, ...options], {
    cwd: project,
    env: { PATH: bin },
  })
  try {
    const report: { test_results: Record<string, Test[]> } = JSON.parse(readFileSync(answer, 'utf8'))
    const tests = Object.values(report.test_results).flat()
    if (tests.some(({ exitcode }) => exitcode > 1)) console.log(output.slice(-2000))
    return tests
  } catch (error) {
    throw new Error(`Halmos gave no results:\n${output.slice(-2000)}`, { cause: error })
  }
}

/** Lays the compiler's output out as forge does; Halmos asks for a forge, which has nothing left to do. */
function write(project: string, output: CompilerOutput): void {
  rmSync(project, { recursive: true, force: true })
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

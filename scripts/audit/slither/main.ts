/** Slither over contracts/: every finding is accepted with a reason in docs/security.md, or the run fails. */
import { globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../lib/run.ts'
import { type CompilerOutput, compilerVersion, mustCompile } from '../lib/compile.ts'
import { folder, tool } from '../lib/tools.ts'
import { compare, count, isOurs, keyOf, propose, type Result, readAccepted } from './findings.ts'
import { writesAfterCalls } from './order.ts'

const project = join(folder, 'slither')
const answer = join(project, 'findings.json')

/** Prints what is wrong, and says whether nothing is. */
export function slither(): boolean {
  const output = trees()
  writeProject(output)
  const args = ['.', '--hardhat-ignore-compile', '--hardhat-artifacts-directory', 'artifacts', '--json', answer]
  const { output: words } = tool('slither', args, { cwd: project })
  const results = [...readResults(words).filter(isOurs), ...writesAfterCalls(output)]
  const found = count(results)
  const accepted = readAccepted(readFileSync(join(root, 'docs/security.md'), 'utf8'))
  const problems = compare(found, accepted.findings)
  for (const problem of problems) console.log(`  ${problem}`)
  explain(results.filter((result) => !accepted.findings.has(keyOf(result))))
  const proposal = join(project, 'accepted.md')
  writeFileSync(proposal, `${propose(found, accepted).join('\n')}\n`)
  if (problems.length > 0) console.log(`  the table as it would be, to be read row by row: ${proposal}`)
  const detectors = words.match(/\d+ contracts with \d+ detectors/)?.[0] ?? 'contracts'
  const places = new Set(results.map(keyOf)).size
  console.log(`  ${detectors}: ${results.length} findings at ${places} places, ${problems.length} not as listed`)
  return problems.length === 0
}

function trees(): CompilerOutput {
  const files = globSync('contracts/**/*.sol', { cwd: root }).sort()
  return mustCompile({ files, output: { '*': { '*': ['abi'], '': ['ast'] } } })
}

/** What Slither takes for a Hardhat project that is compiled already: trees from the pinned compiler, no code. */
function writeProject(output: CompilerOutput): void {
  rmSync(project, { recursive: true, force: true })
  mkdirSync(join(project, 'artifacts/build-info'), { recursive: true })
  for (const name of ['contracts', 'node_modules']) symlinkSync(join(root, name), join(project, name), 'junction')
  writeFileSync(join(project, 'hardhat.config.js'), '')
  const none = { object: '', sourceMap: '' }
  for (const contracts of Object.values(output.contracts ?? {}))
    for (const contract of Object.values(contracts)) contract.evm = { bytecode: none, deployedBytecode: none }
  const input = { language: 'Solidity', settings: { viaIR: true, optimizer: { enabled: true } } }
  const info = { solcVersion: compilerVersion().split('+')[0], input, output }
  writeFileSync(join(project, 'artifacts/build-info/tree.json'), JSON.stringify(info))
}

function readResults(output: string): Result[] {
  let report: { success: boolean; error: string | null; results: { detectors?: Result[] } }
  try {
    report = JSON.parse(readFileSync(answer, 'utf8'))
  } catch {
    throw new Error(`Slither wrote no findings:\n${output}`)
  }
  if (!report.success) throw new Error(`Slither failed: ${report.error}\n${output}`)
  return report.results.detectors ?? []
}

function explain(results: Result[]): void {
  for (const { impact, description } of results) console.log(`\n  [${impact}] ${description.trim()}`)
}

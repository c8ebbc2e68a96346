/**
 * Mutation testing of contracts/core: each mutant must fail a test. A sample by default; `--sample all` takes every
 * mutant (hours), `--seed` draws another sample, `--only` names files or functions ("Ledger", "Cases._ask").
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { newRandom } from '../../../test/fuzz/support/random.ts'
import { ensureContracts } from '../../build.ts'
import { root } from '../../lib/run.ts'
import type { CompilerOutput } from '../lib/compile.ts'
import { acceptedSurvivors } from './accepted.ts'
import { describe, type Mutant, mutantsOf, namesOf } from './operators.ts'
import { build, buildAlone, buildTogether, type Code, dependants, trees } from './program.ts'
import { install, makeSandbox, runTests, stopRunner } from './sandbox.ts'
import { canShare, link } from './schema.ts'

const ENOUGH = 0.9
/** Mutants in one program: more make it slow to compile. */
const TOGETHER = 64

type Fate = 'killed' | 'survived' | 'accepted' | 'equivalent' | 'refused'

interface Session {
  output: CompilerOutput
  names: Map<Mutant, string>
  accepted: Map<string, string>
  fates: Map<Fate, Mutant[]>
  /** Those in docs/mutation.md that a test does kill. */
  stale: Mutant[]
}

/** Prints every mutant's fate; says whether enough of them were killed. */
export async function mutation(args: string[]): Promise<boolean> {
  const { sample, seed, only } = options(args)
  await ensureContracts()
  const output = trees()
  const all = allMutants(output)
  const session: Session = { output, names: namesOf(all), accepted: acceptedSurvivors(), fates: new Map(), stale: [] }
  const among = all.filter((mutant) => session.names.get(mutant)?.includes(only))
  const chosen = shuffled(among, seed).slice(0, sample)
  console.log(`  ${among.length} mutants; ${chosen.length} of them, --sample ${sample} --seed ${seed}`)
  makeSandbox()
  const shared = chosen.filter(canShare)
  for (let i = 0; i < shared.length; i += TOGETHER) await testTogether(shared.slice(i, i + TOGETHER), session)
  for (const mutant of chosen.filter((one) => !canShare(one))) await testAlone(mutant, session)
  stopRunner()
  findEquivalent(session)
  return report(session)
}

function options(args: string[]): { sample: number; seed: number; only: string } {
  const { values } = parseArgs({
    args,
    options: { sample: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } },
  })
  const sample = values.sample === 'all' ? Number.POSITIVE_INFINITY : Number(values.sample ?? 60)
  const seed = Number(values.seed ?? 1)
  if (!(sample > 0)) throw new RangeError(`--sample is "${values.sample}"; allowed are a number above 0, or all`)
  if (!Number.isInteger(seed)) throw new RangeError(`--seed is "${values.seed}"; allowed is an integer`)
  return { sample, seed, only: values.only ?? '' }
}

function allMutants(output: CompilerOutput): Mutant[] {
  return globSync('contracts/core/**/*.sol', { cwd: root })
    .sort()
    .flatMap((file) => mutantsOf(file, readFileSync(join(root, file)), output.sources[file]?.ast))
}

function shuffled<T>(items: T[], seed: number): T[] {
  const random = newRandom(seed)
  const left = [...items]
  return items.map(() => left.splice(random.below(left.length), 1)[0] as T)
}

/** Compiled once; the tests pass while no mutant is switched on. */
async function testTogether(mutants: Mutant[], session: Session): Promise<void> {
  const started = performance.now()
  const files = dependants([...new Set(mutants.map(({ file }) => file))], session.output)
  const program = buildTogether(files, mutants)
  const linked = (number: number): Code => new Map([...program.code].map(([key, code]) => [key, link(code, number)]))
  const compiled = performance.now()
  install(linked(0))
  await mustPass()
  console.log(`  compiled in ${seconds(started, compiled)}; without a mutant all tests pass, in ${seconds(compiled)}`)
  for (const mutant of program.refused) note('refused', mutant, session)
  for (const [number, mutant] of program.mutants) {
    install(linked(number))
    await test(mutant, session)
  }
  // nothing of a mutant is left behind that would have killed the next
  install(linked(0))
  await mustPass()
}

async function mustPass(): Promise<void> {
  const { passed, failed } = await runTests()
  if (!passed) throw new Error(`Without a mutant a test fails: ${failed}`)
}

async function testAlone(mutant: Mutant, session: Session): Promise<void> {
  const files = dependants([mutant.file], session.output)
  const code = buildAlone(files, mutant)
  if (!code) return note('refused', mutant, session)
  install(code)
  await test(mutant, session)
  install(original(files))
}

/** Runs the tests with what is installed. */
async function test(mutant: Mutant, session: Session): Promise<void> {
  const started = performance.now()
  const { passed, failed } = await runTests(mutant.file)
  const isAccepted = session.accepted.has(session.names.get(mutant) ?? '')
  if (!passed && isAccepted) session.stale.push(mutant)
  const fate = passed ? (isAccepted ? 'accepted' : 'survived') : 'killed'
  note(fate, mutant, session, `${seconds(started)}${failed && `, ${failed.slice(0, 160)}`}`)
}

/** Survivors are compiled alone: perhaps they are the same code. */
function findEquivalent(session: Session): void {
  const survivors = session.fates.get('survived') ?? []
  const same = survivors.filter((mutant) => {
    const files = dependants([mutant.file], session.output)
    const [code, before] = [buildAlone(files, mutant), original(files)]
    return code && [...code].every(([name, bytecode]) => before.get(name) === bytecode)
  })
  const left = survivors.filter((mutant) => !same.includes(mutant))
  session.fates.set('survived', left)
  for (const mutant of same) note('equivalent', mutant, session)
}

const originals = new Map<string, Code>()

/** The code of the contracts as they are, compiled once for each set of files. */
function original(files: string[]): Code {
  const key = files.join()
  const code = originals.get(key) ?? build(files)
  if (!code) throw new Error(`the compiler refuses ${key}`)
  originals.set(key, code)
  return code
}

function note(fate: Fate, mutant: Mutant, { fates }: Session, more = ''): void {
  fates.set(fate, [...(fates.get(fate) ?? []), mutant])
  console.log(`  ${fate.padEnd(10)} ${describe(mutant)}${more && `  (${more})`}`)
}

function seconds(from: number, to = performance.now()): string {
  return `${((to - from) / 1000).toFixed(0)} s`
}

function report({ fates, names, accepted, stale }: Session): boolean {
  const count = (fate: Fate) => fates.get(fate)?.length ?? 0
  const share = (of: number) => (of === 0 ? '-' : `${((count('killed') / of) * 100).toFixed(1)}%`)
  const open = count('killed') + count('survived')
  console.log('')
  for (const mutant of fates.get('accepted') ?? [])
    console.log(`  accepted: ${names.get(mutant)}: ${accepted.get(names.get(mutant) ?? '')}`)
  for (const mutant of fates.get('survived') ?? [])
    console.log(`  SURVIVED ${describe(mutant)}\n    ${names.get(mutant)}`)
  for (const mutant of stale) console.log(`  in docs/mutation.md, but a test kills it: ${names.get(mutant)}`)
  console.log(
    `  killed ${count('killed')} of ${open} (${share(open)}, at least ${ENOUGH * 100}% wanted); with the ` +
      `${count('accepted')} accepted ones ${share(open + count('accepted'))}; ` +
      `${count('equivalent')} compile to the same code, ${count('refused')} do not compile`,
  )
  return stale.length === 0 && open > 0 && count('killed') / open >= ENOUGH
}

import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { stripTypes } from '../../scripts/strip-types.ts'
import { randomModule } from '../support/generator.ts'
import { movesNaNs } from '../support/moves.ts'
import { seeded } from '../support/random.ts'
import { type CorpusModule, readCorpus } from './corpus.ts'
import type { DigestCase } from './digest.ts'

const run = promisify(execFile)
const runtime = fileURLToPath(new URL('../../', import.meta.url))
const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))

const engines = { 'Node 20': 'node-20', 'Node 22': 'node-22', 'Node 24': 'node' }
const tiers = { default: [], 'Liftoff only': ['--liftoff', '--no-wasm-tier-up'], 'TurboFan only': ['--no-liftoff'] }

type Digests = Record<string, string>

/** Files that a Node of any version can run: the runtime without types, the corpus compiled. */
function layOut(folder: string, corpus: CorpusModule[]): { script: string; cases: string } {
  stripTypes(join(runtime, 'src'), join(folder, 'src'))
  copyFileSync(join(runtime, 'src/provable/shim.wasm'), join(folder, 'src/provable/shim.wasm'))
  stripTypes(join(runtime, 'test/determinism'), join(folder, 'test/determinism'))
  const cases = corpus.map(({ name, bytes, inputs }, index): DigestCase => {
    const base = join(folder, 'corpus', String(index))
    mkdirSync(base, { recursive: true })
    writeFileSync(join(base, 'module.wasm'), bytes)
    const paths = inputs.map((input, i) => {
      writeFileSync(join(base, String(i)), input)
      return join(base, String(i))
    })
    return { name, module: join(base, 'module.wasm'), inputs: paths }
  })
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases))
  return { script: join(folder, 'test/determinism/digest.js'), cases: join(folder, 'cases.json') }
}

const RANDOM_MODULES = 30

function randomModules(): CorpusModule[] {
  const random = seeded('determinism')
  return Array.from({ length: RANDOM_MODULES }, (_, i) => ({
    name: `random/${i}`,
    bytes: randomModule(random),
    inputs: [new Uint8Array(0)],
  }))
}

function split(digests: Digests = {}): { attested: Digests; provable: Digests } {
  const entries = Object.entries(digests)
  const isProvable = ([name]: [string, string]) => name.startsWith('provable ')
  return {
    attested: Object.fromEntries(entries.filter((entry) => !isProvable(entry))),
    provable: Object.fromEntries(entries.filter(isProvable)),
  }
}

/** Compilers know constants, and could make another NaN of one. */
const moves = { name: 'moves NaNs', bytes: movesNaNs, inputs: [new Uint8Array(1)] }

describe('determinism', function () {
  this.timeout(180_000)
  const corpus = readCorpus()
  const results = new Map<string, Digests>()
  let folder: string

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-determinism-'))
    const { script, cases } = layOut(folder, [...corpus, ...randomModules(), moves])
    for (const [engine, directory] of Object.entries(engines)) {
      const node = join(modules, directory, 'bin/node')
      expect(existsSync(node), node).to.equal(true)
      const runs = Object.entries(tiers).map(async ([tier, flags]) => {
        const { stdout } = await run(node, [...flags, script, cases], { maxBuffer: 64 * 1024 * 1024 })
        results.set(`${engine}, ${tier}`, JSON.parse(stdout))
      })
      await Promise.all(runs)
    }
  })

  after(() => rmSync(folder, { recursive: true }))

  it('has a corpus of at least 20 modules, each with inputs', () => {
    expect(corpus.length).to.be.at.least(20)
    for (const { name, inputs } of corpus) expect(inputs.length, name).to.be.at.least(1)
  })

  it('sees successes, exits, traps, exhausted fuel and depth in the corpus', () => {
    const digests = Object.entries(results.get('Node 24, default') as Digests)
    const statuses = new Set(digests.filter(([name]) => / \d+ /.test(name)).map(([, digest]) => digest.split(' ')[0]))
    expect([...statuses].sort()).to.deep.equal(['0', '1', '2', '3', '4'])
  })

  for (const engine of ['Node 22', 'Node 24']) {
    for (const tier of Object.keys(tiers)) {
      it(`POP-1 RCP-4 ${engine}, ${tier}: provable programs are the same bytes and come to the same`, () => {
        const { provable } = split(results.get(`${engine}, ${tier}`))
        expect(Object.keys(provable).length).to.be.above(100)
        expect(provable).to.deep.equal(split(results.get('Node 24, default')).provable)
      })
    }
  }

  for (const engine of Object.keys(engines)) {
    for (const tier of Object.keys(tiers)) {
      it(`RUN-1 RCP-4 ${engine}, ${tier}: the same code, output, fuel, status and memory`, () => {
        const { attested } = split(results.get(`${engine}, ${tier}`))
        expect(attested).to.deep.equal(split(results.get('Node 24, default')).attested)
      })
    }
  }
})

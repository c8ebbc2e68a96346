import { execFile } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)
const sdk = join(import.meta.dirname, '..')
const root = join(sdk, '..')
const node20 = join(root, 'node_modules/node-20/bin/node')
const tsc = join(root, 'node_modules/typescript/bin/tsc')

/** What examples take as given. */
const GIVEN = `import type { Deployment as D, Plan as P, VersionInput as V } from '@lambda-bourse/sdk'
import type { AnswerProposal, ExecutionAsk, ExecutionRequest, Voucher as W } from '@lambda-bourse/sdk'
import type { Account as A, Chain as C, Client as K, Hex as H, Transport as T } from 'viem'
declare const client: K<T, C, A>
declare const deployment: D
declare const plan: P
declare const version: V
declare const signature: H, operatorSignature: H, encryptionKey: H, root: H, salt: H
`

/** What examples are given as well, unless they declare it. */
const MORE = {
  request: 'ExecutionRequest',
  proposal: 'AnswerProposal',
  ask: 'ExecutionAsk',
  voucher: 'W',
  receipt: 'H',
  answer: 'H',
  body: 'H',
  commitment: 'H',
  responseHash: 'H',
  lease: 'number',
}

function givenTo(code: string): string {
  const missing = Object.entries(MORE).filter(([name]) => !new RegExp(`const (\\{[^}]*)?\\b${name}\\b`).test(code))
  return `${GIVEN}${missing.map(([name, type]) => `declare const ${name}: ${type}\n`).join('')}${code}`
}

/** Sources reachable from a module by its imports. */
function reachable(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found
  found.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [, from] of text.matchAll(/(?:from |import\()'(\.[^']+)'/g))
    reachable(join(path, '..', from as string), found)
  return found
}

const examples = globSync('src/**/*.ts', { cwd: sdk })
  .filter((path) => !path.includes('generated'))
  .flatMap((path) => {
    const blocks = readFileSync(join(sdk, path), 'utf8').matchAll(/^ \* ```ts\n((?: \* .*\n)+?) \* ```/gm)
    return [...blocks].map(([, code], i) => ({
      name: relative('src', path).replaceAll('/', '_').replace('.ts', `_${i}.ts`),
      code: (code as string).replace(/^ \* /gm, ''),
    }))
  })
const needsChain = (code: string) => /\b(client|deployment)\b/.test(code)

/** Puts beside an unpacked package what its package.json declares, and nothing else: as npm would, without a network. */
function linkDeclared(installed: string): void {
  const {
    dependencies,
    peerDependencies,
    peerDependenciesMeta = {},
  } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)
  for (const name of [...Object.keys(dependencies), ...peers]) {
    const found = [join(sdk, 'node_modules', name), join(root, 'node_modules', name)].find((path) => existsSync(path))
    const target = join(installed, '../..', name)
    mkdirSync(dirname(target), { recursive: true })
    symlinkSync(realpathSync(found as string), target)
  }
}

describe('SDK package', () => {
  const work = mkdtempSync(join(tmpdir(), 'bourse-sdk-'))
  after(() => rmSync(work, { recursive: true }))

  before(async function () {
    this.timeout(180_000)
    await run(process.execPath, [join(sdk, 'scripts/build.ts'), join(work, 'dist')])
    await run('npm', ['pack', '--pack-destination', work, join(work, 'dist')], { cwd: work })
    const [tarball] = globSync('*.tgz', { cwd: work })
    writeFileSync(join(work, 'package.json'), '{ "type": "module" }')
    const installed = join(work, 'node_modules/@lambda-bourse/sdk')
    mkdirSync(installed, { recursive: true })
    await run('tar', ['-xzf', tarball as string, '-C', installed, '--strip-components=1'], { cwd: work })
    linkDeclared(installed)
  })

  it('verifies a receipt on Node 20, unpacked from its tarball beside what it declares', async () => {
    const vectors = join(root, 'test/vectors/receipts.json')
    const script = `import { readFileSync } from 'node:fs'
import { cidOf, receiptDomain, verifyReceipt } from '@lambda-bourse/sdk'
import { nodeSha256 as sha256 } from '@lambda-bourse/sdk/node'
const { receipts, domain, batch } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const { receipt } = verifyReceipt({
  receipt: receipts[3].wire, domain: receiptDomain(domain), operator: batch.signer, currentEpoch: batch.epoch, sha256,
})
console.log(process.version.split('.')[0], receipt.status, await cidOf(new Uint8Array(300_000)))
`
    writeFileSync(join(work, 'verify.js'), script)
    const { stdout } = await run(node20, ['verify.js', vectors], { cwd: work })
    expect(stdout.trim()).to.equal('v20 3 bafybeieb4dp5tj5rew3jhfqqsoyfx77y3ovw2xcdhelmp5hyot3xi3wjwu')
  })

  it('has types that hold for those who install it, and examples that compile', async () => {
    mkdirSync(join(work, 'examples'))
    for (const { name, code } of examples) {
      writeFileSync(join(work, 'examples', name), needsChain(code) ? givenTo(code) : code)
    }
    copyFileSync(join(sdk, 'test/types.check.ts'), join(work, 'types.check.ts'))
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'nodenext',
      target: 'es2024',
      skipLibCheck: true,
      types: [],
    }
    const config = {
      compilerOptions: { ...compilerOptions, lib: ['es2024', 'dom'] },
      include: ['examples', '*.check.ts'],
    }
    writeFileSync(join(work, 'tsconfig.json'), JSON.stringify(config))
    const checked = await run(process.execPath, [tsc, '-p', work]).catch((error) => error)
    expect(checked.stdout).to.equal('')
    expect(examples.length).to.be.greaterThan(60)
  }).timeout(120_000)

  it('has examples that run, where they need no chain', async () => {
    const alone = examples.filter(({ code }) => !needsChain(code))
    expect(alone.length).to.be.greaterThan(15)
    const all = alone.map(({ name }) => `await import('./examples/${name}')`).join('\n')
    writeFileSync(join(work, 'all.mjs'), all)
    await run(process.execPath, ['all.mjs'], { cwd: work })
  }).timeout(60_000)

  it('uses nothing of Node in its main entry', () => {
    for (const path of reachable(join(sdk, 'src/index.ts'))) {
      const text = readFileSync(path, 'utf8')
      expect(text, path).to.not.match(/(?:from|import\() ?'node:|\bBuffer\b|\bprocess\./)
    }
  })
})

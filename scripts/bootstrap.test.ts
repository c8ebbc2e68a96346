import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from './lib/run.ts'

const bootstrap = join(root, 'scripts/bootstrap.mjs')

describe('bootstrap', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bourse-bootstrap-'))
  after(() => rmSync(folder, { recursive: true }))

  for (const version of ['node', 'node-20', 'node-22'])
    it(`runs a script under Node 24 when started by ${version}`, () => {
      const script = join(folder, 'script.ts')
      writeFileSync(script, 'const v: string = process.version\nconsole.log(v, process.argv[2])\nprocess.exitCode = 7')
      const node = join(root, `node_modules/${version}/bin/node`)
      const { stdout, status } = spawnSync(node, [bootstrap, script, 'argument'], { encoding: 'utf8' })
      expect(stdout).to.match(/^v24\.\d+\.\d+ argument\n$/)
      expect(status).to.equal(7)
    })

  it('runs in the root, or with --here where the command was typed', () => {
    const script = join(folder, 'where.ts')
    writeFileSync(script, 'console.log(process.cwd())')
    const cwd = (...flags: string[]) =>
      spawnSync(process.execPath, [bootstrap, ...flags, script], {
        encoding: 'utf8',
        cwd: root,
        env: { ...process.env, INIT_CWD: folder },
      }).stdout.trim()
    expect(join(cwd(), '/')).to.equal(root)
    expect(cwd('--here')).to.equal(realpathSync(folder))
  })
})

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
})

import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from './files.ts'

const check = (tree: string, ...folders: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(tree, 'scripts/guests/check.ts'), ...folders], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('scripts/guests/check.ts', () => {
  it('says that a prebuilt module is what its source builds', () => {
    const { status, stdout } = check(root, 'guests/echo')
    expect(status).to.equal(0)
    expect(stdout).to.equal('guests/echo/module.wasm: same bytes\n1 same, 0 different, 0 skipped\n')
  })

  it('names a folder that is no guest', () => {
    const { status, stderr } = check(root, 'guests/nothing')
    expect(status).to.equal(1)
    expect(stderr).to.contain('unknown guest guests/nothing')
  })

  describe('in a copy of the repository', () => {
    const copy = mkdtempSync(join(tmpdir(), 'bourse-copy-'))
    after(() => rmSync(copy, { recursive: true }))
    before(() => {
      for (const folder of [
        'guests',
        'examples',
        'scripts/guests',
        'node_modules/assemblyscript',
        'node_modules/.bin',
      ]) {
        cpSync(join(root, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true })
      }
      for (const name of ['binaryen', 'long']) {
        cpSync(join(root, 'node_modules', name), join(copy, 'node_modules', name), { recursive: true })
      }
      writeFileSync(join(copy, 'package.json'), '{ "type": "module" }')
    })

    it('finds a source that was changed', () => {
      writeFileSync(join(copy, 'guests/echo/main.ts'), 'export function alloc(len: usize): usize {\n  return len\n}\n')
      const { status, stdout } = check(copy, 'guests/echo')
      expect(status).to.equal(1)
      expect(stdout).to.match(/guests\/echo\/module\.wasm: is not what its source builds \(.*\n0 same, 1 different/)
    })

    it('finds a path of the machine in a module', () => {
      writeFileSync(join(copy, 'guests/echo/module.wasm'), '\0asm /Users/someone/echo')
      expect(check(copy, 'guests/echo').stdout).to.contain('holds the path /Users/someone')
    })

    it('skips, and says so, where there is no toolchain', () => {
      rmSync(join(copy, 'node_modules/assemblyscript'), { recursive: true })
      const { status, stdout } = check(copy, 'guests/echo')
      expect(status).to.equal(0)
      expect(stdout).to.contain('skipped: no toolchain (no AssemblyScript compiler; run `npm ci`')
    })
  })
})

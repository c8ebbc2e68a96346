import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'

const root = fileURLToPath(new URL('../../', import.meta.url))
const binary = join(root, 'cli/src/bourse.mjs')
const run = promisify(execFile)

describe('bourse: the binary', () => {
  for (const node of ['node-20', 'node-22', 'node']) {
    it(`runs when it is started by ${node === 'node' ? 'Node 24' : node.replace('node-', 'Node ')}, in any folder`, async () => {
      const path = join(root, 'node_modules', node, 'bin/node')
      const { stdout } = await run(path, [binary, '--version'], { cwd: tmpdir() })
      expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/)
      const failed = await run(path, [binary, 'depoly', '--json'], { cwd: tmpdir() }).catch((error) => error)
      expect(failed.code).to.equal(2)
      expect(JSON.parse(failed.stdout)).to.have.nested.property('error.field', 'command')
    })
  }
})

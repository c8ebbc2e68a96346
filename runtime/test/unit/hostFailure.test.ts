import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)

/**
 * Runs a module text in a process of its own, whose engine gets the flag once everything is loaded (Node's own modules
 * need memory too); answers the outcome's status or the error's name, of two invocations.
 */
async function runUnder(flag: string | undefined, text: string, startFlags: string[] = []): Promise<string> {
  const script = `
    import { setFlagsFromString } from 'node:v8'
    import { prepare, Sandbox } from '${new URL('../../src/index.ts', import.meta.url)}'
    import { wat } from '${new URL('../support/wat.ts', import.meta.url)}'
    const program = prepare(wat(${JSON.stringify(text)}))
    ${flag ? `setFlagsFromString('${flag}')` : ''}
    const sandbox = new Sandbox(program)
    const attempt = () => {
      try { return 'status ' + sandbox.invoke(new Uint8Array(0), { fuel: 1_000_000_000n }).status }
      catch (error) { return error.name }
    }
    console.log([attempt(), attempt()].join(', '))`
  const args = [...startFlags, '--input-type=module', '--eval', script]
  const { stdout } = await run(process.execPath, args, { cwd: fileURLToPath(new URL('../../', import.meta.url)) })
  return stdout.trim()
}

describe('host failures', function () {
  this.timeout(20_000)

  const grow = `(module
    (memory (export "memory") 1)
    (func (export "alloc") (param i32) (result i32) (i32.const 0))
    (func (export "handle") (param i32 i32) (result i64) (drop (memory.grow (i32.const 30))) (i64.const 0)))`

  it('RUN-2 memory that the limits allow and the host lacks is no result', async () => {
    expect(await runUnder(undefined, grow)).to.equal('status 0, status 0')
    expect(await runUnder('--wasm-max-mem-pages=20', grow)).to.equal('HostFailureError, HostFailureError')
  })

  it('RUN-2 a growth beyond the limits is a result on a host that lacks memory too', async () => {
    const beyond = grow.replace('i32.const 30', 'i32.const 300')
    expect(await runUnder('--wasm-max-mem-pages=20', beyond)).to.equal('status 0, status 0')
  })

  it('RUN-2 a native stack smaller than the slots need is no result', async () => {
    const recursion =
      '(module (func $f (result i32) (i32.add (i32.const 1) (call $f))) (func (export "_start") (drop (call $f))))'
    expect(await runUnder(undefined, recursion)).to.equal('status 4, status 4')
    expect(await runUnder(undefined, recursion, ['--stack-size=200'])).to.equal('HostFailureError, HostFailureError')
  })
})

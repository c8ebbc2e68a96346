import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { tree } from '../src/commands/tree.ts'
import type { CommandGroup } from '../src/core/command.ts'
import { createContext } from '../src/core/context.ts'
import { createProgress } from '../src/core/progress.ts'
import { run } from '../src/core/run.ts'

describe('bourse: the command line', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bourse-cli-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  /** Runs a command in this process, with an environment of its own. */
  async function bourse(argv: string[], env: Record<string, string> = {}) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
    const makeContext = (flags: object) =>
      createContext({ cwd: folder, env, flags, progress: createProgress(streams.stderr) })
    const code = await run(argv, streams, makeContext)
    streams.stdout.end()
    streams.stderr.end()
    return { code, stdout: await text(streams.stdout), stderr: await text(streams.stderr) }
  }

  /** Runs a command that fails, and returns its exit code and error. */
  async function failure(argv: string[], env: Record<string, string> = {}) {
    const { code, stdout } = await bourse([...argv, '--json'], env)
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> }
    return { code, error }
  }

  const KEY = { BOURSE_PRIVATE_KEY: '11'.repeat(32) }
  const nowhere = ['--rpc-url', 'http://127.0.0.1:2']

  const paths = (group: CommandGroup, path: string[] = []): string[][] =>
    Object.entries(group.commands).flatMap(([name, entry]) =>
      typeof entry === 'function' ? [[...path, name]] : paths(entry, [...path, name]),
    )

  for (const path of paths(tree)) {
    it(`${path.join(' ')} --help shows usage, flags and an example`, async () => {
      const { code, stdout } = await bourse([...path, '--help'])
      expect(code).to.equal(0)
      expect(stdout).to.include(`USAGE bourse ${path.join(' ')}`)
      expect(stdout).to.include('--json')
      expect(stdout).to.match(/EXAMPLES\n\n {2}bourse /)
      expect(stdout).to.not.include('\x1b')
    })

    it(`${path.join(' ')} refuses a flag that it does not have`, async () => {
      const { code, error } = await failure([...path, '--colour', 'red'])
      expect(code).to.equal(2)
      expect(error).to.include({ name: 'BadInput', field: 'flag', value: '"--colour"' })
    })
  }

  it('lists every command, with and without --help', async () => {
    const help = await bourse(['--help'])
    expect(help.code).to.equal(0)
    for (const path of paths(tree)) expect(help.stdout).to.include(path.join(' '))
    const bare = await bourse([])
    expect(bare.code).to.equal(2)
    expect(bare.stdout).to.equal(help.stdout)
    expect((await bourse(['provider'])).stdout).to.include('earnings')
  })

  it('says its version', async () => {
    expect((await bourse(['--version'])).stdout).to.match(/^\d+\.\d+\.\d+\n$/)
  })

  const mistakes: [what: string, argv: string[], error: object][] = [
    ['an unknown command', ['depoly'], { field: 'command', value: '"depoly"' }],
    ['an unknown subcommand', ['provider', 'fly'], { field: 'command', value: '"provider fly"' }],
    ['a flag without its value', ['status', '--function'], { field: '--function' }],
    ['a flag whose value is a flag', ['status', '--function', '--json'], { field: '--function' }],
    ['too many arguments', ['build', 'this'], { field: 'argument', value: '"this"' }],
    ['a missing argument', ['fund'], { name: 'BadArguments' }],
    ['an amount that is none', ['fund', 'much'], { field: 'amount', value: 'much' }],
    ['an amount of nothing', ['fund', '0'], { field: 'amount' }],
    ['too many decimals', ['fund', '1.0000001'], { field: 'amount' }],
    ['a version that is none', ['promote', 'new'], { field: 'version' }],
    ['version 0', ['promote', '0'], { field: 'version' }],
    ['a deal that is none', ['cancel', 'all'], { field: 'deal' }],
    ['an rpc URL that is none', ['status', '--rpc-url', 'localhost'], { field: 'rpc-url', value: '"localhost"' }],
    ['a gateway that is no URL', ['invoke', 'f', '--gateway', 'x'], { field: 'gateway' }],
    ['no gateway', ['invoke', 'f'], { name: 'Missing', field: 'gateway' }],
    ['no private key', ['fund', '1'], { name: 'Missing', field: 'the private key' }],
    ['an owner that is no address', ['status', '--function', 'f', '--owner', 'me'], {}],
    [
      'a template that is none',
      ['init', 'x', '--template', 'cobol'],
      { field: 'template', allowed: 'rust, assemblyscript, c' },
    ],
    ['a name that is none', ['init', 'x', '--name', 'Hello World'], { field: 'name' }],
    ['a plan that is not there', ['build'], { name: 'BadPlan', field: 'config' }],
    ['a worker config that is not there', ['provider', 'start'], { field: 'config' }],
    ['an endpoint that is none', ['provider', 'register', '--endpoint', 'ftp://x'], { field: 'endpoint' }],
    ['an endpoint with a password', ['provider', 'register', '--endpoint', 'http://a:b@x'], { field: 'endpoint' }],
    ['an endpoint that is missing', ['provider', 'register'], { field: 'endpoint' }],
    ['gas that is none', ['provider', 'register', '--endpoint', 'http://x', '--gas', 'some'], { field: 'gas' }],
    ['an offer without a price', ['provider', 'offer', '--units', '1'], { field: 'price' }],
    ['a region that is none', ['market', 'list', '--region', 'atlantis'], { field: 'region' }],
    ['an amount for executions that is none', ['pay', 'fund', 'some', '--lease', '256'], { field: 'amount' }],
    ['no amount for executions', ['pay', 'fund'], { name: 'Missing', field: 'amount' }],
    ['a lease that is none', ['pay', 'status', '--lease', '255'], { field: 'lease', value: '"255"' }],
    ['a voucher key that is no address', ['pay', 'key', '0x12', '--cap', '1'], { field: 'key', value: '"0x12"' }],
    ['a voucher key without a cap', ['pay', 'key', `0x${'12'.repeat(20)}`], { name: 'Missing', field: 'cap' }],
    ['a cap of a key that goes', ['pay', 'key', `0x${'12'.repeat(20)}`, '--cap', '1', '--revoke'], { field: 'cap' }],
    ['a tariff of no offer', ['provider', 'tariff'], { name: 'Missing', field: 'offer' }],
    [
      'a tariff without a price of calls',
      ['provider', 'tariff', '1', '--per-million-fuel', '1'],
      { field: 'per-call' },
    ],
    ['a tariff below a micro-USDC', ['provider', 'tariff', '1', '--per-call', '0.0000001'], { field: 'per-call' }],
    ['a request without a fee', ['request', 'ask', 'f'], { name: 'Missing', field: 'fee' }],
    ['a request for nothing', ['request', 'ask', 'f', '--fee', '0'], { field: 'fee' }],
    ['a quorum of none', ['request', 'ask', 'f', '--fee', '1', '--quorum', '0'], { field: 'quorum' }],
    ['seats without a quorum', ['request', 'ask', 'f', '--fee', '1', '--seats', '2'], { field: 'seats' }],
    [
      'fewer seats than a quorum',
      ['request', 'ask', 'f', '--fee', '1', '--quorum', '3', '--seats', '2'],
      { field: 'seats' },
    ],
    ['a fee too small to share', ['request', 'ask', 'f', '--fee', '0.000001', '--quorum', '2'], { field: 'fee' }],
    ['a request that is none', ['request', 'show', 'x'], { field: 'id' }],
    ['a deployment that is not there', ['market', 'list', '--deployment', 'nowhere.json'], { field: 'deployment' }],
    [
      'a method that takes no body',
      ['invoke', 'f', '--gateway', 'http://x', '-X', 'get', '-d', 'x'],
      { field: 'method' },
    ],
    ['a path that is none', ['invoke', 'f', 'x', '--gateway', 'http://x'], { field: 'path' }],
    ['a body that is not there', ['invoke', 'f', '--gateway', 'http://x', '-d', '@none'], { field: 'data' }],
  ]
  for (const [what, argv, expected] of mistakes) {
    it(`ends with 2 for ${what}`, async () => {
      const { code, error } = await failure(argv)
      if (Object.keys(expected).length > 0) expect(error).to.include(expected)
      expect([code, what]).to.deep.equal([what === 'an owner that is no address' ? 3 : 2, what])
    })
  }

  for (const argv of [
    ['status', '--function', 'f'],
    ['market', 'list'],
    ['fund', '1'],
    ['provider', 'earnings'],
    ['provider', 'tariff', '1'],
    ['pay', 'status', '--lease', '256'],
    ['request', 'show', '1'],
    ['request', 'ask', 'f', '--fee', '1'],
  ]) {
    it(`${argv.join(' ')} ends with 3 when no chain answers, and names the URL`, async () => {
      const { code, error } = await failure([...argv, ...nowhere], KEY)
      expect(code).to.equal(3)
      expect(error).to.include({ name: 'ChainUnreachable', field: 'rpc-url', value: 'http://127.0.0.1:2' })
    })
  }

  it('invoke ends with 3 when no gateway answers', async () => {
    const { code, error } = await failure(['invoke', '7', '--gateway', 'http://127.0.0.1:2'])
    expect(code).to.equal(3)
    expect(error).to.include({ name: 'Unreachable', value: 'http://127.0.0.1:2/f/7/' })
  })

  it('writes errors to stderr, with advice, and nothing to stdout, unless asked for JSON', async () => {
    const { stdout, stderr } = await bourse(['fund', '1', ...nowhere], KEY)
    expect(stdout).to.equal('')
    expect(stderr).to.match(
      /^error: rpc-url http:\/\/127.0.0.1:2: no chain answers there \(ECONNREFUSED\)\n {2}Set --rpc-url/,
    )
  })

  it('never shows a wrong private key', async () => {
    const { code, stderr } = await bourse(['fund', '1', ...nowhere], { BOURSE_PRIVATE_KEY: 'deadbeef' })
    expect(code).to.equal(2)
    expect(stderr).to.include('BOURSE_PRIVATE_KEY').and.to.not.include('deadbeef')
  })

  describe('init, build', () => {
    for (const template of ['rust', 'assemblyscript', 'c']) {
      it(`init copies the ${template} template, whose module can be hosted as it is`, async () => {
        const { code, stdout } = await bourse(['init', 'my-fn', '--template', template, '--json'])
        expect(code).to.equal(0)
        const { files } = JSON.parse(stdout) as { files: string[] }
        expect(files).to.include.members(['bourse.yaml', 'module.wasm'])
        const project = join(folder, 'my-fn')
        const plan = readFileSync(join(project, 'bourse.yaml'), 'utf8')
        expect(plan).to.match(/^name: my-fn$/m)
        writeFileSync(join(project, 'bourse.yaml'), plan.replace(/^build: .*$/m, 'build: "true"'))
        const built = await bourse(['build', '--json', '--config', join(project, 'bourse.yaml')])
        expect(built.code, built.stderr).to.equal(0)
        expect(JSON.parse(built.stdout).moduleCid).to.match(/^b/)
      })
    }

    it('init leaves a folder alone that is not empty', async () => {
      mkdirSync(join(folder, 'full'))
      writeFileSync(join(folder, 'full', 'mine'), 'mine')
      const { code, error } = await failure(['init', 'full'])
      expect(code).to.equal(2)
      expect(error).to.include({ field: 'folder', allowed: 'a new or an empty folder' })
    })

    const plan = (lines: string) =>
      writeFileSync(join(folder, 'bourse.yaml'), `name: f\nmaxPrice: 0.001 USDC\nduration: 7d\n${lines}`)

    it('build shows the last lines of a build that fails', async () => {
      plan('module: f.wasm\nbuild: echo line one; echo missing semicolon >&2; exit 3\n')
      const { code, error } = await failure(['build'])
      expect(code).to.equal(2)
      expect(error).to.include({ name: 'BuildFailed', field: 'build' })
      expect(error.advice).to.have.members(['line one', 'missing semicolon'])
    })

    it('build says when the command made no module', async () => {
      plan('module: f.wasm\nbuild: "true"\n')
      expect((await failure(['build'])).error).to.include({ field: 'module' })
    })

    it('POP-1 build warns of float instructions in a provable module, which trap where they are run', async () => {
      const guest = new URL('../../guests/corpus/nbody/module.wasm', import.meta.url)
      writeFileSync(join(folder, 'f.wasm'), readFileSync(guest))
      plan('module: f.wasm\nbuild: "true"\nprovable: true\n')
      const { code, stderr } = await bourse(['build'])
      expect(code).to.equal(0)
      expect(stderr).to.match(/the module has 55 float instructions \(the first at byte 0x[0-9a-f]+\): .* traps/)
      plan('module: f.wasm\nbuild: "true"\n')
      expect((await bourse(['build'])).stderr).not.to.match(/float/)
    })

    it('deploy and build refuse malformed Wasm, and name the file', async () => {
      plan('module: f.wasm\nbuild: "true"\n')
      for (const bytes of ['', 'not wasm at all', '\0asm\x01\0\0\0']) {
        writeFileSync(join(folder, 'f.wasm'), bytes)
        for (const command of ['build', 'deploy']) {
          const { code, error } = await failure([command, ...nowhere], KEY)
          expect(code).to.equal(2)
          expect(error).to.include({ name: 'BadModule', field: 'module', value: join(folder, 'f.wasm') })
        }
      }
    })

    it('deploy names every mistake of a plan with line and column', async () => {
      writeFileSync(join(folder, 'bourse.yaml'), 'name: F\nmodule: f.wasm\nregions: [eu-wets]\n')
      const { code, error } = await failure(['deploy', ...nowhere], KEY)
      expect(code).to.equal(2)
      expect(error.name).to.equal('PlanError')
      const lines = [error.message, ...(error.advice as string[])].join('\n')
      expect(lines).to.match(/bourse.yaml:1:7 name is/)
      expect(lines).to.match(/bourse.yaml:3:\d+ regions\[0\] is "eu-wets".*eu-west/)
    })
  })

  describe('settings', () => {
    const shownUrl = async (argv: string[], env: Record<string, string>) =>
      (await failure(['market', 'list', ...argv], env)).error.value

    it('come from flags, then the environment, then .bourse/config.json here or above', async () => {
      mkdirSync(join(folder, '.bourse'))
      writeFileSync(join(folder, '.bourse', 'config.json'), '{"rpcUrl":"http://127.0.0.1:3"}')
      expect(await shownUrl([], {})).to.equal('http://127.0.0.1:3')
      const env = { BOURSE_RPC_URL: 'http://127.0.0.1:2' }
      expect(await shownUrl([], env)).to.equal('http://127.0.0.1:2')
      expect(await shownUrl(['--rpc-url', 'http://127.0.0.1:1'], env)).to.equal('http://127.0.0.1:1')
      folder = join(folder, 'inner')
      mkdirSync(folder)
      expect(await shownUrl([], {})).to.equal('http://127.0.0.1:3')
      folder = join(folder, '..')
    })

    it('refuse a config file with an unknown or wrong setting', async () => {
      mkdirSync(join(folder, '.bourse'))
      for (const text of ['{"colour":"red"}', '{"gateway":7}', '[', 'null']) {
        writeFileSync(join(folder, '.bourse', 'config.json'), text)
        expect((await failure(['market', 'list'])).code, text).to.equal(2)
      }
    })

    it('take the key from a file', async () => {
      writeFileSync(join(folder, 'key'), `0x${'22'.repeat(32)}\n`)
      expect((await failure(['fund', '1', '--key-file', 'key', ...nowhere])).code).to.equal(3)
      expect((await failure(['fund', '1', '--key-file', 'nokey', ...nowhere])).error).to.include({ field: 'key-file' })
    })
  })
})

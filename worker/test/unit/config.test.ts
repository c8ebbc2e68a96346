import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { keccak256 } from 'viem'
import { readOperatorKey } from '../../src/config/key.ts'
import { readInvocation, readSettings } from '../../src/config/load.ts'
import { ConfigError } from '../../src/errors.ts'
import { parseVersionConfig } from '../../src/leases/versionConfig.ts'
import { temporaryFolder } from '../support/fixture.ts'

function errorOf(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('worker config', () => {
  let folder: ReturnType<typeof temporaryFolder>
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(() => folder.remove())

  function file(text: string, name = 'worker.yaml'): string {
    const path = join(folder.path, name)
    writeFileSync(path, text)
    return path
  }

  it('fills in defaults and takes paths from where the file is', () => {
    const settings = readSettings(
      file('dataDir: data\nlisten: "[::1]:9000"\nkeystore: key.json\nlimits: { bodyBytes: 10 }\n'),
    )
    expect(settings.dataDir).to.equal(join(folder.path, 'data'))
    expect(settings.keystore).to.equal(join(folder.path, 'key.json'))
    expect(settings.listen).to.deep.equal({ host: '::1', port: 9000 })
    expect(settings.limits.bodyBytes).to.equal(10)
    expect(settings.limits.batchReceipts).to.equal(256)
  })

  const wrong: [name: string, text: string, parts: string[]][] = [
    ['a field that there is not', 'rpc: http://x\ntypo: 1\n', [':2:', 'typo']],
    ['a nested one', 'limits:\n  bodyBites: 5\n', [':2:', 'limits.bodyBites']],
    ['a wrong type', 'pollMs: soon\n', [':1:', 'pollMs', '"soon"']],
    ['a wrong URL', 'dataDir: x\npeers:\n  - ftp://x\n', [':3:', 'peers.0', 'ftp://x', 'http']],
    ['a port that is too high', 'listen: 127.0.0.1:70000\n', [':1:', 'listen', '65535']],
    ['a limit below 1', 'limits: { fuel: 0 }\n', ['limits.fuel', '0']],
    ['no YAML', 'rpc: [\n', [':', 'worker.yaml']],
  ]
  for (const [name, text, parts] of wrong) {
    it(`names file, line and field for ${name}`, () => {
      const error = errorOf(() => readSettings(file(text)))
      expect(error).to.be.instanceOf(ConfigError)
      for (const part of parts) expect(error.message).to.contain(part)
    })
  }

  it('says what is wrong with the command line', () => {
    expect(errorOf(() => readInvocation([])).message).to.contain('--config')
    expect(errorOf(() => readInvocation(['--nope'])).message).to.contain('--nope')
    expect(errorOf(() => readInvocation(['--config', 'absent.yaml'], folder.path)).message).to.contain('absent.yaml')
    const path = file('')
    expect(errorOf(() => readInvocation(['--config', path, '--skip-batches', 'all'])).message).to.contain('all')
    expect(readInvocation(['--config', path, '--skip-batches', '7'])?.skipBatches).to.equal(7)
    expect(readInvocation(['--help'])).to.equal(undefined)
  })

  describe('operator key', () => {
    const key = Buffer.alloc(32, 0xab)
    const hex = key.toString('hex')

    function keystore(kdf: 'scrypt' | 'pbkdf2', password: string): string {
      const salt = Buffer.alloc(32, 1)
      const iv = Buffer.alloc(16, 2)
      const scryptParams = { dklen: 32, n: 1024, r: 8, p: 1, salt: salt.toString('hex') }
      const pbkdf2Params = { dklen: 32, c: 1000, prf: 'hmac-sha256', salt: salt.toString('hex') }
      const derived =
        kdf === 'scrypt'
          ? scryptSync(password, salt, 32, { N: 1024, r: 8, p: 1 })
          : pbkdf2Sync(password, salt, 1000, 32, 'sha256')
      const ciphertext = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv).update(key)
      const mac = keccak256(Buffer.concat([derived.subarray(16, 32), ciphertext])).slice(2)
      const kdfparams = kdf === 'scrypt' ? scryptParams : pbkdf2Params
      const cipherparams = { iv: iv.toString('hex') }
      const crypto = {
        cipher: 'aes-128-ctr',
        cipherparams,
        ciphertext: ciphertext.toString('hex'),
        kdf,
        kdfparams,
        mac,
      }
      return file(JSON.stringify({ version: 3, id: 'x', crypto }), 'key.json')
    }

    it('comes from the environment, a hex file, or a Web3 v3 keystore', () => {
      expect(readOperatorKey({ environment: { BOURSE_OPERATOR_KEY: `0x${hex}` } })).to.deep.equal(key)
      expect(readOperatorKey({ keystore: file(`${hex}\n`, 'key'), environment: {} })).to.deep.equal(key)
      for (const kdf of ['scrypt', 'pbkdf2'] as const) {
        const environment = { BOURSE_KEYSTORE_PASSWORD: 'open sesame' }
        expect(readOperatorKey({ keystore: keystore(kdf, 'open sesame'), environment })).to.deep.equal(key)
      }
    })

    it('opens the test vector of the Web3 Secret Storage Definition', () => {
      const vector = {
        crypto: {
          cipher: 'aes-128-ctr',
          cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
          ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
          kdf: 'pbkdf2',
          kdfparams: {
            c: 262144,
            dklen: 32,
            prf: 'hmac-sha256',
            salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
          },
          mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
        },
        version: 3,
      }
      const path = file(JSON.stringify(vector), 'key.json')
      const found = readOperatorKey({ keystore: path, environment: { BOURSE_KEYSTORE_PASSWORD: 'testpassword' } })
      expect(Buffer.from(found).toString('hex')).to.equal(
        '7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d',
      )
    })

    it('says what is wrong, without the key', () => {
      const wrongs: [Parameters<typeof readOperatorKey>[0], string][] = [
        [{ environment: {} }, 'BOURSE_OPERATOR_KEY'],
        [{ environment: { BOURSE_OPERATOR_KEY: `${hex}00` } }, '64 hex digits'],
        [{ keystore: join(folder.path, 'absent'), environment: {} }, 'absent'],
        [{ keystore: file('{"version": 2}', 'old'), environment: {} }, 'version'],
        [{ keystore: file('{', 'broken'), environment: {} }, 'JSON'],
        [{ keystore: keystore('scrypt', 'a'), environment: {} }, 'BOURSE_KEYSTORE_PASSWORD'],
        [{ keystore: keystore('scrypt', 'a'), environment: { BOURSE_KEYSTORE_PASSWORD: 'b' } }, 'password'],
      ]
      for (const [source, part] of wrongs) {
        const error = errorOf(() => readOperatorKey(source))
        expect(error).to.be.instanceOf(ConfigError)
        expect(error.message).to.contain(part)
        expect(error.message).not.to.contain(hex)
      }
    })
  })

  it('reads a version’s config, and names the field that is wrong', () => {
    const parse = (value: unknown) => parseVersionConfig(Buffer.from(JSON.stringify(value)))
    expect(parseVersionConfig(undefined)).to.deep.include({
      fuel: 1_000_000_000n,
      contentType: 'application/octet-stream',
    })
    expect(parse({ fuel: '5', env: { A: 'b' } })).to.deep.include({ fuel: 5n, env: { A: 'b' } })
    for (const [value, part] of [
      [{ fuel: 5 }, 'fuel'],
      [{ memoryPages: 0 }, 'memoryPages'],
      [{ contentType: 'a\r\nb' }, 'contentType'],
      [{ env: { 'A B': 'c' } }, 'env'],
      [{ other: 1 }, 'other'],
    ] as const) {
      expect(errorOf(() => parse(value)).message).to.contain(part)
    }
    expect(() => parseVersionConfig(Buffer.from('{'))).to.throw()
  })
})

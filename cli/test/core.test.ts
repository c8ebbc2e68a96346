import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { CliError } from '../src/core/errors.ts'
import { toJson } from '../src/core/json.ts'
import { createProgress } from '../src/core/progress.ts'
import { table } from '../src/core/table.ts'
import { translateError } from '../src/core/translate-error.ts'

describe('bourse: exit codes', () => {
  const named = (name: string, fields: object = {}) =>
    Object.assign(new Error('m'), { name, shortMessage: 's', ...fields })

  const usdcRefuses = (reason: string) => named('ContractRevertError', { errorName: 'Error', args: [reason] })

  const cases: [string, Error, number][] = [
    ['an outage', named('ChainUnavailableError', { kind: 'outage' }), 3],
    ['no gas', named('InsufficientGasError'), 4],
    ['too little in escrow', named('ContractRevertError', { errorName: 'BalanceTooLow' }), 4],
    ['too little USDC', usdcRefuses('ERC20: transfer amount exceeds balance'), 4],
    ['a blacklisted account', usdcRefuses('Blacklistable: account is blacklisted'), 5],
    ['a refusal', named('ContractRevertError', { errorName: 'NotOwner' }), 5],
    ['a transaction that failed', named('TransactionRevertedError'), 5],
    ['a value', named('InvalidValueError', { field: 'f', value: 1n, allowed: 'a' }), 2],
    ['a plan', named('PlanError'), 2],
    ['a module', Object.assign(new Error('m'), { name: 'ModuleError' }), 2],
    ['any other mistake', named('SomethingError'), 2],
    ['a bug that says so', named('SomethingError', { kind: 'bug' }), 70],
    ['what nobody expected', new TypeError('x is not a function'), 70],
  ]
  for (const [what, error, code] of cases) {
    it(`${what}: ${code}`, () => expect(translateError(error).exitCode).to.equal(code))
  }

  it('keeps field, value, what is allowed and the contract’s error', () => {
    const error = translateError(named('InvalidValueError', { field: 'f', value: 7n, allowed: 'a', advice: ['do'] }))
    expect(error.details).to.deep.include({ field: 'f', value: '7', allowed: 'a', advice: ['do'] })
    expect(translateError(named('ContractRevertError', { errorName: 'NotOwner' })).details.data).to.deep.equal({
      errorName: 'NotOwner',
    })
    const own = new CliError('Own', 6, 'm')
    expect(translateError(own)).to.equal(own)
  })
})

describe('bourse: output', () => {
  it('writes large integers as text', () => {
    expect(toJson({ a: 2n ** 64n, b: 1, c: [1n] })).to.equal('{"a":"18446744073709551616","b":1,"c":["1"]}')
  })

  it('aligns tables: numbers to the right', () => {
    const shown = table(
      ['name', 'count'],
      [
        ['a', 5],
        ['bb', 1000],
      ],
    )
    expect(shown).to.equal('name  count\na         5\nbb     1000')
  })

  it('shows progress in a pipe as plain lines', async () => {
    const stream = new PassThrough()
    const progress = createProgress(stream)
    const result = await progress.step('Working', async (update) => {
      update('half')
      return 7
    })
    progress.warn('careful')
    const failed = await progress
      .step('Failing', () => Promise.reject(new Error('no')))
      .catch((error: Error) => error.message)
    stream.end()
    expect([result, failed]).to.deep.equal([7, 'no'])
    const lines = (await text(stream)).trimEnd().split('\n')
    expect(lines[0]).to.equal('Working ...')
    expect(lines[1]).to.equal('Working: half')
    expect(lines[2]).to.match(/^Working: done \(\d+\.\d s\)$/)
    expect(lines.slice(3)).to.deep.equal(['warning: careful', 'Failing ...'])
  })

  it('shows progress in a terminal as one line that changes', async () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 20 })
    await createProgress(stream).step('Working on something long', async () => undefined)
    stream.end()
    const shown = await text(stream)
    expect(shown).to.include('\r\x1b[2K').and.to.include('✔')
    expect(shown.match(/\n/g)).to.have.length(1)
  })
})

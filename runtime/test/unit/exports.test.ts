import { expect } from 'chai'
import * as runtime from '../../src/index.ts'

describe('exports', function () {
  this.timeout(20_000)
  it('are these', () => {
    expect(Object.keys(runtime).sort()).to.deep.equal([
      'ExecutorPool',
      'HostFailureError',
      'HostTimeoutError',
      'ModuleError',
      'PoolClosedError',
      'PoolOverloadedError',
      'ProvableSandbox',
      'RUNTIME_VERSION',
      'Sandbox',
      'Status',
      'createSandbox',
      'defaultLimits',
      'instrument',
      'isProvable',
      'prepare',
      'provable',
      'sizeLimits',
    ])
  })
})

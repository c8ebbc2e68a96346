import { expect } from 'chai'
import { ThreadPreparer } from '../../src/leases/preparer.ts'
import { constant, wat } from '../support/wat.ts'

describe('preparer', function () {
  this.timeout(20_000)

  it('prepares one module after the other on one thread, also after one that is refused', async () => {
    const preparer = new ThreadPreparer(10_000)
    const modules = [await constant(1), await constant(2), Buffer.from('no module'), await constant(3)]
    const outcomes = await Promise.allSettled(modules.map((module) => preparer.prepare(module, {})))
    expect(outcomes.map((outcome) => outcome.status)).to.deep.equal(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    await preparer.close()
  })

  it('gives up a module that takes longer than it may', async () => {
    const preparer = new ThreadPreparer(1)
    const slow = await preparer
      .prepare(await wat('(module (memory (export "memory") 1))'), {})
      .catch((error: Error) => error)
    expect(slow)
      .to.have.property('message')
      .that.matches(/more than 1 ms/)
    await preparer.close()
  })
})

// What a last state shows of itself leads to its roots, by the paths that the contract folds.
import { expect } from 'chai'
import { endingOf, windowPath } from '../../src/game/ending.ts'
import { lower } from '../../src/lower/lower.ts'
import { emptyRoot } from '../../src/machine/tree.ts'
import { hashWords } from '../../src/machine/words.ts'
import { Execution } from '../../src/prove/execution.ts'
import { compile } from '../support/wat.ts'

const WINDOW = 2 ** 31
const HEADER = WINDOW / 32
const image = lower(compile('(module (memory 1) (global (mut i64) (i64.const 77)) (func (export "run") (nop)))'))
const { pc } = image.exports.get('run') as { pc: number }
const counterSlot = 16

function fold(node: bigint, index: number, path: readonly bigint[]): bigint {
  return path.reduce((hash, sibling, level) => {
    return Math.floor(index / 2 ** level) % 2 === 1 ? hashWords(sibling, hash) : hashWords(hash, sibling)
  }, node)
}

const execution = new Execution(image, pc, (machine) => {
  machine.write(WINDOW, Uint8Array.of(5, 0, 0, 0, 0, 0, 0, 0, 3))
  machine.write(WINDOW + 0x10000, Uint8Array.of(1, 2, 3, 4, 5))
  machine.write(WINDOW + 0x20000, Uint8Array.of(7, 8, 9))
})
const machine = execution.reference(execution.length)
const ending = endingOf(machine, counterSlot)

describe('an ending', () => {
  it('opens the counter in the stack', () => {
    expect(ending.counter).to.equal(77n)
    expect(ending.counterPath.length).to.equal(17)
    expect(fold(ending.counter, counterSlot, ending.counterPath)).to.equal(ending.state.stackRoot)
  })

  it('opens lengths and response in the memory', () => {
    expect([ending.headerPath.length, ending.windowPath.length]).to.deep.equal([12, 14])
    expect(ending.header >> 248n).to.equal(5n)
    const request = fold(ending.header, 0, ending.headerPath)
    const both = hashWords(request, hashWords(ending.response, ending.rest))
    expect(fold(both, HEADER / 2 ** 13, ending.windowPath)).to.equal(ending.state.memoryRoot)
    expect(ending.rest).to.equal(emptyRoot(11))
    const first = BigInt('0x070809') << 232n
    expect(fold(first, 0, machine.memory.open(HEADER + 2 ** 12).slice(1, 12))).to.equal(ending.response)
  })

  it('the window is empty before the request is written', () => {
    const path = windowPath(machine)
    expect(path.length).to.equal(15)
    const fresh = new Execution(image, pc).reference(0n)
    expect(windowPath(fresh)).to.not.deep.equal(path)
    expect(fold(emptyRoot(12), HEADER / 2 ** 12, windowPath(fresh))).to.equal(fresh.memory.root())
  })
})

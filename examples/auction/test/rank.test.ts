import { readFileSync } from 'node:fs'
import { prepare, Sandbox, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'
import wabt from 'wabt'

const bytes = readFileSync(new URL('../module.wasm', import.meta.url))
const sandbox = new Sandbox(prepare(bytes))

function rank(prices: readonly bigint[]): number[] {
  const input = Buffer.alloc(8 * prices.length)
  prices.forEach((price, i) => {
    input.writeBigUInt64BE(price, 8 * i)
  })
  const { status, output } = sandbox.invoke(input, { fuel: 100_000_000n })
  expect(status).to.equal(Status.Ok)
  const bytes = Buffer.from(output)
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(2 * i))
}

function expected(prices: readonly bigint[]): number[] {
  const order = prices.map((_, i) => i)
  return order.sort((a, b) => {
    const [left, right] = [prices[a] as bigint, prices[b] as bigint]
    return left === right ? a - b : left < right ? 1 : -1
  })
}

describe('examples/auction: rank', () => {
  it('sorts from dear to cheap, equal ones in their order', () => {
    expect(rank([3n, 1n, 2n])).to.deep.equal([0, 2, 1])
    expect(rank([5n, 5n, 7n, 5n])).to.deep.equal([2, 0, 1, 3])
    expect(rank([])).to.deep.equal([])
    expect(rank([2n ** 64n - 1n, 0n, 2n ** 63n])).to.deep.equal([0, 2, 1])
  })

  it('sorts lists of every length to 130, and one of 2,048', () => {
    let state = 1n
    const random = () => {
      state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n
      return state >> 58n
    }
    for (const length of [...Array(131).keys(), 2048]) {
      const prices = Array.from({ length }, random)
      expect(rank(prices), `${length} prices`).to.deep.equal(expected(prices))
    }
  })

  it('traps on what is no list, or too long', () => {
    for (const bytes of [7, 8 * 2049]) {
      expect(sandbox.invoke(Buffer.alloc(bytes), { fuel: 100_000_000n }).status).to.equal(Status.Trap)
    }
  })

  it('holds no floating point instruction: every execution is in the integer subset', async () => {
    const { readWasm } = await wabt()
    const module = readWasm(new Uint8Array(bytes), { readDebugNames: false })
    const text = module.toText({ foldExprs: false, inlineExport: false })
    module.destroy()
    expect(text).to.match(/i64\.ge_u/)
    expect(text).not.to.match(/\bf(32|64)\b/)
  })
})

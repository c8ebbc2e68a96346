// What the numbers say: a curve is flat when no size costs more than 2% over the smallest.
import type { Ops } from './measure.ts'
import type { Size } from './sizes.ts'

export const TOLERANCE = 0.02

export interface Curve {
  gas: readonly number[]
  /** Of the dearest size over the smallest one: 0.01 is one percent. */
  growth: number
  flat: boolean
}

/** @throws Error where a size lacks an operation that the first one has. */
export function curvesOf(runs: readonly Ops[]): Record<string, Curve> {
  const [first = {}] = runs
  return Object.fromEntries(Object.keys(first).map((op) => [op, curveOf(op, runs)]))
}

function curveOf(op: string, runs: readonly Ops[]): Curve {
  const gas = runs.map((run) => {
    const measured = run[op]
    if (measured === undefined) throw new Error(`${op} was not measured at every size`)
    return measured
  })
  const [least = 0] = gas
  const growth = (Math.max(...gas) - least) / least
  return { gas, growth, flat: growth <= TOLERANCE }
}

/** The report for a terminal. */
export function table(sizes: readonly Size[], curves: Record<string, Curve>): string {
  const number = (n: number) => n.toLocaleString('en-US')
  const row = (name: string, cells: readonly string[], note = '') =>
    `${name.padEnd(26)}${cells.map((cell) => cell.padStart(12)).join('')}  ${note}`.trimEnd()
  return [
    row(
      'offers in the book',
      sizes.map((size) => number(size.offers)),
    ),
    row(
      'deals',
      sizes.map((size) => number(size.deals)),
    ),
    row(
      'leases on the provider',
      sizes.map((size) => number(size.leases)),
    ),
    '',
    ...Object.entries(curves).map(([op, { gas, growth, flat }]) =>
      row(op, gas.map(number), `${(growth * 100).toFixed(2).padStart(6)}%${flat ? '' : '  NOT FLAT'}`),
    ),
  ].join('\n')
}

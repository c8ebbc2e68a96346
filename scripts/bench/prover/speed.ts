import { FastMachine, lower } from '../../../prover/src/index.ts'
import { moduleBytes } from '../../../prover/src/wast/modules.ts'

/** Sixteen numbers mixed into each other, in memory: loads, stores, arithmetic, a loop that never ends in time. */
const LOOP = `(module (memory 1)
  (func (export "run") (local $i i32) (local $x i32)
    (loop $next
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (local.set $x (i32.xor (local.get $x) (i32.load (i32.and (local.get $i) (i32.const 60)))))
      (i32.store (i32.and (local.get $x) (i32.const 60)) (i32.rotl (local.get $x) (i32.const 5)))
      (br_if $next (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 0))))))`

const ROUNDS = 9
const STEPS = 100_000_000n

/** Steps per second of processor time, the median of rounds. */
export function fastSpeed(): number {
  const image = lower(moduleBytes({ items: ['module'], text: LOOP, line: 1 }))
  const machine = new FastMachine(image)
  machine.registers = { ...machine.registers, pc: image.exports.get('run')?.pc as number }
  for (let i = 0; i < 20; i++) machine.run(1_000_000n)
  const rates = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    const steps = machine.run(STEPS)
    const { user, system } = process.cpuUsage(before)
    return Number(steps) / ((user + system) / 1e6)
  })
  return rates.sort((a, b) => a - b)[ROUNDS >> 1] as number
}

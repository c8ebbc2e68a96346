import { findFreeFunctions } from '../../../../runtime/src/analyse/free.ts'
import { scanModule } from '../../../../runtime/src/analyse/scan.ts'
import { packCounter } from '../../../../runtime/src/counter.ts'
import { decodeModule } from '../../../../runtime/src/decode/module.ts'
import { ExternalKind } from '../../../../runtime/src/decode/types.ts'
import { emitModule } from '../../../../runtime/src/emit/module.ts'
import { completeLimits, type Limits } from '../../../../runtime/src/limits.ts'

/**
 * `instrument` of the runtime for a module that is no guest: its exported functions stay exported, beside the fuel counter and
 * the mutable globals.
 *
 * @param cacheFuel - whether functions may keep the counter in a local
 * @param provable - metered as provable programs are
 * @throws ModuleError
 */
export function metered(
  bytes: Uint8Array,
  cacheFuel: boolean,
  limits: Partial<Limits> = {},
  provable = false,
): Uint8Array<ArrayBuffer> {
  const layout = decodeModule(bytes)
  const plan = scanModule(layout, provable)
  const exported = layout.exports.filter(({ kind }) => kind === ExternalKind.Function)
  for (const { index } of exported) plan.pinned[index] = 1
  findFreeFunctions(plan)
  const functions = new Map(exported.map(({ name, index }) => [name, index]))
  const emitted = emitModule(plan, { abi: 'handler', functions }, completeLimits(limits), {
    cacheFuel,
    counter: packCounter(0n, 0),
  })
  return new Uint8Array(emitted.bytes)
}

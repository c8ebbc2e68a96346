import wabtInit from 'wabt'
import { describeCall } from './call.ts'
import { type Failure, moduleOf } from './campaign.ts'

/** A failure for a person: what differs, the calls that lead there, the module in the text format. */
export async function explain({ seed, cacheFuel, tape, calls, difference }: Failure): Promise<string> {
  const module = moduleOf(tape)
  const named = calls.map((call) => describeCall({ ...call, fn: call.fn % module.functions.length }))
  const lines = [
    `module of seed ${seed}, instrumented with the fuel counter ${cacheFuel ? 'in locals where that pays' : 'in its global'}`,
    difference,
    ...named,
    await textOf(module.bytes),
  ]
  return lines.join('\n')
}

async function textOf(bytes: Uint8Array): Promise<string> {
  const wabt = await wabtInit()
  const module = wabt.readWasm(bytes, {
    readDebugNames: false,
    bulk_memory: true,
    multi_value: true,
    sign_extension: true,
  })
  try {
    return module.toText({ foldExprs: false, inlineExport: true })
  } finally {
    module.destroy()
  }
}

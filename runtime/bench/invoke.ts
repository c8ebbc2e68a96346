import { readFileSync } from 'node:fs'
import { prepare, Sandbox, Status } from '../src/index.ts'
import { median, round, time } from './statistics.ts'

const echo = new URL('../../guests/echo/module.wasm', import.meta.url)
const BODY_BYTES = 256
const BATCH = 500

export interface InvokeResult {
  /** One invocation on a kept instance, reset included, in us. */
  handlerUs: number
  /** One invocation on an instance of its own, in us. */
  freshInstanceUs: number
}

/** The echo handler (memory of 128 KiB) on a body of 256 bytes: on a kept instance, and on a new one each time. */
export function benchInvoke(rounds = 60): InvokeResult {
  const program = prepare(new Uint8Array(readFileSync(echo)))
  const kept = new Sandbox(program)
  const fresh = new Sandbox({ ...program, changesTables: true })
  const times: { kept: number[]; fresh: number[] } = { kept: [], fresh: [] }
  for (let round = 0; round < rounds; round++) {
    times.kept.push(batch(kept))
    times.fresh.push(batch(fresh))
  }
  return { handlerUs: round(median(times.kept), 2), freshInstanceUs: round(median(times.fresh), 2) }
}

function batch(sandbox: Sandbox): number {
  const body = new Uint8Array(BODY_BYTES).fill(0x61)
  const took = time(() => {
    for (let i = 0; i < BATCH; i++) {
      const { status, output } = sandbox.invoke(body, { fuel: 1_000_000n })
      if (status !== Status.Ok || output.length !== BODY_BYTES) throw new Error(`echo ends with status ${status}`)
    }
  })
  return (took / BATCH) * 1000
}

import { readFileSync } from 'node:fs'
import { type Outcome, ProvableSandbox, prepare, provable, Sandbox, Status } from '../src/index.ts'
import { median, round, time } from './statistics.ts'

const echo = new URL('../../guests/echo/module.wasm', import.meta.url)
const BODY_BYTES = 256
const BATCH = 500

export interface InvokeResult {
  /** One invocation on a kept instance, reset included, in us. */
  handlerUs: number
  /** One invocation on an instance of its own, in us. */
  freshInstanceUs: number
  /** One run of the same guest as a provable program, on a kept instance, in us. */
  provableUs: number
}

/**
 * The echo handler (memory of 128 KiB) on a body of 256 bytes: on a kept instance, on a new one each time, and as a provable
 * program.
 */
export function benchInvoke(rounds = 60): InvokeResult {
  const source = new Uint8Array(readFileSync(echo))
  const program = prepare(source)
  const body = new Uint8Array(BODY_BYTES).fill(0x61)
  const attested = (sandbox: Sandbox) => () => sandbox.invoke(body, { fuel: 1_000_000n })
  const kept = attested(new Sandbox(program))
  const fresh = attested(new Sandbox({ ...program, changesTables: true }))
  const proved = new ProvableSandbox(
    provable(source, { fuel: 1_000_000n, memoryPages: 256, outputBytes: 65_536, env: {} }),
  )
  const request = requestOf(body)
  const seed = new Uint8Array(32).fill(7)
  const timeNs = 1_700_000_000_000_000_000n
  const runs = [kept, fresh, () => proved.invoke(request, { seed, timeNs })]
  const times: number[][] = runs.map(() => [])
  for (let round = 0; round < rounds; round++) for (const [i, run] of runs.entries()) times[i]?.push(batch(run))
  const [handlerUs, freshInstanceUs, provableUs] = times.map((all) => round(median(all), 2)) as [number, number, number]
  return { handlerUs, freshInstanceUs, provableUs }
}

/** `POST /` with this body, in the canonical encoding of docs/receipts.md. */
function requestOf(body: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return new Uint8Array(Buffer.concat([Buffer.from('\x01\x04POST\0\x01/\0\0', 'latin1'), length, body]))
}

function batch(run: () => Outcome): number {
  const took = time(() => {
    for (let i = 0; i < BATCH; i++) {
      const { status, output } = run()
      if (status !== Status.Ok || output.length !== BODY_BYTES) throw new Error(`echo ends with status ${status}`)
    }
  })
  return (took / BATCH) * 1000
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { outcomeOf, programExecution, programImage } from '../../../prover/src/index.ts'
import { provable } from '../../../runtime/src/index.ts'
import { encodeRequest } from '../../../sdk/src/index.ts'
import { root } from '../../lib/run.ts'

/** Guests and what they are asked. */
const GUESTS = [
  ['examples/markdown/module.wasm', '# Title\n\n- *a*\n- [b](c)\n'.repeat(100)],
  ['guests/corpus/sha256/module.wasm', 'x'.repeat(20_000)],
  ['guests/corpus/gc/module.wasm', 'the quick brown fox '.repeat(50)],
] as const

export interface ProgramRow {
  name: string
  /** Of the module and of the program made of it. */
  moduleBytes: number
  programBytes: number
  /** Of the machine. */
  instructions: number
  /** Processor time of the image and its hash, from the program's bytes. */
  imageMs: number
  /** Of one request. */
  stepsPerFuel: number
}

/** What real programs are on the machine. */
export function programs(): ProgramRow[] {
  return GUESTS.map(([path, body]) => {
    const module = new Uint8Array(readFileSync(join(root, path)))
    const { bytes } = provable(module, { fuel: 2_000_000_000n, memoryPages: 256, outputBytes: 65_536, env: {} })
    const before = process.cpuUsage()
    const image = programImage(bytes)
    const { user, system } = process.cpuUsage(before)
    const request = encodeRequest({ method: 'POST', target: '/', contentType: '', body: Buffer.from(body) })
    const requestHash = new Uint8Array(createHash('sha256').update(request).digest())
    const execution = programExecution(image, { request, requestHash, timeNs: 0n })
    const { status, fuel } = outcomeOf(execution.at(execution.length), image)
    if (status !== 0) throw new Error(`${path} ends with status ${status}`)
    return {
      name: path.split('/').at(-2) as string,
      moduleBytes: module.length,
      programBytes: bytes.length,
      instructions: image.image.code.length,
      imageMs: (user + system) / 1000,
      stepsPerFuel: Number(execution.length) / Number(fuel),
    }
  })
}

import { hash } from 'node:crypto'
import { RANDOM_BYTE_FUEL } from '../analyse/costs.ts'
import { Errno } from './errno.ts'
import type { Host } from './host.ts'

/** `random_get`: the stream sha256(seed || uint64be(block)), block = 0, 1, ... */
export function randomFunctions(host: Host) {
  return {
    random_get(pointer: number, length: number): number {
      host.charge((length >>> 0) * RANDOM_BYTE_FUEL)
      const target = host.range(pointer, length)
      for (let filled = 0; filled < target.length; ) {
        if (host.randomRest.length === 0) host.randomRest = nextBlock(host)
        const part = host.randomRest.subarray(0, target.length - filled)
        target.set(part, filled)
        filled += part.length
        host.randomRest = host.randomRest.subarray(part.length)
      }
      return Errno.Success
    },
  }
}

function nextBlock(host: Host): Uint8Array {
  const { seed } = host.input
  const block = Buffer.alloc(seed.length + 8)
  block.set(seed)
  block.writeBigUInt64BE(host.randomBlock++, seed.length)
  return hash('sha256', block, 'buffer')
}

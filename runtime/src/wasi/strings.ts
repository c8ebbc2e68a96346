import { HOST_COPY_SHIFT, HOST_LIST_FUEL } from '../analyse/costs.ts'
import { Errno } from './errno.ts'
import { address, type Host } from './host.ts'

const encoder = new TextEncoder()

/** `args_*` and `environ_*`: lists of NUL-terminated strings, given by the caller. */
export function stringFunctions(host: Host) {
  const args = (): Uint8Array[] => host.input.args.map(terminated)
  const env = (): Uint8Array[] => Object.entries(host.input.env).map(([name, value]) => terminated(`${name}=${value}`))
  return {
    args_sizes_get: (count: number, size: number) => writeSizes(host, args(), count, size),
    args_get: (pointers: number, text: number) => writeStrings(host, args(), pointers, text),
    environ_sizes_get: (count: number, size: number) => writeSizes(host, env(), count, size),
    environ_get: (pointers: number, text: number) => writeStrings(host, env(), pointers, text),
  }
}

function terminated(text: string): Uint8Array {
  return encoder.encode(`${text}\0`)
}

function totalLength(list: Uint8Array[]): number {
  return list.reduce((sum, bytes) => sum + bytes.length, 0)
}

function writeSizes(host: Host, list: Uint8Array[], count: number, size: number): number {
  host.charge()
  host.writeU32(count, list.length)
  host.writeU32(size, totalLength(list))
  return Errno.Success
}

function writeStrings(host: Host, list: Uint8Array[], pointers: number, text: number): number {
  host.charge(list.length * HOST_LIST_FUEL + (totalLength(list) >>> HOST_COPY_SHIFT))
  let pointer = address(pointers)
  let target = address(text)
  for (const bytes of list) {
    host.writeU32(pointer, target)
    host.range(target, bytes.length).set(bytes)
    pointer += 4
    target += bytes.length
  }
  return Errno.Success
}

/** A command that makes the WASI calls that its request asks for, and answers with its memory as they left it. */
import { wasiSignatures } from '../../../runtime/src/wasi/signatures.ts'
import { wat } from '../../../runtime/test/support/wat.ts'

const names = [...wasiSignatures.keys()]
const types: Record<string, string> = { i: 'i32', I: 'i64' }
/** Bytes of a call in the request: index of the function, arguments. */
const CALL_BYTES = 80
/** What the calls may see and change; the errors they answer come after it. */
export const DATA_BYTES = 0x6000
const ERRORS = 0x6000
export const ANSWER_BYTES = 0x6100
const CALL = 0x8000

const letters = (name: string) => (wasiSignatures.get(name) as string).split(':') as [string, string]
const list = (what: string, text: string) =>
  text ? `(${what} ${[...text].map((letter) => types[letter]).join(' ')})` : ''

function imported(name: string): string {
  const [parameters, results] = letters(name)
  const type = `${list('param', parameters)} ${list('result', results)}`
  return `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`
}

function arm(name: string): string {
  const [parameters, results] = letters(name)
  const args = [...parameters]
    .map((letter, i) => `(${types[letter]}.load offset=${8 + i * 8} (local.get $call))`)
    .join(' ')
  const call = `(call $${name} ${args})`
  return results ? `(i32.store (local.get $error) ${call})` : call
}

const read = (
  address: string,
  bytes: string,
) => `(i32.store (i32.const 0x9000) ${address}) (i32.store (i32.const 0x9004) ${bytes})
  (drop (call $fd_read (i32.const 0) (i32.const 0x9000) (i32.const 1) (i32.const 0x9008)))`

const dispatch = names.reduce(
  (inner, name, i) => `(block $after${i} ${inner}) ${arm(name)} (br $done)`,
  `(br_table ${names.map((_, i) => `$after${i}`).join(' ')} $done (i32.load (local.get $call)))`,
)

/** Its request: how many calls as u32, the data, the calls, and what is left to read for them. */
export const wasiGuest = wat(`(module
  ${names.map(imported).join('\n')}
  (memory (export "memory") 1)
  (func (export "_start") (local $calls i32) (local $call i32) (local $error i32)
    ${read('(i32.const 0x9010)', '(i32.const 4)')}
    (local.set $calls (i32.load (i32.const 0x9010)))
    ${read('(i32.const 0)', `(i32.const ${DATA_BYTES})`)}
    ${read(`(i32.const ${CALL})`, `(i32.mul (local.get $calls) (i32.const ${CALL_BYTES}))`)}
    (local.set $call (i32.const ${CALL}))
    (local.set $error (i32.const ${ERRORS}))
    (loop $next
      (if (local.get $calls) (then
        (block $done ${dispatch})
        (local.set $call (i32.add (local.get $call) (i32.const ${CALL_BYTES})))
        (local.set $error (i32.add (local.get $error) (i32.const 4)))
        (local.set $calls (i32.sub (local.get $calls) (i32.const 1)))
        (br $next))))
    (i32.store (i32.const 0x9000) (i32.const 0)) (i32.store (i32.const 0x9004) (i32.const ${ANSWER_BYTES}))
    (drop (call $fd_write (i32.const 1) (i32.const 0x9000) (i32.const 1) (i32.const 0x9008)))))`)

export type WasiCall = [name: string, ...args: (number | bigint)[]]

export function wasiBody(calls: WasiCall[], data: Uint8Array = new Uint8Array(0), rest = ''): Uint8Array {
  const bytes = Buffer.alloc(4 + DATA_BYTES + calls.length * CALL_BYTES)
  bytes.writeUInt32LE(calls.length, 0)
  bytes.set(data, 4)
  for (const [i, [name, ...args]] of calls.entries()) {
    const at = 4 + DATA_BYTES + i * CALL_BYTES
    bytes.writeUInt32LE(names.indexOf(name), at)
    for (const [n, value] of args.entries()) bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(value)), at + 8 + n * 8)
  }
  return new Uint8Array(Buffer.concat([bytes, Buffer.from(rest)]))
}

/** What the calls answered. */
export function errorsOf(output: Uint8Array, calls: number): number[] {
  const view = new DataView(output.buffer, output.byteOffset + ERRORS)
  return Array.from({ length: calls }, (_, i) => view.getUint32(i * 4, true))
}

export const wasiNames = names
export const parametersOf = (name: string): string => letters(name)[0]

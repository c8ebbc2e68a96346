import { createRequire } from 'node:module'

interface Wabt {
  parseWat(name: string, text: string): { toBinary(options: object): { buffer: Uint8Array }; destroy(): void }
}

/** Compiles WebAssembly text. */
export async function wat(text: string): Promise<Uint8Array> {
  const load = createRequire(import.meta.url)('wabt') as () => Promise<Wabt>
  const module = (await load()).parseWat('test.wat', text)
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

const handler = (body: string) => `(module
  (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "handle") (param $ptr i32) (param $len i32) (result i64) ${body}))`

/** A handler that never ends. */
export const spin = () => wat(handler('(loop $again (br $again)) (i64.const 0)'))
/** A handler that traps. */
export const trap = () => wat(handler('unreachable'))
/** A handler that answers one byte. */
export const constant = (byte: number) =>
  wat(handler(`(i32.store8 (i32.const 8) (i32.const ${byte})) (i64.const ${(8n << 32n) | 1n})`))
/** A handler that counts to `rounds` and then answers what it was sent. */
export const busy = (rounds: number) =>
  wat(
    handler(`(local $i i32) (loop $again
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const ${rounds}))))
    (i64.or (i64.shl (i64.extend_i32_u (local.get $ptr)) (i64.const 32)) (i64.extend_i32_u (local.get $len)))`),
  )

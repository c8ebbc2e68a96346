import type { ModuleLayout } from '../decode/types.ts'
import { ValueType } from '../decode/types.ts'
import { ModuleError } from '../errors.ts'
import { wasiSignatures } from '../wasi/signatures.ts'

const WASI_MODULE = 'wasi_snapshot_preview1'

/** Checks that every import is a WASI preview 1 function of the right type. Throws `ModuleError` (`import`). */
export function checkImports(layout: ModuleLayout): void {
  for (const { module, name, type, offset } of layout.imports) {
    const signature = module === WASI_MODULE ? wasiSignatures.get(name) : undefined
    if (signature === undefined) {
      throw new ModuleError('import', `'${module}.${name}' (allowed are functions of ${WASI_MODULE})`, offset)
    }
    const found = layout.types[type]
    const text = found ? `${letters(found.parameters)}:${letters(found.results)}` : 'nothing'
    if (text !== signature) {
      throw new ModuleError('import', `'${module}.${name}' has type ${text}, expected ${signature}`, offset)
    }
  }
}

/** Value types as letters: i for i32, I for i64, ? for any other. */
function letters(types: Uint8Array): string {
  let text = ''
  for (const type of types) text += type === ValueType.I32 ? 'i' : type === ValueType.I64 ? 'I' : '?'
  return text
}

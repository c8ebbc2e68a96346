import { moduleBytes } from '../../src/wast/modules.ts'

/** The bytes of a module in the text format. */
export function compile(text: string): Uint8Array<ArrayBuffer> {
  return moduleBytes({ items: ['module'], text, line: 1 }) as Uint8Array<ArrayBuffer>
}

/** Builds src/provable/shim.wasm from the text beside it: `node runtime/scripts/shim.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import wabt from 'wabt'

const features = { multi_memory: true, bulk_memory: true }
const folder = new URL('../src/provable/', import.meta.url)

/** The shim's bytes. The same text gives the same bytes. */
export async function buildShim(): Promise<Uint8Array> {
  const tool = await wabt()
  const text = readFileSync(new URL('shim.wat', folder), 'utf8')
  const module = tool.parseWat('shim.wat', text, features)
  try {
    module.resolveNames()
    const bytes = new Uint8Array(module.toBinary({}).buffer)
    new WebAssembly.Module(bytes)
    return bytes
  } finally {
    module.destroy()
  }
}

if (import.meta.main) writeFileSync(new URL('shim.wasm', folder), await buildShim())

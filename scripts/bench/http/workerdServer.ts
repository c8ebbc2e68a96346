import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The guest as workerd runs it: one instance kept for all requests, or, below /fresh, a new one for each. */
const SCRIPT = `
import echo from './echo.wasm'
const shared = new WebAssembly.Instance(echo, {}).exports
// The module's allocator never frees, and nothing resets this instance: one buffer serves all requests.
const buffer = shared.alloc(65536)

function run({ memory, handle }, pointer, input) {
  new Uint8Array(memory.buffer, pointer, input.length).set(input)
  const result = handle(pointer, input.length)
  const start = Number(BigInt.asUintN(32, result >> 32n))
  return new Uint8Array(memory.buffer, start, Number(BigInt.asUintN(32, result))).slice()
}

export default {
  async fetch(request) {
    const input = new Uint8Array(await request.arrayBuffer())
    if (!request.url.endsWith('/fresh')) return new Response(run(shared, buffer, input))
    const fresh = new WebAssembly.Instance(echo, {}).exports
    return new Response(run(fresh, fresh.alloc(input.length), input))
  },
}
`

const config = (port: number) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "echo", worker = (
    modules = [(name = "main", esModule = embed "main.js"), (name = "echo.wasm", wasm = embed "echo.wasm")],
    compatibilityDate = "2026-01-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "echo")],
);
`

/** Writes workerd's files; returns the path of its configuration. */
export function writeWorkerd(folder: string, modulePath: string, port: number): string {
  mkdirSync(folder, { recursive: true })
  copyFileSync(modulePath, join(folder, 'echo.wasm'))
  writeFileSync(join(folder, 'main.js'), SCRIPT)
  writeFileSync(join(folder, 'config.capnp'), config(port))
  return join(folder, 'config.capnp')
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { watFile } from '../support/wat.ts'

const guests = new URL('../../../guests/corpus/', import.meta.url)
const own = new URL('../corpus/', import.meta.url)

export interface CorpusModule {
  name: string
  bytes: Uint8Array
  inputs: Uint8Array[]
}

/** Compiled guests (Rust, C, AssemblyScript) and hand-written modules, with their inputs. */
export function readCorpus(): CorpusModule[] {
  return [...compiledGuests(), ...handWritten()]
}

function compiledGuests(): CorpusModule[] {
  return readdirSync(guests)
    .filter((name) => existsSync(new URL(`${name}/module.wasm`, guests)))
    .map((name) => {
      const folder = new URL(`${name}/inputs/`, guests)
      const inputs = existsSync(folder) ? readdirSync(folder).sort() : []
      return {
        name,
        bytes: new Uint8Array(readFileSync(new URL(`${name}/module.wasm`, guests))),
        inputs: inputs.map((input) => new Uint8Array(readFileSync(new URL(input, folder)))),
      }
    })
}

function handWritten(): CorpusModule[] {
  const texts = JSON.parse(readFileSync(new URL('inputs.json', own), 'utf8')) as Record<string, string[]>
  return readdirSync(own)
    .filter((file) => file.endsWith('.wat'))
    .map((file) => {
      const name = file.slice(0, -'.wat'.length)
      const inputs = (texts[name] ?? texts.default ?? []).map((text) => new TextEncoder().encode(text))
      return { name: `wat/${name}`, bytes: watFile(new URL(file, own)), inputs }
    })
}

import { list, u } from './encode.ts'

export const I32 = 0x7f
export const I64 = 0x7e
export type Type = typeof I32 | typeof I64

export interface Signature {
  parameters: Type[]
  results: Type[]
}

/** The types that a module has, each once. */
export class Types {
  readonly #all: Signature[] = []

  index({ parameters, results }: Signature): number {
    const same = (one: Signature) =>
      one.parameters.join() === parameters.join() && one.results.join() === results.join()
    const found = this.#all.findIndex(same)
    return found >= 0 ? found : this.#all.push({ parameters, results }) - 1
  }

  encoded(): number[][] {
    return this.#all.map(({ parameters, results }) => [0x60, ...list(parameters.map(u)), ...list(results.map(u))])
  }
}

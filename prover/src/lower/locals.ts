import { local, type Place } from './operands.ts'

/** Which locals have surely been written. */
export type Written = Uint32Array

/**
 * A function's parameters and locals: where they are, and which of them may be read before they are written. Only those
 * have to be zero when the function begins. Parameters lie before the link at slot -1, locals from slot 0 on.
 */
export class Locals {
  readonly #parameters: number
  readonly #zeros = new Set<number>()
  written: Written

  constructor(parameters: number, declared: number) {
    this.#parameters = parameters
    this.written = new Uint32Array(Math.ceil((parameters + declared) / 32))
    for (let i = 0; i < parameters; i++) this.#mark(i)
  }

  read(index: number): Place {
    if (!((this.written[index >>> 5] as number) & (1 << (index & 31)))) this.#zeros.add(index)
    return this.#place(index)
  }

  write(index: number): Place {
    this.#mark(index)
    return this.#place(index)
  }

  /** Those that have to be zero at the beginning, in order. */
  zeros(): Place[] {
    return [...this.#zeros].sort((a, b) => a - b).map((index) => this.#place(index))
  }

  #mark(index: number): void {
    const word = index >>> 5
    this.written[word] = (this.written[word] as number) | (1 << (index & 31))
  }

  #place(index: number): Place {
    return local(index < this.#parameters ? index - this.#parameters - 1 : index - this.#parameters)
  }
}

/** Locals that were written on both ways that lead to a place; `before` is undefined while there is but one. */
export function meet(before: Written | undefined, now: Written): Written {
  return before ? before.map((word, i) => word & (now[i] as number)) : now.slice()
}

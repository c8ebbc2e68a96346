/**
 * Many mutants in one program, so that the compiler runs once for all of them: each is a copy of its function, which is
 * run instead of the function when a switch says so. The switch is the address of a library, which is written into the
 * code after it was compiled: a constant even in pure functions, that the optimiser cannot foresee.
 */
import type { Mutant } from './operators.ts'

const SWITCH = 'MutantSwitch'
/** Lies beside no other file; imported by whatever has mutants. */
export const SWITCH_FILE = `contracts/mocks/${SWITCH}.sol`
export const SWITCH_SOURCE = `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\nlibrary ${SWITCH} {}\n`
const UNLINKED = /__\$[0-9a-f]{34}\$__/g

/** A mutant and its number in a program, from 1. */
export type Numbered = readonly [number: number, mutant: Mutant]

/** Whether a mutant can share a program with others: constructors and functions with modifiers are not copied. */
export function canShare({ place }: Mutant): boolean {
  return place.plain && place.parameters.every((name) => name !== '')
}

/** The source with all these mutants of it in copies of their functions. */
export function withSwitch(source: Buffer, mutants: readonly Numbered[]): string {
  const text = (start: number, end: number) => source.subarray(start, end).toString()
  const inserts = new Map<number, { dispatch: string; copies: string; end: number }>()
  for (const [number, mutant] of mutants) {
    const [start, end] = mutant.place.spans.body
    const at = inserts.get(start) ?? { dispatch: '', copies: '', end }
    at.dispatch += dispatch(number, mutant)
    at.copies += copy(number, mutant, text)
    inserts.set(start, at)
  }
  let written = ''
  let from = 0
  for (const [start, { dispatch, copies, end }] of [...inserts].sort(([a], [b]) => a - b)) {
    written += `${text(from, start + 1)}${dispatch}${text(start + 1, end)}${copies}`
    from = end
  }
  return `${written}${text(from, source.length)}\nimport {${SWITCH}} from "${SWITCH_FILE}";\n`
}

/** The code with the switch at a mutant's number; 0 is the program without any. */
export function link(code: string, number: number): string {
  return code.replace(UNLINKED, number.toString(16).padStart(40, '0'))
}

function dispatch(number: number, { place }: Mutant): string {
  const call = `${nameOf(number, place.name)}(${place.parameters.join(', ')});`
  const when = ` if (address(${SWITCH}) == address(${number}))`
  return place.returns ? `${when} return ${call}` : `${when} { ${call} return; }`
}

function copy(number: number, { place, start, end, to }: Mutant, text: (start: number, end: number) => string): string {
  const { parameters, returns, body } = place.spans
  // money may come with internal functions, too: only public ones are called payable
  const mutability = place.mutability === 'payable' || place.mutability === 'nonpayable' ? '' : place.mutability
  const results = place.returns ? ` returns ${text(...returns)}` : ''
  const changed = `${text(body[0], start)}${to}${text(end, body[1])}`
  return `\nfunction ${nameOf(number, place.name)}${text(...parameters)} private ${mutability}${results} ${changed}\n`
}

function nameOf(number: number, name: string): string {
  return `${name}__mutant${number}`
}

import { heightChange, OpClass, opClass } from '../decode/opcodes.ts'
import { opCost } from './costs.ts'
import { givesExactBits } from './nan.ts'

/**
 * What the scanner needs of an opcode, in one number, laid out so that a common instruction takes one look-up and one
 * branch: mispredicted branches are what scanning costs.
 */
export const effects = new Int32Array(256)

/** Bytes of the immediates where each takes one byte, in the lowest bits. */
export const LENGTH_MASK = 0x3
/** The scanner has to stop for the instruction. */
export const STOP = 0x8
/** The result is a float whose bits are exact. */
export const EXACT = 0x10
/** Bits that mean more in the last immediate byte (a LEB128 goes on) and, shifted by 8, in the first (multi-memory). */
const LEB_GOES_ON = 0x80
const OTHER_MEMORY = 0xc000
/** What of those is more than a common instruction has. */
export const UNCOMMON = STOP | LEB_GOES_ON | OTHER_MEMORY
/** Fuel, in eight bits from here. */
export const COST_SHIFT = 16
/** Change of the operand stack's height, signed, in all bits from here. */
export const HEIGHT_SHIFT = 24

const byClass = {
  [OpClass.Forbidden]: STOP,
  [OpClass.Plain]: 0,
  [OpClass.OneLeb]: 1 | LEB_GOES_ON,
  [OpClass.Memory]: 2 | LEB_GOES_ON | OTHER_MEMORY,
  [OpClass.Special]: STOP,
}

for (let op = 0; op < 256; op++) {
  const exact = givesExactBits[op] ? EXACT : 0
  const cost = (opCost[op] as number) << COST_SHIFT
  const height = (heightChange[op] as number) << HEIGHT_SHIFT
  effects[op] = height | cost | exact | byClass[opClass[op] as keyof typeof byClass]
}

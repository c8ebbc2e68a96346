export { decode, encode, type Instruction } from './isa.ts'
export { type Context, Machine } from './machine/machine.ts'
export { hashState, packRegisters, type Registers, type StateWords, unpackRegisters } from './machine/state.ts'
export { Tree } from './machine/tree.ts'

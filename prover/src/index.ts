export { decode, encode, type Instruction } from './isa.ts'

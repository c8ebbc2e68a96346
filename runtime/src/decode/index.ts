/** For those who read modules themselves: parts of the decoder. Every read is bounds-checked and every size limited. */
export { decodeCode } from './code.ts'
export { findSections } from './module.ts'
export { EMPTY_BLOCK, Op, opClass } from './opcodes.ts'
export { Reader } from './reader.ts'
export { decodeExports, decodeFunctions, decodeTables, decodeTypes, readSizeRange, readValueType } from './sections.ts'
export { type Export, ExternalKind, type FunctionBody, SectionId, type SizeRange, ValueType } from './types.ts'

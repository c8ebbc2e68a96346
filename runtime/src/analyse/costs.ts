import { Op } from '../decode/opcodes.ts'

/**
 * Fuel of one execution of each opcode. One unit is about the time of a simple instruction; structure that compiles to
 * nothing is free. Changing any of them changes `RUNTIME_VERSION`.
 */
export const opCost = new Uint8Array(256).fill(1)

const FREE = [Op.Nop, Op.Block, Op.Loop, Op.Else, Op.End, Op.Drop]
const DIVISIONS = [0x6d, 0x6e, 0x6f, 0x70, 0x7f, 0x80, 0x81, 0x82, 0x95, 0xa3]
const SQUARE_ROOTS = [0x91, 0x9f]

for (const op of FREE) opCost[op] = 0
for (const op of [...DIVISIONS, ...SQUARE_ROOTS]) opCost[op] = 8
opCost[Op.Call] = 4
opCost[Op.CallIndirect] = 8
opCost[Op.BrTable] = 3
opCost[Op.MemoryGrow] = 64

/** Bulk instructions cost one unit per 2^3 bytes or elements, beside the instruction itself. */
export const BULK_SHIFT = 3
/** `memory.grow` costs this much per page: the page has to be zeroed, now and at the reset. */
export const FUEL_PER_PAGE = 1024
/** `table.grow` costs this much per element. */
export const FUEL_PER_ELEMENT = 1
/** A call of the host, beside what it does with memory. */
export const HOST_CALL_FUEL = 300
/** Copying between host and guest costs one unit per 2^3 bytes. */
export const HOST_COPY_SHIFT = 3
/** One byte of `random_get`. */
export const RANDOM_BYTE_FUEL = 32
/** One element of a list handed to the host: an I/O vector, a subscription. */
export const HOST_LIST_FUEL = 16

/**
 * In provable programs fuel also bounds the machine's steps (docs/proof-of-processing.md, Bound): a call pays one unit per 2^4
 * declared locals, and a bulk instruction on tables one per two elements.
 */
export const PROVABLE_LOCALS_SHIFT = 4
export const PROVABLE_ENTRIES_SHIFT = 1
/** Charges of one function of a provable program that may go unchecked, in all. */
export const PROVABLE_UNCHECKED_FUEL = 16_384

/** Stack slots of a frame beside its locals and operands: return address, saved registers, instance. */
export const FRAME_SLOTS = 8

import { skipConstant } from '../decode/constant.ts'
import { Op } from '../decode/opcodes.ts'
import { Reader } from '../decode/reader.ts'
import { type FunctionBody, type ModuleLayout, type Range, SectionId, ValueType } from '../decode/types.ts'
import { ModuleError } from '../errors.ts'
import { checkSize } from '../limits.ts'
import { type Instruction, readInstruction } from './walk.ts'

/** Float instructions of a module: those that compute, compare or convert. Moves, loads, stores and constants are none. */
export interface Floats {
  /** Where each is. Running one traps. */
  places: Range[]
}

/**
 * What the machine has not, though WebAssembly 2.0 has. Values that a branch takes along are bounded because each is a step
 * of the machine, and steps have to be bounded by fuel (docs/proof-of-processing.md).
 */
const MOST_VALUES = 16
const MOST_TABLE = 65_536
/** Globals, and passive segments, which the machine has a global for each. */
const MOST_GLOBALS = 4_096

const refused = new Map<number, string>([
  [Op.TableGet, 'table.get'],
  [Op.TableSet, 'table.set'],
  [Op.RefNull, 'ref.null'],
  [Op.RefIsNull, 'ref.is_null'],
  [Op.RefFunc, 'ref.func'],
  [0xfc0f, 'table.grow'],
  [0xfc10, 'table.size'],
  [0xfc11, 'table.fill'],
])

/** First and last opcode of instructions that compute with floats. */
const FLOATS = [
  [0x5b, 0x66],
  [0x8b, 0xa6],
  [0xa8, 0xab],
  [0xae, 0xbb],
  [0xfc00, 0xfc07],
] as const

const isFloat = new Set(
  FLOATS.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
)

/**
 * Checks that a module, which is valid, is one that the machine runs, and finds its float instructions.
 *
 * @throws ModuleError It is not, with the byte offset of what is to blame.
 */
export function checkSubset(layout: ModuleLayout): Floats {
  checkTypes(layout)
  checkTables(layout)
  checkGlobals(layout)
  checkElements(layout)
  const places: Range[] = []
  for (const body of layout.bodies) checkBody(layout, body, places)
  return { places }
}

function startOf(layout: ModuleLayout, section: number): number | undefined {
  return layout.sections.get(section)?.start
}

function checkTypes(layout: ModuleLayout): void {
  const offset = startOf(layout, SectionId.Type)
  for (const { parameters, results } of layout.types) {
    for (const type of [...parameters, ...results]) checkNumber(type, offset)
    checkSize('results of a type', results.length, MOST_VALUES, offset)
  }
}

function checkTables({ tables, ...layout }: ModuleLayout): void {
  const offset = layout.sections.get(SectionId.Table)?.start
  if (tables.length > 1) throw unsupported(`${tables.length} tables, allowed is one`, offset)
  const [table] = tables
  if (!table) return
  if (table.element !== ValueType.FuncRef) throw unsupported('a table of externref, allowed is funcref', offset)
  checkSize('initial table in elements', table.min, MOST_TABLE, offset)
}

function checkGlobals(layout: ModuleLayout): void {
  const offset = startOf(layout, SectionId.Global)
  for (const { value } of layout.globals) checkNumber(value, offset)
  const segments = countSegments(layout, SectionId.Data) + countSegments(layout, SectionId.Element)
  checkSize('globals and segments', layout.globals.length + segments, MOST_GLOBALS, offset)
}

/** Elements have to be functions, or none. */
function checkElements({ bytes, sections }: ModuleLayout): void {
  const range = sections.get(SectionId.Element)
  if (!range) return
  const reader = new Reader(bytes, range.start, range.end)
  for (let n = reader.u32(); n > 0; n--) checkSegment(reader)
}

function checkSegment(reader: Reader): void {
  const kind = reader.u32()
  const [notActive, explicit, expressions] = [(kind & 1) !== 0, (kind & 2) !== 0, (kind & 4) !== 0]
  if (!notActive) {
    if (explicit) reader.u32()
    skipConstant(reader)
  }
  if (notActive || explicit) {
    const type = reader.byte()
    if (expressions && type !== ValueType.FuncRef) throw unsupported('elements of externref', reader.offset - 1)
  }
  for (let n = reader.u32(); n > 0; n--) {
    if (!expressions) reader.skipLeb()
    else checkReference(reader)
  }
}

function checkReference(reader: Reader): void {
  const offset = reader.offset
  const op = reader.bytes[offset]
  if (op !== Op.RefFunc && op !== Op.RefNull) throw unsupported('an element that is computed', offset)
  skipConstant(reader)
}

function countSegments({ bytes, sections }: ModuleLayout, id: number): number {
  const range = sections.get(id)
  return range ? new Reader(bytes, range.start, range.end).u32() : 0
}

function checkBody(layout: ModuleLayout, body: FunctionBody, floats: Range[]): void {
  const locals = new Reader(layout.bytes, body.localsStart, body.code.start)
  while (!locals.done) {
    locals.skipLeb()
    checkNumber(locals.byte(), locals.offset - 1)
  }
  const reader = new Reader(layout.bytes, body.code.start, body.code.end)
  while (!reader.done) {
    const ins = readInstruction(reader)
    if (isFloat.has(ins.op)) floats.push({ start: ins.offset, end: ins.end })
    else checkInstruction(layout, ins)
  }
}

function checkInstruction(layout: ModuleLayout, { op, offset, index, types }: Instruction): void {
  const name = refused.get(op)
  if (name) throw unsupported(`instruction ${name} (0x${op.toString(16)})`, offset)
  for (const type of types) checkNumber(type, offset)
  if (op < Op.Block || op > Op.If || index < 0) return
  const parameters = layout.types[index]?.parameters.length ?? 0
  checkSize('parameters of a block', parameters, MOST_VALUES, offset)
}

function checkNumber(type: number, offset: number | undefined): void {
  if (type >= ValueType.F64 && type <= ValueType.I32) return
  const name =
    type === ValueType.FuncRef ? 'funcref' : type === ValueType.ExternRef ? 'externref' : `0x${type.toString(16)}`
  throw unsupported(`a value of type ${name}, allowed are numbers`, offset)
}

function unsupported(what: string, offset: number | undefined): ModuleError {
  return new ModuleError('unsupported', `${what}: a provable module has none`, offset)
}

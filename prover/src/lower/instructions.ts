import { ModuleError } from '@lambda-bourse/runtime'
import { EMPTY_BLOCK, Op, type Reader, readValueType, ValueType } from '@lambda-bourse/runtime/decode'
import type { FunctionType } from '../image.ts'
import { bits, signed } from './leb.ts'
import { nameOf, Wasm } from './opcodes.ts'

/** An instruction as it stands in the module. What it has not is 0. */
export interface WasmInstruction {
  /** Prefixed ones are 0xfc00 and up. */
  op: number
  offset: number
  /** Label, function, type, local, global, segment, or the memory that is written. */
  index: number
  /** The memory or segment that is read, by an instruction that names two. */
  source: number
  /** Of constants: the bits, unsigned. Of loads and stores: the offset. */
  value: bigint
  /** Labels of br_table, the default last. */
  labels: number[]
  /** Parameters and results of a block. */
  parameters: number
  results: number
}

/** A memory immediate's alignment has this bit set where the number of a memory follows. */
const NAMES_MEMORY = 0x40

/** Reads instructions one after the other. Throws `ModuleError` (`unsupported`) for those that the machine has not. */
export class InstructionReader {
  readonly #reader: Reader
  readonly #types: FunctionType[]

  constructor(reader: Reader, types: FunctionType[]) {
    this.#reader = reader
    this.#types = types
  }

  get done(): boolean {
    return this.#reader.done
  }

  next(): WasmInstruction {
    const reader = this.#reader
    const offset = reader.offset
    const first = reader.byte()
    const op = first === Op.Prefixed ? 0xfc00 + reader.u32() : first
    const ins = { op, offset, index: 0, source: 0, value: 0n, labels: [], parameters: 0, results: 0 }
    this.#immediates(ins)
    return ins
  }

  #immediates(ins: WasmInstruction): void {
    const { op } = ins
    if (op >= Op.I32Load && op <= Op.I64Store32) this.#memory(ins)
    else if (op >= Op.I32Eqz && op <= Op.I64Extend32S) return
    else if (op >= 0xfc00) this.#prefixed(ins)
    else this.#control(ins)
  }

  #memory(ins: WasmInstruction): void {
    const alignment = this.#reader.u32()
    if (alignment & NAMES_MEMORY) ins.index = this.#reader.u32()
    ins.value = BigInt(this.#reader.u32())
  }

  #prefixed(ins: WasmInstruction): void {
    const reader = this.#reader
    const { op } = ins
    if (op < Wasm.MemoryInit) return
    if (op > Wasm.TableCopy) refuse(ins)
    const first = reader.u32()
    ins.index = first
    // what is written comes first where two things are copied, last where a segment is
    if (op === Wasm.MemoryInit || op === Wasm.TableInit) {
      ins.source = first
      ins.index = reader.u32()
    } else if (op === Wasm.MemoryCopy || op === Wasm.TableCopy) ins.source = reader.u32()
  }

  #control(ins: WasmInstruction): void {
    const reader = this.#reader
    switch (ins.op) {
      case Op.Unreachable:
      case Op.Nop:
      case Op.Else:
      case Op.End:
      case Op.Return:
      case Op.Drop:
      case Op.Select:
        return
      case Op.Block:
      case Op.Loop:
      case Op.If:
        this.#blockType(ins)
        return
      case Op.BrTable:
        ins.labels = Array.from({ length: reader.u32() + 1 }, () => reader.u32())
        return
      case Op.SelectTyped:
        for (let n = reader.u32(); n > 0; n--) numeric(readValueType(reader), ins.offset)
        return
      case Op.CallIndirect:
        ins.index = reader.u32()
        ins.source = reader.u32()
        return
      case Op.Br:
      case Op.BrIf:
      case Op.Call:
      case Op.LocalGet:
      case Op.LocalSet:
      case Op.LocalTee:
      case Op.GlobalGet:
      case Op.GlobalSet:
      case Op.MemorySize:
      case Op.MemoryGrow:
        ins.index = reader.u32()
        return
      default:
        this.#constant(ins)
    }
  }

  #constant(ins: WasmInstruction): void {
    const reader = this.#reader
    if (ins.op === Op.I32Const) ins.value = BigInt.asUintN(32, signed(reader))
    else if (ins.op === Op.I64Const) ins.value = BigInt.asUintN(64, signed(reader))
    else if (ins.op === Op.F32Const) ins.value = bits(reader, 4)
    else if (ins.op === Op.F64Const) ins.value = bits(reader, 8)
    else refuse(ins)
  }

  #blockType(ins: WasmInstruction): void {
    const type = Number(signed(this.#reader))
    if (type >= 0) {
      const { parameters, results } = this.#types[type] as FunctionType
      ins.parameters = parameters.length
      ins.results = results.length
    } else if ((type & 0x7f) !== EMPTY_BLOCK) {
      numeric(type & 0x7f, ins.offset)
      ins.results = 1
    }
  }
}

function refuse({ op, offset }: WasmInstruction): never {
  throw new ModuleError('unsupported', `instruction ${nameOf(op)}`, offset)
}

/** Throws `ModuleError` for a value that is not a number: the machine has no references among its values. */
export function numeric(type: number, offset?: number): number {
  if (type >= ValueType.F64 && type <= ValueType.I32) return type
  throw new ModuleError('unsupported', `values of type 0x${type.toString(16)} (allowed are numbers)`, offset)
}

/**
 * The reference machine: the arbiter among the implementations. Slow, plain, and able to prove each of its steps.
 * Written against docs/proof-of-processing.md, in the order of that page.
 */
import {
  Depth,
  decode,
  Flag,
  type Instruction,
  MOST_PAGES,
  Op,
  Status,
  TABLE,
  WINDOW_BYTES,
  Window,
  windowOf,
} from '../isa.ts'
import { evaluate, extend, isAlu, isBinary, LOADS, low32, STORES } from './alu.ts'
import { hashState, packRegisters, type Registers, type StateWords } from './state.ts'
import { type Opening, Tree } from './tree.ts'
import { M32, M64 } from './words.ts'

/** What is the same for all states of an execution. */
export interface Context {
  codeRoot: bigint
  maxPages: number
}

/** The instruction traps: status 2, nothing else changes. */
class Trap extends Error {}

const SLOT_BYTES = 32

/** Trees and registers of one execution. */
export class Machine {
  readonly code: Tree
  readonly stack = new Tree(Depth.Stack)
  readonly memory: Tree
  readonly maxPages: number
  registers: Registers
  #witness: Opening[] | undefined

  constructor(code: Tree, maxPages: number, registers: Registers, memory = new Tree(Depth.Memory)) {
    this.code = code
    this.memory = memory
    this.maxPages = maxPages
    this.registers = registers
  }

  get running(): boolean {
    return this.registers.status === Status.Running
  }

  context(): Context {
    return { codeRoot: this.code.root(), maxPages: this.maxPages }
  }

  state(): StateWords {
    return { regs: packRegisters(this.registers), stackRoot: this.stack.root(), memoryRoot: this.memory.root() }
  }

  hash(): bigint {
    return hashState(this.state())
  }

  /** One step; nothing where the machine does not run. */
  step(): void {
    if (!this.running) return
    const { pc, fp, pages } = this.registers
    try {
      // effects come last: until then a trap finds everything as it was
      this.#execute()
    } catch (error) {
      if (!(error instanceof Trap)) throw error
      this.registers = { status: Status.Trapped, pc, fp, pages }
    }
  }

  /** One step, with the state before it and the witness that the contract needs: all openings, one after the other. */
  prove(): { before: StateWords; witness: bigint[] } {
    const before = this.state()
    this.#witness = []
    this.step()
    const witness = this.#witness.flat()
    this.#witness = undefined
    return { before, witness }
  }

  /** Until it halts or traps, or `most` steps are made. Returns how many were. */
  run(most: number): number {
    let steps = 0
    for (; this.running && steps < most; steps++) this.step()
    return steps
  }

  // ---------------------------------------------------------------- openings

  #read(tree: Tree, index: number): bigint {
    this.#witness?.push(tree.open(index))
    return tree.get(index)
  }

  #write(tree: Tree, index: number, leaf: bigint): void {
    this.#witness?.push(tree.open(index))
    tree.set(index, leaf)
  }

  #readSlot(slot: number): bigint {
    return this.#read(this.stack, slot) & M64
  }

  #writeSlot(slot: number, value: bigint): void {
    this.#write(this.stack, slot, value)
  }

  // ---------------------------------------------------------------- operands

  #local(offset: number): number {
    const slot = this.registers.fp + offset
    if (slot < 0 || slot >= TABLE) throw new Trap()
    return slot
  }

  #slot(offset: number, global: boolean): number {
    if (!global) return this.#local(offset)
    const slot = offset >>> 0
    if (slot >= 1 << Depth.Stack) throw new Trap()
    return slot
  }

  /** Where A is, or undefined for a constant. Traps before anything is opened. */
  #placeOfA({ flags, a }: Instruction): number | undefined {
    return flags & Flag.AConst ? undefined : this.#slot(a, (flags & Flag.AGlobal) !== 0)
  }

  #placeOfB({ flags, b }: Instruction): number | undefined {
    return flags & Flag.BConst ? undefined : this.#slot(b, (flags & Flag.BGlobal) !== 0)
  }

  #placeOfD({ flags, d }: Instruction): number {
    return this.#slot(d, (flags & Flag.DGlobal) !== 0)
  }

  #value(place: number | undefined, k: bigint): bigint {
    return place === undefined ? k : this.#readSlot(place)
  }

  // ---------------------------------------------------------------- the step

  #execute(): void {
    const { pc } = this.registers
    if (pc >= 1 << Depth.Code) throw new Trap()
    const ins = decode(this.#read(this.code, pc))
    const next = (pc + 1) >>> 0
    if (ins.op >= Op.FirstAlu) this.registers.pc = this.#arithmetic(ins, next)
    else if (ins.op >= Op.FirstLoad && ins.op <= Op.LastStore) {
      if (ins.op < Op.FirstStore) this.#load(ins)
      else this.#store(ins)
      this.registers.pc = next
    } else this.#control(ins, next)
  }

  #arithmetic(ins: Instruction, next: number): number {
    if (!isAlu(ins.op)) throw new Trap()
    const branches = (ins.flags & (Flag.BranchIf | Flag.BranchUnless)) !== 0
    const binary = isBinary(ins.op)
    const a = this.#placeOfA(ins)
    const b = binary ? this.#placeOfB(ins) : undefined
    const d = branches ? 0 : this.#placeOfD(ins)
    const x = this.#value(a, ins.k)
    const result = evaluate(ins.op, x, binary ? this.#value(b, ins.k) : 0n)
    if (result === undefined) throw new Trap()
    if (!branches) {
      this.#writeSlot(d, result)
      return next
    }
    const wanted = result !== 0n ? Flag.BranchIf : Flag.BranchUnless
    return ins.flags & wanted ? low32(ins.imm) : next
  }

  #address(ins: Instruction, base: bigint, bytes: number): number {
    const window = windowOf(ins.flags)
    const end = window === Window.Guest ? Math.min(this.registers.pages, MOST_PAGES) * 65536 : WINDOW_BYTES
    const address = (base & M32) + ins.imm
    if (address + BigInt(bytes) > BigInt(end)) throw new Trap()
    return Number(address) + window * WINDOW_BYTES
  }

  #load(ins: Instruction): void {
    const load = LOADS[ins.op - Op.FirstLoad] as { bytes: number; signed?: number }
    const a = this.#placeOfA(ins)
    const d = this.#placeOfD(ins)
    const address = this.#address(ins, this.#value(a, ins.k), load.bytes)
    const [leaf, offset] = [Math.floor(address / SLOT_BYTES), address % SLOT_BYTES]
    // two leaves side by side, big-endian: the first byte is the highest
    let bytes = this.#read(this.memory, leaf) << 256n
    if (offset + load.bytes > SLOT_BYTES) bytes |= this.#read(this.memory, leaf + 1)
    let value = 0n
    for (let i = 0; i < load.bytes; i++) value |= ((bytes >> BigInt(504 - 8 * (offset + i))) & 0xffn) << BigInt(8 * i)
    this.#writeSlot(d, extend(load, value))
  }

  #store(ins: Instruction): void {
    const bytes = STORES[ins.op - Op.FirstStore] as number
    const a = this.#placeOfA(ins)
    const b = this.#placeOfB(ins)
    const base = this.#value(a, ins.k)
    const value = this.#value(b, ins.k)
    const address = this.#address(ins, base, bytes)
    for (let done = 0; done < bytes; ) {
      const [leaf, offset] = [Math.floor((address + done) / SLOT_BYTES), (address + done) % SLOT_BYTES]
      let word = this.memory.get(leaf)
      for (let o = offset; o < SLOT_BYTES && done < bytes; o++, done++) {
        const shift = BigInt(248 - 8 * o)
        word = (word & ~(0xffn << shift)) | (((value >> BigInt(8 * done)) & 0xffn) << shift)
      }
      this.#write(this.memory, leaf, word)
    }
  }

  #control(ins: Instruction, next: number): void {
    const { registers } = this
    switch (ins.op) {
      case Op.Halt:
        registers.status = Status.Halted
        break
      case Op.Move: {
        const a = this.#placeOfA(ins)
        const d = this.#placeOfD(ins)
        this.#writeSlot(d, this.#value(a, ins.k))
        break
      }
      case Op.Jump:
        registers.pc = low32(ins.imm)
        return
      case Op.BranchTable: {
        const index = low32(this.#value(this.#placeOfA(ins), ins.k))
        registers.pc = (next + Math.min(index, low32(ins.imm))) >>> 0
        return
      }
      case Op.Call:
        this.#enter(ins.d, low32(ins.imm), next)
        return
      case Op.CallIndirect:
        this.#callIndirect(ins, next)
        return
      case Op.Return:
        this.#return(ins)
        return
      case Op.Select:
        this.#select(ins)
        break
      case Op.TableLoad:
      case Op.TableStore:
        this.#table(ins)
        break
      case Op.MemorySize:
        this.#writeSlot(this.#placeOfD(ins), BigInt(registers.pages))
        break
      case Op.MemoryGrow:
        this.#grow(ins)
        break
      default:
        throw new Trap()
    }
    registers.pc = next
  }

  #enter(d: number, target: number, next: number): void {
    const link = this.#local(d - 1)
    const fp = this.#local(d)
    this.#writeSlot(link, BigInt(next) | (BigInt(this.registers.fp) << 32n))
    this.registers.fp = fp
    this.registers.pc = target
  }

  #callIndirect(ins: Instruction, next: number): void {
    const a = this.#placeOfA(ins)
    this.#local(ins.d - 1)
    this.#local(ins.d)
    const index = low32(this.#value(a, ins.k))
    const entry = this.#readSlot(this.#entry(index, BigInt(ins.b >>> 0)))
    if (entry >> 32n !== ins.imm) throw new Trap()
    this.#enter(ins.d, low32(entry), next)
  }

  #entry(index: number, entries: bigint): number {
    if (BigInt(index) >= entries || index >= TABLE) throw new Trap()
    return TABLE + index
  }

  #return(ins: Instruction): void {
    const l = this.#local(-1)
    const moves = ins.imm !== 0n
    const a = moves ? this.#placeOfA(ins) : undefined
    const d = moves ? this.#placeOfD(ins) : 0
    const link = this.#readSlot(l)
    if (moves) this.#writeSlot(d, this.#value(a, ins.k))
    this.registers.fp = Number(link >> 32n)
    this.registers.pc = low32(link)
  }

  #select(ins: Instruction): void {
    const c = this.#local(Number(BigInt.asIntN(32, ins.imm)))
    const a = this.#placeOfA(ins)
    const b = this.#placeOfB(ins)
    const d = this.#placeOfD(ins)
    const taken = low32(this.#readSlot(c)) !== 0 ? a : b
    this.#writeSlot(d, this.#value(taken, ins.k))
  }

  #table(ins: Instruction): void {
    const a = this.#placeOfA(ins)
    if (ins.op === Op.TableLoad) {
      const d = this.#placeOfD(ins)
      const index = low32(this.#value(a, ins.k))
      this.#writeSlot(d, this.#readSlot(this.#entry(index, ins.imm)))
      return
    }
    const b = this.#placeOfB(ins)
    const index = low32(this.#value(a, ins.k))
    const value = this.#value(b, ins.k)
    this.#writeSlot(this.#entry(index, ins.imm), value)
  }

  #grow(ins: Instruction): void {
    const a = this.#placeOfA(ins)
    const d = this.#placeOfD(ins)
    const { pages } = this.registers
    const grown = pages + low32(this.#value(a, ins.k))
    const fits = grown <= this.maxPages
    this.#writeSlot(d, fits ? BigInt(pages) : M32)
    if (fits) this.registers.pages = grown
  }
}

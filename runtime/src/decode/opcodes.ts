/** Opcodes that the runtime names (Wasm core specification 2.0, 5.4). */
export const Op = {
  Unreachable: 0x00,
  Nop: 0x01,
  Block: 0x02,
  Loop: 0x03,
  If: 0x04,
  Else: 0x05,
  End: 0x0b,
  Br: 0x0c,
  BrIf: 0x0d,
  BrTable: 0x0e,
  Return: 0x0f,
  Call: 0x10,
  CallIndirect: 0x11,
  Drop: 0x1a,
  Select: 0x1b,
  SelectTyped: 0x1c,
  LocalGet: 0x20,
  LocalSet: 0x21,
  LocalTee: 0x22,
  GlobalGet: 0x23,
  GlobalSet: 0x24,
  TableGet: 0x25,
  TableSet: 0x26,
  I32Load: 0x28,
  F32Load: 0x2a,
  F64Load: 0x2b,
  F32Store: 0x38,
  F64Store: 0x39,
  I64Store32: 0x3e,
  MemorySize: 0x3f,
  MemoryGrow: 0x40,
  I32Const: 0x41,
  I64Const: 0x42,
  F32Const: 0x43,
  F64Const: 0x44,
  I32Eqz: 0x45,
  I32Eq: 0x46,
  I32LtU: 0x49,
  I32LeU: 0x4d,
  I64Eqz: 0x50,
  I64Ne: 0x52,
  I64LtS: 0x53,
  F32Eq: 0x5b,
  F64Eq: 0x61,
  I32Sub: 0x6b,
  I64Add: 0x7c,
  I64Sub: 0x7d,
  I64Mul: 0x7e,
  I64And: 0x83,
  I64Or: 0x84,
  I64Shl: 0x86,
  I64ShrU: 0x88,
  F32Copysign: 0x98,
  F64Copysign: 0xa6,
  I64ExtendI32U: 0xad,
  F32ConvertI32S: 0xb2,
  F32ConvertI64U: 0xb5,
  F64ConvertI32S: 0xb7,
  F64ConvertI64U: 0xba,
  I32ReinterpretF32: 0xbc,
  I64ReinterpretF64: 0xbd,
  F32ReinterpretI32: 0xbe,
  F64ReinterpretI64: 0xbf,
  I64Extend32S: 0xc4,
  RefNull: 0xd0,
  RefIsNull: 0xd1,
  RefFunc: 0xd2,
  /** From here on an opcode has a second part. */
  FirstPrefix: 0xfb,
  Prefixed: 0xfc,
} as const

/** Second byte of instructions that begin with 0xfc. */
export const PrefixedOp = {
  I64TruncSatF64U: 7,
  MemoryInit: 8,
  DataDrop: 9,
  MemoryCopy: 10,
  MemoryFill: 11,
  TableInit: 12,
  ElemDrop: 13,
  TableCopy: 14,
  TableGrow: 15,
  TableSize: 16,
  TableFill: 17,
} as const

/** A block type with no parameters and no results. */
export const EMPTY_BLOCK = 0x40

/** What the scanner has to do for an opcode. */
export const OpClass = {
  /** Not in the allow-list. */
  Forbidden: 0,
  /** No immediate, no effect but on the operand stack. */
  Plain: 1,
  /** One LEB128 immediate, no other effect. */
  OneLeb: 2,
  /** A memory immediate: alignment and offset. */
  Memory: 3,
  /** Has its own case. */
  Special: 4,
} as const

/** `OpClass` of every opcode: this table is the allow-list. */
export const opClass = new Uint8Array(256)
/** Change of the operand stack's height; calls and block results have their own arithmetic. */
export const heightChange = new Int8Array(256)

function allow(first: number, last: number, kind: number, change: number): void {
  opClass.fill(kind, first, last + 1)
  heightChange.fill(change, first, last + 1)
}

const { Plain, OneLeb, Memory, Special } = OpClass
allow(Op.Unreachable, Op.Loop, Special, 0)
opClass[Op.Nop] = Plain
allow(Op.If, Op.If, Special, -1)
allow(Op.Else, Op.Else, Special, 0)
allow(Op.End, Op.Br, Special, 0)
allow(Op.BrIf, Op.BrTable, Special, -1)
allow(Op.Return, Op.Call, Special, 0)
allow(Op.CallIndirect, Op.CallIndirect, Special, -1)
allow(Op.Drop, Op.Drop, Plain, -1)
allow(Op.Select, Op.Select, Plain, -2)
allow(Op.SelectTyped, Op.SelectTyped, Special, -2)
allow(Op.LocalGet, Op.LocalGet, OneLeb, 1)
allow(Op.LocalSet, Op.LocalSet, OneLeb, -1)
allow(Op.LocalTee, Op.LocalTee, OneLeb, 0)
allow(Op.GlobalGet, Op.GlobalGet, OneLeb, 1)
allow(Op.GlobalSet, Op.GlobalSet, OneLeb, -1)
allow(Op.TableGet, Op.TableGet, OneLeb, 0)
allow(Op.TableSet, Op.TableSet, Special, -2)
allow(Op.I32Load, 0x35, Memory, 0)
allow(0x36, Op.I64Store32, Memory, -2)
allow(Op.F32Store, Op.F64Store, Special, -2)
allow(Op.MemorySize, Op.MemorySize, OneLeb, 1)
allow(Op.MemoryGrow, Op.MemoryGrow, Special, 0)
allow(Op.I32Const, Op.I64Const, OneLeb, 1)
allow(Op.F32Const, Op.F64Const, Special, 1)
allow(Op.I32Eqz, 0xc4, Plain, 0)
for (const [first, last] of [
  [0x46, 0x4f],
  [0x51, 0x5a],
  [0x5b, 0x66],
  [0x6a, 0x78],
  [0x7c, 0x8a],
  [0x92, 0x98],
  [0xa0, 0xa6],
] as const) {
  heightChange.fill(-1, first, last + 1)
}
for (const op of [Op.F32Copysign, Op.F64Copysign, Op.I32ReinterpretF32, Op.I64ReinterpretF64]) opClass[op] = Special
allow(Op.RefNull, Op.RefNull, OneLeb, 1)
allow(Op.RefIsNull, Op.RefIsNull, Plain, 0)
allow(Op.RefFunc, Op.RefFunc, Special, 1)
allow(Op.Prefixed, Op.Prefixed, Special, 0)

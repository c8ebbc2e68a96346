import { encodeFunctionData, type Hex, numberToHex } from 'viem'
import { Machine, Tree } from '../../../prover/src/index.ts'
import { Depth, encode, Flag, type Instruction, instruction, Op, Status, TABLE } from '../../../prover/src/isa.ts'
import { newChain } from '../../../test/fuzz/support/chain.ts'

const FP = 40
const WORST: Record<string, Instruction> = {
  'i64.store across two leaves': instruction(0x37, { a: 0, b: 1, imm: 28n }),
  'i64.load across two leaves': instruction(0x29, { a: 0, d: 2, imm: 28n }),
  'i64.store': instruction(0x37, { a: 0, b: 1 }),
  'i64.load': instruction(0x29, { a: 0, d: 2 }),
  'i64.add': instruction(0x7c, { a: 0, b: 1, d: 2 }),
  'i64.add of a constant': instruction(0x7c, { flags: Flag.BConst, a: 0, d: 2, k: 7n }),
  'i64.clz of 1': instruction(0x79, { a: 3, d: 2 }),
  'i64.popcnt of all ones': instruction(0x7b, { a: 4, d: 2 }),
  'branch on i64.lt_u': instruction(0x54, { flags: Flag.BranchIf, a: 0, b: 1, imm: 9n }),
  select: instruction(Op.Select, { a: 0, b: 1, d: 2, imm: 3n }),
  'call indirect': instruction(Op.CallIndirect, { a: 0, b: 4, d: 6, imm: 1n }),
  return: instruction(Op.Return, { a: 0, d: 2, imm: 1n }),
  'table load': instruction(Op.TableLoad, { a: 0, d: 2, imm: 4n }),
  'memory.grow': instruction(Op.MemoryGrow, { a: 0, d: 2 }),
}

const word = (value: bigint): Hex => numberToHex(value, { size: 32 })
/** Bytes that are all different from zero, as calldata is dearest. */
const DENSE = BigInt(`0x${'5b'.repeat(32)}`)

/** Leaves beside `index` at every height, so that no sibling of its path is an empty node. */
function fill(tree: Tree, index: number): void {
  for (let d = 0; d < tree.depth; d++) {
    const beside = index ^ (2 ** d)
    if (tree.get(beside) === 0n) tree.set(beside, DENSE)
  }
}

function machineFor(ins: Instruction): Machine {
  const registers = { status: Status.Running, pc: 1, fp: FP, pages: 2 }
  const machine = new Machine(new Tree(Depth.Code), 4, registers)
  machine.code.set(1, encode(ins))
  const values = [0n, 0x1122334455667788n, DENSE & ((1n << 64n) - 1n), 1n, (1n << 64n) - 1n]
  values.forEach((value, i) => {
    machine.stack.set(FP + i, value)
  })
  machine.stack.set(FP - 1, (BigInt(FP) << 32n) | 5n)
  machine.stack.set(TABLE, (1n << 32n) | 5n)
  machine.memory.set(0, DENSE)
  machine.memory.set(1, DENSE)
  for (const [tree, index] of [
    [machine.code, 1],
    [machine.stack, FP],
    [machine.stack, TABLE],
    [machine.memory, 0],
  ] as const)
    fill(tree, index)
  return machine
}

/** Gas of whole transactions that execute one instruction each, with the dearest witness. */
export async function stepGas(): Promise<Record<string, number>> {
  const chain = await newChain()
  const from = await chain.account()
  const oneStep = await chain.deploy('OneStep', [])
  const gas: Record<string, number> = {}
  for (const [name, ins] of Object.entries(WORST)) {
    const machine = machineFor(ins)
    const { codeRoot, maxPages } = machine.context()
    const { before, witness } = machine.prove()
    const args = [
      { codeRoot: word(codeRoot), maxPages: BigInt(maxPages) },
      { regs: before.regs, stackRoot: word(before.stackRoot), memoryRoot: word(before.memoryRoot) },
      witness.map(word),
    ]
    const after = await chain.read<Hex>(oneStep, 'step', args)
    if (after !== word(machine.hash())) throw new Error(`${name}: the contract comes to another state`)
    if (machine.registers.status !== Status.Running) throw new Error(`${name}: the step traps`)
    const data = encodeFunctionData({ abi: oneStep.abi, functionName: 'step', args })
    const hash = await chain.rpc<Hex>('eth_sendTransaction', { from, to: oneStep.address, data, gas: '0xffffff' })
    gas[name] = Number((await chain.rpc<{ gasUsed: Hex }>('eth_getTransactionReceipt', hash)).gasUsed)
  }
  return gas
}

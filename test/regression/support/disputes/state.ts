// What Disputes is given of images and states, computed beside the contract and not after its code.
import { contentHash } from '@lambda-bourse/sdk'
import { encodeAbiParameters, type Hex, keccak256, numberToHex, toHex } from 'viem'
import { codeTree, type FastMachine, load, type Machine, packRegisters } from '../../../../prover/src/index.ts'
import type { Program } from './program.ts'

export const WINDOW = 2 ** 31
const HEADER = 2 ** 26
const RESPONSE = HEADER + 2 ** 12

export const word = (value: bigint | number): Hex => numberToHex(BigInt(value), { size: 32 })

/** `Image` of the contract. */
export interface Header {
  codeRoot: Hex
  stackRoot: Hex
  memoryRoot: Hex
  regs: bigint
  maxPages: bigint
  counterSlot: bigint
  fuel: bigint
}

export const HEADER_FIELDS = [
  { type: 'bytes32', name: 'codeRoot' },
  { type: 'bytes32', name: 'stackRoot' },
  { type: 'bytes32', name: 'memoryRoot' },
  { type: 'uint256', name: 'regs' },
  { type: 'uint256', name: 'maxPages' },
  { type: 'uint256', name: 'counterSlot' },
  { type: 'uint256', name: 'fuel' },
] as const

/** A program as the registry has it, and the siblings that its window is opened with. */
export function describeImage({ image, pc, counterSlot, fuel }: Program): { header: Header; hash: Hex; window: Hex[] } {
  const machine = load(image)
  const { stackRoot, memoryRoot } = machine.state()
  const header = {
    codeRoot: word(codeTree(image).root()),
    stackRoot: word(stackRoot),
    memoryRoot: word(memoryRoot),
    regs: packRegisters({ ...machine.registers, pc }),
    maxPages: BigInt(image.maxPages),
    counterSlot: BigInt(counterSlot),
    fuel,
  }
  const window = machine.memory.open(HEADER).slice(13).map(word)
  return { header, hash: hashOfHeader(header), window }
}

export function hashOfHeader(header: Header): Hex {
  const types = [{ type: 'uint256' }, { type: 'tuple', components: HEADER_FIELDS }] as const
  return keccak256(encodeAbiParameters(types, [1n, header]))
}

/** Writes what a host writes before a run: lengths, seed, clock, request. */
export function writeRequest(machine: FastMachine, request: Uint8Array, timeNs: bigint): void {
  const header = new Uint8Array(96)
  const view = new DataView(header.buffer)
  view.setBigUint64(0, BigInt(request.length), true)
  header.set(contentHash(request), 32)
  view.setBigUint64(64, timeNs, true)
  machine.write(WINDOW, header)
  if (request.length > 0) machine.write(WINDOW + 0x10000, request)
}

/** `Ending` of the contract. */
export interface Ending {
  state: { regs: bigint; stackRoot: Hex; memoryRoot: Hex }
  counter: bigint
  counterPath: Hex[]
  header: Hex
  headerPath: Hex[]
  response: Hex
  rest: Hex
  windowPath: Hex[]
}

/** Opens a last state where the outcome is. */
export function endingOf(machine: Machine, counterSlot: number): Ending {
  const { regs, stackRoot, memoryRoot } = machine.state()
  const [counter = 0n, ...counterPath] = machine.stack.open(counterSlot)
  const [leaf = 0n, ...path] = machine.memory.open(HEADER)
  const response = machine.memory.open(RESPONSE)
  return {
    state: { regs, stackRoot: word(stackRoot), memoryRoot: word(memoryRoot) },
    counter,
    counterPath: counterPath.map(word),
    header: word(leaf),
    headerPath: path.slice(0, 12).map(word),
    // the response's half, folded from its first leaf
    response: response
      .slice(0, 12)
      .map(word)
      .reduce((node, sibling) => pair(node, sibling)),
    rest: word(response[12] as bigint),
    windowPath: path.slice(13).map(word),
  }
}

/** keccak256 of two words. */
export function pair(left: Hex, right: Hex): Hex {
  return keccak256(`${left}${right.slice(2)}`)
}

export { toHex }

import { zeroHash } from 'viem'
import type { DisputeSample } from '../types.ts'

const siblings = (count: number) => Array.from({ length: count }, () => zeroHash)

/** What stands for a sample where the contract heeds none: the version is attested, or publishes none. */
export const NO_SAMPLE: DisputeSample = {
  image: {
    codeRoot: zeroHash,
    stackRoot: zeroHash,
    memoryRoot: zeroHash,
    regs: 0n,
    maxPages: 0n,
    counterSlot: 0n,
    fuel: 0n,
  },
  request: '0x',
  place: { index: 0n, count: 0n, path: [] },
  counter: 0n,
  // as many as the contract's types say, which TypeScript cannot count
  counterPath: siblings(17) as unknown as DisputeSample['counterPath'],
  window: siblings(15) as unknown as DisputeSample['window'],
}

/**
 * keccak256 of 64 bytes in AssemblyScript, of one pair of nodes or of two side by side in vectors, unrolled, which the compiler
 * of AssemblyScript does not do itself.
 */

/** Rotations of lanes x + 5y (FIPS 202, 3.2.2). */
const ROTATIONS = [0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14]
const lanes = ROTATIONS.map((_, i) => i)

/** Round constants, by the linear feedback shift register that defines them (FIPS 202, 3.2.5). */
function roundConstants(): string[] {
  let register = 1
  const bit = () => {
    const out = register & 1
    register <<= 1
    if (register & 0x100) register ^= 0x171
    return out
  }
  return Array.from({ length: 24 }, () => {
    let constant = 0n
    for (let j = 0; j <= 6; j++) if (bit()) constant |= 1n << BigInt(2 ** j - 1)
    return `0x${constant.toString(16)}`
  })
}

/** How lanes are computed with: one state of 64-bit numbers, or two in the halves of vectors. */
interface Lanes {
  type: string
  /** Of 64 bits, in every state. */
  constant: (text: string) => string
  /** Eight bytes of each state's input. */
  read: (offset: number) => string
  xor: (x: string, y: string) => string
  /** x and not y */
  without: (x: string, y: string) => string
  rotated: (x: string, by: number) => string
}

const one: Lanes = {
  type: 'u64',
  constant: (text) => text,
  read: (offset) => `load<u64>(from, ${offset})`,
  xor: (x, y) => `(${x} ^ ${y})`,
  without: (x, y) => `(${x} & ~${y})`,
  rotated: (x, by) => `rotl<u64>(${x}, ${by})`,
}

const two: Lanes = {
  type: 'v128',
  constant: (text) => `i64x2.splat(${text})`,
  read: (offset) => `i64x2.replace_lane(i64x2.splat(load<u64>(from, ${offset})), 1, load<u64>(from, ${offset + 64}))`,
  xor: (x, y) => `v128.xor(${x}, ${y})`,
  without: (x, y) => `v128.andnot(${x}, ${y})`,
  // vectors have no rotation
  rotated: (x, by) => (by === 0 ? x : `v128.or(v128.shl<i64>(${x}, ${by}), v128.shr<u64>(${x}, ${64 - by}))`),
}

/** What lane i of 64 bytes and their padding begins with. */
function input(i: number, { read, constant }: Lanes): string {
  if (i < 8) return read(i * 8)
  return constant(i === 8 ? '1' : i === 16 ? '0x8000000000000000' : '0')
}

function round({ type, constant, xor, without, rotated }: Lanes): string[] {
  const five = [0, 1, 2, 3, 4]
  const theta = five.map((x) => `const c${x} = ${five.map((y) => `a${x + 5 * y}`).reduce(xor)};`)
  const mixed = five.map((x) => `const d${x} = ${xor(`c${(x + 4) % 5}`, rotated(`c${(x + 1) % 5}`, 1))};`)
  const moved = lanes.map((i) => {
    const [x, y] = [i % 5, Math.floor(i / 5)]
    const to = y + 5 * ((2 * x + 3 * y) % 5)
    return `const t${i}: ${type} = ${xor(`a${i}`, `d${x}`)}; const b${to} = ${rotated(`t${i}`, ROTATIONS[i] as number)};`
  })
  const chi = lanes.map((i) => {
    const [x, row] = [i % 5, i - (i % 5)]
    const mixedIn = xor(`b${i}`, without(`b${row + ((x + 2) % 5)}`, `b${row + ((x + 1) % 5)}`))
    return `a${i} = ${i === 0 ? xor(mixedIn, constant('unchecked(CONSTANTS[r])')) : mixedIn};`
  })
  return [...theta, ...mixed, ...moved, ...chi]
}

/** A function's statements, before the results are written. */
function permuted(by: Lanes): string {
  return `${lanes.map((i) => `  let a${i}: ${by.type} = ${input(i, by)};`).join('\n')}
  for (let r = 0; r < 24; r++) {
${round(by)
  .map((line) => `    ${line}`)
  .join('\n')}
  }`
}

/** AssemblyScript. */
export function keccakSource(): string {
  const results = [0, 1, 2, 3]
  const extracted = (half: number) =>
    results.map((i) => `  store<u64>(to, i64x2.extract_lane(a${i}, ${half}), ${half * 32 + i * 8});`).join('\n')
  return `const CONSTANTS: StaticArray<u64> = [${roundConstants().join(', ')}];

/** keccak256 of the 64 bytes at \`from\`, to the 32 bytes at \`to\`. */
export function hashPair(from: usize, to: usize): void {
${permuted(one)}
${results.map((i) => `  store<u64>(to, a${i}, ${i * 8});`).join('\n')}
}

/** Of the 64 bytes at \`from\` and the 64 after them, to 64 bytes at \`to\`; all is read before anything is written. */
export function hashTwoPairs(from: usize, to: usize): void {
${permuted(two)}
${extracted(0)}
${extracted(1)}
}
`
}

/** keccak256 of 64 bytes in AssemblyScript, unrolled, which the compiler of AssemblyScript does not do itself. */

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

/** What lane i of 64 bytes and their padding begins with. */
function input(i: number): string {
  if (i < 8) return `load<u64>(from, ${i * 8})`
  return i === 8 ? '1' : i === 16 ? '0x8000000000000000' : '0'
}

function round(): string[] {
  const five = [0, 1, 2, 3, 4]
  const theta = five.map((x) => `let c${x} = ${five.map((y) => `a${x + 5 * y}`).join(' ^ ')};`)
  const mixed = five.map((x) => `let d${x} = c${(x + 4) % 5} ^ rotl<u64>(c${(x + 1) % 5}, 1);`)
  const moved = lanes.map((i) => {
    const [x, y] = [i % 5, Math.floor(i / 5)]
    return `let b${y + 5 * ((2 * x + 3 * y) % 5)} = rotl<u64>(a${i} ^ d${x}, ${ROTATIONS[i]});`
  })
  const chi = lanes.map((i) => {
    const [x, row] = [i % 5, i - (i % 5)]
    const iota = i === 0 ? ' ^ unchecked(CONSTANTS[r])' : ''
    return `a${i} = b${i} ^ (~b${row + ((x + 1) % 5)} & b${row + ((x + 2) % 5)})${iota};`
  })
  return [...theta, ...mixed, ...moved, ...chi]
}

/** AssemblyScript. */
export function keccakSource(): string {
  return `const CONSTANTS: StaticArray<u64> = [${roundConstants().join(', ')}];

/** keccak256 of the 64 bytes at \`from\`, to the 32 bytes at \`to\`. */
export function hashPair(from: usize, to: usize): void {
${lanes.map((i) => `  let a${i}: u64 = ${input(i)};`).join('\n')}
  for (let r = 0; r < 24; r++) {
${round()
  .map((line) => `    ${line}`)
  .join('\n')}
  }
${[0, 1, 2, 3].map((i) => `  store<u64>(to, a${i}, ${i * 8});`).join('\n')}
}
`
}

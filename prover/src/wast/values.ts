import { type Form, headOf, isList, type List } from './forms.ts'

const WIDTHS: Record<string, number> = { i32: 32, i64: 64, f32: 32, f64: 64 }
/** Bits of the fraction of a float of this width. */
const FRACTIONS: Record<number, bigint> = { 32: 23n, 64: 52n }

/** The bits of `(i32.const 1)` and its like; undefined for what is no number (a reference, a vector). */
export function constantBits(form: Form): bigint | undefined {
  const literal = literalOf(form)
  return literal && bitsOf(literal)
}

/** Whether `bits` is what an assertion asks for; undefined where it asks for what is no number. */
export function meets(expected: Form, bits: bigint | undefined): boolean | undefined {
  if (headOf(expected) === 'either') {
    return (expected as List).items.slice(1).some((one) => meets(one, bits) === true)
  }
  const literal = literalOf(expected)
  if (!literal) return undefined
  if (bits === undefined) return false
  const { width, text } = literal
  if (text !== 'nan:canonical' && text !== 'nan:arithmetic') return bits === bitsOf(literal)
  const fraction = FRACTIONS[width] as bigint
  const quiet = ((1n << (BigInt(width) - fraction)) - 1n) << (fraction - 1n)
  const unsigned = bits & ~(1n << BigInt(width - 1))
  const canonical = quiet & ~(1n << BigInt(width - 1))
  return text === 'nan:canonical' ? unsigned === canonical : (unsigned & canonical) === canonical
}

interface Literal {
  float: boolean
  width: number
  text: string
}

function literalOf(form: Form): Literal | undefined {
  const [, type = ''] = /^([if](?:32|64))\.const$/.exec(headOf(form)) ?? []
  const text = isList(form) ? form.items[1] : undefined
  if (!type || typeof text !== 'string') return undefined
  return { float: type.startsWith('f'), width: WIDTHS[type] as number, text: text.replaceAll('_', '') }
}

function bitsOf({ float, width, text }: Literal): bigint {
  const negative = text.startsWith('-')
  const magnitude = text.replace(/^[+-]/, '')
  if (!float) return BigInt.asUintN(width, negative ? -BigInt(magnitude) : BigInt(magnitude))
  return floatBits(magnitude, width) | (negative ? 1n << BigInt(width - 1) : 0n)
}

function floatBits(text: string, width: number): bigint {
  const fraction = FRACTIONS[width] as bigint
  const infinity = ((1n << (BigInt(width) - 1n - fraction)) - 1n) << fraction
  if (text === 'inf') return infinity
  if (text === 'nan') return infinity | (1n << (fraction - 1n))
  if (text.startsWith('nan:')) return infinity | BigInt(text.slice(4))
  const value = text.startsWith('0x') ? hexFloat(text) : Number(text)
  const view = new DataView(new ArrayBuffer(8))
  if (width === 64) view.setFloat64(0, value)
  else view.setFloat32(0, value)
  return width === 64 ? view.getBigUint64(0) : BigInt(view.getUint32(0))
}

/** Exact where the number has at most 53 significant bits. */
function hexFloat(text: string): number {
  const [, whole = '0', fraction = '', exponent = '0'] =
    /^0x([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i.exec(text) ?? []
  const mantissa = Number(BigInt(`0x${whole}${fraction}` || '0x0'))
  const power = Number(exponent) - 4 * fraction.length
  // in two steps: 2 ** power alone may be out of range where the product is not
  const half = Math.trunc(power / 2)
  return mantissa * 2 ** half * 2 ** (power - half)
}

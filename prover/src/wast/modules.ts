import wabtInit from 'wabt'
import { type List, stringBytes } from './forms.ts'

/** Proposals that the text format is read with; what they bring is for the engine and the lowering to judge. */
const features = {
  multi_value: true,
  sign_extension: true,
  bulk_memory: true,
  mutable_globals: true,
  sat_float_to_int: true,
  reference_types: true,
  simd: true,
  extended_const: true,
  tail_call: true,
  exceptions: true,
  multi_memory: true,
}

const wabt = await wabtInit()

/** The text format could not be read. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError'
}

export const nameOfModule = ({ items }: List): string | undefined => {
  return typeof items[1] === 'string' && items[1].startsWith('$') ? items[1] : undefined
}

/** The bytes of a `(module ...)`: text, `binary` or `quote`. Throws `UnreadableError`. */
export function moduleBytes(form: List): Uint8Array {
  const at = nameOfModule(form) ? 2 : 1
  const kind = form.items[at]
  if (kind !== 'binary' && kind !== 'quote') return parse(form.text)
  const bytes = Buffer.concat(form.items.slice(at + 1).map((part) => stringBytes(part as string)))
  return kind === 'binary' ? new Uint8Array(bytes) : parse(bytes.toString('utf8'))
}

function parse(text: string): Uint8Array {
  let module: ReturnType<typeof wabt.parseWat> | undefined
  try {
    module = wabt.parseWat('module.wat', text, features)
    return new Uint8Array(module.toBinary({}).buffer)
  } catch (error) {
    throw new UnreadableError(
      String((error as Error).message)
        .split('\n')
        .slice(0, 2)
        .join(' '),
    )
  } finally {
    module?.destroy()
  }
}

import { readFileSync } from 'node:fs'
import wabt from 'wabt'

const features = {
  bulk_memory: true,
  reference_types: true,
  multi_value: true,
  sign_extension: true,
  sat_float_to_int: true,
  mutable_globals: true,
}
/** Proposals that the runtime refuses, so that tests can write modules that use them. */
const proposals = {
  simd: true,
  threads: true,
  tail_call: true,
  memory64: true,
  multi_memory: true,
  exceptions: true,
  extended_const: true,
}

const tool = await wabt()

/** Compiles a module in text form, without validating it. */
export function wat(text: string, options: { proposals?: boolean } = {}): Uint8Array {
  const module = tool.parseWat('module.wat', text, { ...features, ...(options.proposals ? proposals : {}) })
  try {
    module.resolveNames()
    return new Uint8Array(module.toBinary({}).buffer)
  } finally {
    module.destroy()
  }
}

export function watFile(path: URL | string): Uint8Array {
  return wat(readFileSync(path, 'utf8'))
}

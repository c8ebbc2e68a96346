import { ModuleError } from '../errors.ts'
import { checkSize } from '../limits.ts'

/** Variables that a command has from its request; they come last, and the version's of the same name are not there. */
const CGI_VARIABLES = new Set(['REQUEST_METHOD', 'PATH_INFO', 'QUERY_STRING', 'CONTENT_TYPE', 'CONTENT_LENGTH'])

const MOST_ENVIRONMENT = 0x8000

/**
 * What a version puts at `Window.constants`: u32 most bytes of a response, u32 number of variables, u32 bytes of them with a
 * zero after each, u32 zero, and for each variable its length as u32 and `NAME=value`.
 *
 * @throws ModuleError (`limit`) The environment is larger than its place.
 */
export function versionConstants(
  outputBytes: number,
  env: Readonly<Record<string, string>>,
  isCommand: boolean,
): Uint8Array {
  const given = Object.entries(env).filter(([name]) => !isCommand || !CGI_VARIABLES.has(name))
  const variables = given.map(([name, value]) => Buffer.from(`${name}=${value}`))
  const bytes = variables.reduce((sum, { length }) => sum + length + 1, 0)
  const header = u32(outputBytes, variables.length, bytes, 0)
  const content = Buffer.concat([header, ...variables.flatMap((variable) => [u32(variable.length), variable])])
  checkSize('the environment in bytes', content.length, MOST_ENVIRONMENT)
  for (const name of Object.keys(env)) {
    if (!env[name]?.isWellFormed()) throw new ModuleError('limit', `env.${name} is no well-formed Unicode`)
  }
  return new Uint8Array(content)
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4)
  return bytes
}

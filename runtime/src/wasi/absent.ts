import { Errno } from './errno.ts'
import type { Host } from './host.ts'
import { wasiSignatures } from './signatures.ts'

/**
 * Everything of WASI preview 1 outside the subset can be imported, since libraries import what they never call, and
 * answers an error.
 */
export function absentFunctions(host: Host): Record<string, () => number> {
  const functions: Record<string, () => number> = {}
  for (const name of wasiSignatures.keys()) {
    const errno = name.startsWith('path_') ? Errno.NotCapable : Errno.NotImplemented
    functions[name] = () => {
      host.charge()
      return errno
    }
  }
  return functions
}

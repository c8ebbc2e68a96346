import { absentFunctions } from './absent.ts'
import { clockFunctions } from './clock.ts'
import { fileFunctions } from './files.ts'
import type { Host } from './host.ts'
import { pollFunctions } from './poll.ts'
import { randomFunctions } from './random.ts'
import { stringFunctions } from './strings.ts'

/**
 * WASI preview 1 as the runtime gives it: stdin, stdout, stderr, arguments, environment, a virtual clock and seeded
 * random numbers. No file system, no sockets, no waiting. Everything follows from the invocation's input.
 */
export function wasiImports(host: Host): WebAssembly.ModuleImports {
  return {
    ...absentFunctions(host),
    ...stringFunctions(host),
    ...clockFunctions(host),
    ...randomFunctions(host),
    ...fileFunctions(host),
    ...pollFunctions(host),
    proc_exit(code: number): never {
      host.charge()
      throw host.stop.exit(code >>> 0)
    },
  }
}

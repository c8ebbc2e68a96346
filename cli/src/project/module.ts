// A module and its config, checked as a provider will check them, with the addresses they get.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { prepare, Sandbox } from '@lambda-bourse/runtime'
import {
  cidOf,
  encodeVersionConfig,
  type PlanFile,
  parseCid,
  toVersionConfig,
  type VersionInput,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { zeroHash } from 'viem'
import { badInput, CliError } from '../core/errors.ts'
import { EXIT } from '../core/exit-codes.ts'
import { modulePath } from './build.ts'

/** Most fuel of an invocation: the runtime's counter has 38 bits. */
const MAX_FUEL = 2 ** 38 - 1
const ABI_VERSION = 1

/** What a version consists of. */
export type Artifact = {
  readonly module: Uint8Array
  readonly moduleCid: string
  readonly config: Uint8Array
  readonly configCid: string
  readonly abi: 'command' | 'handler'
  readonly version: VersionInput
}

/**
 * Reads a plan's module and checks that it can be hosted.
 * @throws CliError The file is missing, or no module that a provider will run.
 */
export async function readArtifact(plan: PlanFile): Promise<Artifact> {
  const path = modulePath(plan)
  const module = readModule(path)
  if (plan.fuel !== undefined && plan.fuel > MAX_FUEL)
    throw badInput(`${plan.file}: fuel`, plan.fuel, `at most ${MAX_FUEL}`)
  const abi = checkModule(path, module, plan)
  const config = encodeVersionConfig(toVersionConfig(plan))
  const [moduleCid, configCid] = await Promise.all([cidOf(module, nodeSha256), cidOf(config, nodeSha256)])
  const { digest, codec } = parseCid(moduleCid)
  return {
    module,
    moduleCid,
    config,
    configCid,
    abi,
    version: {
      moduleHash: `0x${createHash('sha256').update(module).digest('hex')}`,
      moduleDigest: digest,
      configDigest: parseCid(configCid).digest,
      imageHash: zeroHash,
      moduleCodec: codec,
      kind: abi === 'command' ? 0 : 1,
      abiVersion: ABI_VERSION,
    },
  }
}

function readModule(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw new CliError('BadModule', EXIT.input, `module ${path} cannot be read: ${(cause as Error).message}`, {
      field: 'module',
      value: path,
      allowed: 'a WebAssembly file',
      advice: ['`bourse build` makes it, where bourse.yaml names a build command.'],
      cause,
    })
  }
}

function checkModule(path: string, module: Uint8Array, { memoryPages, outputBytes }: PlanFile): 'command' | 'handler' {
  const limits = {
    ...(memoryPages !== undefined && { memoryPages }),
    ...(outputBytes !== undefined && { outputBytes }),
  }
  try {
    const program = prepare(module, limits)
    // Its start function runs here as it will on every host.
    new Sandbox(program)
    return program.abi
  } catch (cause) {
    if ((cause as Error).name !== 'ModuleError') throw cause
    throw new CliError('BadModule', EXIT.input, `module ${path} cannot be hosted: ${(cause as Error).message}`, {
      field: 'module',
      value: path,
      allowed: 'a module of the supported subset that exports a command (_start) or a handler (alloc, handle)',
      cause,
    })
  }
}

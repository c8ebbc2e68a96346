// A module and its config, checked as a provider will check them, with the addresses they get.
import { readFileSync } from 'node:fs'
import { createSandbox, type ModuleError, type ModuleErrorCode, prepare } from '@lambda-bourse/runtime'
import {
  cidOf,
  contentHash,
  encodeVersionConfig,
  type PlanFile,
  parseCid,
  type Tier,
  tierOf,
  toVersionConfig,
  type VersionInput,
} from '@lambda-bourse/sdk'
import { nodeSha256 } from '@lambda-bourse/sdk/node'
import { limitsOf, parseVersionConfig, provableVersion, samplesHashOf, type VersionConfig } from '@lambda-bourse/worker'
import { type Hex, toHex, zeroHash } from 'viem'
import type { Context } from '../core/context.ts'
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
  readonly tier: Tier
  readonly version: Required<VersionInput>
}

/**
 * Reads a plan's module and checks that it can be hosted; of a provable version the image hash is computed.
 * @throws CliError The file is missing, or no module that a provider will run, or none that can be provable.
 */
export async function readArtifact(context: Context, plan: PlanFile): Promise<Artifact> {
  const path = modulePath(plan)
  if (plan.fuel !== undefined && plan.fuel > MAX_FUEL)
    throw badInput(`${plan.file}: fuel`, plan.fuel, `at most ${MAX_FUEL}`)
  const config = encodeVersionConfig(toVersionConfig(plan))
  const settings = parseVersionConfig(config)
  const { module, abi } = await context.progress.step('Checking the module', async () => checkModule(path, settings))
  const imageHash = plan.provable ? await imageHashOf(context, plan, module, settings) : zeroHash
  const [moduleCid, configCid] = await Promise.all([cidOf(module, nodeSha256), cidOf(config, nodeSha256)])
  const { digest, codec } = parseCid(moduleCid)
  return {
    module,
    moduleCid,
    config,
    configCid,
    abi,
    tier: tierOf({ imageHash }),
    version: {
      moduleHash: toHex(contentHash(module, nodeSha256)),
      moduleDigest: digest,
      configDigest: parseCid(configCid).digest,
      imageHash,
      samplesHash: toHex(samplesHashOf(settings)),
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

function checkModule(path: string, config: VersionConfig): { module: Uint8Array; abi: 'command' | 'handler' } {
  const module = readModule(path)
  try {
    const program = prepare(module, limitsOf(config))
    // Its start function runs here as it will on every host.
    createSandbox(program)
    return { module, abi: program.abi }
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

/** What every host will compute, and compare, before it serves the version. */
async function imageHashOf(context: Context, plan: PlanFile, module: Uint8Array, config: VersionConfig): Promise<Hex> {
  const { program, imageHash } = await context.progress.step('Computing the image hash', async (update) => {
    try {
      const version = provableVersion(module, config)
      update(version.imageHash)
      return version
    } catch (cause) {
      if ((cause as Error).name !== 'ModuleError') throw cause
      throw new CliError('NotProvable', EXIT.input, `the module cannot be provable: ${(cause as Error).message}`, {
        field: `${plan.file}: provable`,
        value: 'true',
        allowed: 'true for a module of integer WebAssembly that WASI alone serves (docs/proof-of-processing.md)',
        advice: adviceOn(cause as ModuleError, modulePath(plan)),
        cause,
      })
    }
  })
  const { count, first } = program.floats
  if (count > 0) context.progress.warn(floatsLine(count, first as number))
  return imageHash
}

/** Libraries hold float code that nothing runs; code that does run it has to know. */
function floatsLine(count: number, first: number): string {
  const [many, where] =
    count === 1 ? ['1 float instruction', 'at byte'] : [`${count} float instructions`, 'the first at byte']
  return `the module has ${many} (${where} 0x${first.toString(16)}): a provable version traps where one is run`
}

/** What to change, by why a module is refused. */
const ADVICE: Partial<Record<ModuleErrorCode, string>> = {
  unsupported:
    'Build for plain WebAssembly: without SIMD, threads, reference types and tail calls (rustc: -C target-cpu=mvp).',
  import: 'Only functions of WASI preview 1 can be imported.',
  limit: 'Ask for less in bourse.yaml, or make the module smaller.',
}

function adviceOn({ code, offset }: ModuleError, path: string): string[] {
  const advice = ADVICE[code]
  return [
    ...(offset === undefined
      ? []
      : [`\`wasm-objdump -d ${path}\` shows what is at byte ${offset.toString(16)} (hex).`]),
    ...(advice === undefined ? [] : [advice]),
    'Without `provable: true` the version is attested: other hosts decide about wrong answers.',
  ]
}

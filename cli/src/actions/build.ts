import { resolve } from 'node:path'
import type { Tier } from '@lambda-bourse/sdk'
import type { Context } from '../core/context.ts'
import { modulePath, runBuild } from '../project/build.ts'
import { readArtifact } from '../project/module.ts'
import { readPlan } from '../project/plan-file.ts'

export type BuildResult = {
  module: string
  bytes: number
  moduleHash: string
  /** 32 zero bytes of an attested version. */
  imageHash: string
  /** 32 zero bytes of a version without samples. */
  samplesHash: string
  moduleCid: string
  abi: string
  tier: Tier
}

/**
 * Runs the build command of a bourse.yaml and checks that the module can be hosted.
 * @throws CliError No build command, it failed, or what it made is no module that a provider will run.
 */
export async function build(context: Context, options: { config?: string } = {}): Promise<BuildResult> {
  const plan = readPlan(resolve(context.cwd, options.config ?? 'bourse.yaml'))
  await runBuild(context, plan)
  const { module, moduleCid, abi, tier, version } = await readArtifact(context, plan)
  const { moduleHash, imageHash, samplesHash } = version
  return { module: modulePath(plan), bytes: module.length, moduleHash, imageHash, samplesHash, moduleCid, abi, tier }
}

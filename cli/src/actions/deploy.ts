// Publishes a version and gets it hosted. Everything that can be wrong is checked before the first thing is changed.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Context } from '../core/context.ts'
import { openMarketWithAccount } from '../market/open.ts'
import { waitUntilReady } from '../market/ready.ts'
import { modulePath, runBuild } from '../project/build.ts'
import { readArtifact } from '../project/module.ts'
import { readPlan } from '../project/plan-file.ts'
import { prepareDeal } from './deploy/prepare.ts'
import { announce, dealResult, describe, dryResult } from './deploy/result.ts'
import { ensureAlias, ensureFunction, ensureVersion, open, uploadAll } from './deploy/steps.ts'
import type { DeployOptions, DeployResult } from './deploy/types.ts'

export type { DeployedLease, DeployOptions, DeployResult } from './deploy/types.ts'

/**
 * Deploys what a bourse.yaml says: publishes the module as a version, points the alias at it, and opens a deal, or keeps
 * the one that runs. Running it again continues where it stopped, and changes nothing when all is as the file says.
 * @throws CliError Bad plan or module, chain or gateway out of reach, too little money, no offer that matches.
 */
export async function deploy(context: Context, options: DeployOptions = {}): Promise<DeployResult> {
  const file = readPlan(resolve(context.cwd, options.config ?? 'bourse.yaml'))
  if (options.build || (file.build !== undefined && !existsSync(modulePath(file)))) await runBuild(context, file)
  const artifact = await readArtifact(context, file)
  const market = await openMarketWithAccount(context)
  const prepared = await context.progress.step('Asking the market', () => prepareDeal(market, file, artifact, options))
  announce(context, prepared)
  if (options.dryRun) return dryResult(market, prepared)
  await uploadAll(context, market, prepared)
  const fn = await ensureFunction(context, market, prepared)
  const version = await ensureVersion(context, market, fn.id, artifact)
  await ensureAlias(context, market, fn.id, file.alias, version.number)
  const deal = prepared.live
    ? { ...dealResult(prepared.live), reused: true }
    : await open(context, market, fn.id, prepared, options)
  const ready = await waitUntilReady(context, market, deal.leases, version.number, options.readyMs ?? 60_000)
  const { gateway } = context.settings
  return {
    ...dryResult(market, prepared),
    dryRun: false,
    function: fn,
    version: { ...describe(artifact), ...version },
    deal,
    deposited: prepared.funding?.deposit ?? 0n,
    ready,
    url: gateway ? `${gateway}/f/${fn.id}${file.alias === 'live' ? '' : `@${file.alias}`}/` : null,
  }
}

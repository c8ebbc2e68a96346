import { type Deployment, featureMask, getDeal, getLease, getTariff, type Tariff } from '@lambda-bourse/sdk'
import type { PublicClient } from 'viem'

const METERED = featureMask(['metered'])

/** What executions on a lease cost; undefined for one that is not metered. */
export type TariffSource = (lease: number) => Promise<Tariff | undefined>

/** Tariffs as the chain has them: a provider's own word does not count. */
export function viemTariffs(client: PublicClient, deployment: Deployment): TariffSource {
  return async (lease) => {
    const [{ offer }, { plan }] = await Promise.all([
      getLease(client, { deployment, lease }),
      getDeal(client, { deployment, deal: Math.floor(lease / 256) }),
    ])
    if ((plan.features & METERED) === 0) return undefined
    const { perCall, perMillionFuel, metered } = await getTariff(client, { deployment, offer })
    return metered ? { perCall, perMillionFuel } : undefined
  }
}

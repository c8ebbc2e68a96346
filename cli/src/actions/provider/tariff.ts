import { parseUsdc } from '@lambda-bourse/sdk'
import type { Context } from '../../core/context.ts'
import { badInput, missing } from '../../core/errors.ts'
import { openMarket, openMarketWithAccount } from '../../market/open.ts'

export type TariffOptions = {
  offer: number
  /** USDC for each execution. */
  perCall?: string
  /** USDC for a million units of fuel. */
  perMillionFuel?: string
}

/** Amounts in micro-USDC; `transaction` is missing when it was only looked up. */
export type TariffResult = {
  offer: number
  metered: boolean
  perCall: bigint
  perMillionFuel: bigint
  transaction?: string
}

/**
 * Says what executions on an offer's leases cost; without prices shows it. It is set once, while no unit is leased.
 * @throws CliError There is no such offer, or it has a tariff.
 */
export async function tariff(context: Context, options: TariffOptions): Promise<TariffResult> {
  const { offer } = options
  if (options.perCall === undefined && options.perMillionFuel === undefined) return show(context, offer)
  if (options.perCall === undefined) throw missing('per-call', 'USDC for each execution; 0 for none')
  const perCall = parseUsdc(options.perCall, 'per-call')
  const perMillionFuel = parseUsdc(options.perMillionFuel ?? '0', 'per-million-fuel')
  const { bourse } = await openMarketWithAccount(context)
  if ((await bourse.getTariff({ offer })).metered) {
    throw badInput('offer', offer, 'one without a tariff: it is set once; post another offer for another price')
  }
  const send = () => bourse.setTariff.andWait({ offer, perCall, perMillionFuel })
  const { hash } = await context.progress.step(`Setting the tariff of offer ${offer}`, send)
  return { offer, metered: true, perCall, perMillionFuel, transaction: hash }
}

async function show(context: Context, offer: number): Promise<TariffResult> {
  const { bourse } = await openMarket(context)
  const { metered, perCall, perMillionFuel } = await bourse.getTariff({ offer })
  return { offer, metered, perCall, perMillionFuel }
}

// A market with one provider that has a tariff, one function, one metered deal, and the processes of both sides.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, tariff as setTariff } from '@lambda-bourse/cli'
import { cidOf, featureMask, formatUsdc, type Tariff } from '@lambda-bourse/sdk'
import {
  accountKey,
  freePort,
  planOf,
  ROOT,
  type RunningProcess,
  startGateway,
  startStage,
  startWorker,
  until,
} from './support/index.ts'

const OWNER = 1
const DEVELOPER = 2
export const OPERATOR = 3
/** Signs vouchers for the developer. */
export const KEY = 4
const RULES = { grace: 4, window: 6, game: 8, absence: 8, compensated: 2, baseStake: 1_000_000 }

const usdc = (micro: bigint) => formatUsdc(micro).replace(' USDC', '')

export type PaidMarket = Awaited<ReturnType<typeof startPaidMarket>>
type Running = { url: string; process: RunningProcess }

export async function startPaidMarket(epochLength: number, tariff: Tariff) {
  const stage = await startStage('payment', { epochLength, ...RULES })
  const { chain, folder } = stage
  const [seller, payer] = [stage.client(OWNER), stage.client(DEVELOPER)]
  await stage.fund(OWNER, DEVELOPER)
  const port = await freePort()
  const features = featureMask(['metered'])
  const sale = { owner: OWNER, operator: OPERATOR, endpoint: `http://127.0.0.1:${port}`, terms: { features } }
  const { provider, offer } = await stage.sell(sale)
  const context = (index: number) =>
    createContext({
      cwd: folder,
      env: { BOURSE_RPC_URL: chain.url, BOURSE_DEPLOYMENT: stage.path, BOURSE_PRIVATE_KEY: accountKey(index) },
    })
  const prices = { perCall: usdc(tariff.perCall), perMillionFuel: usdc(tariff.perMillionFuel) }
  await setTariff(context(OWNER), { offer, ...prices })
  const module = readFileSync(join(ROOT, 'guests/echo/module.wasm'))
  const { functionId } = await stage.publish(DEVELOPER, 'echo', module)
  const plan = planOf(functionId, { instances: 4, perProvider: 4, features })
  const { event } = await payer.openDeal.andWait({ plan })
  const market = { rpc: chain.url, deployment: stage.path }
  return {
    ...stage,
    provider,
    offer,
    functionId,
    /** `bourse`, for the one who pays. */
    context: context(DEVELOPER),
    seller,
    payer,
    lease: event.deal * 256,
    /** A worker that redeems by itself only when it must; it serves the lease. */
    async startWorker(): Promise<Running> {
      const settings = { redeemAt: 1_000_000_000 }
      const home = { folder: join(folder, 'worker'), port, operatorKey: accountKey(OPERATOR) }
      const worker = await startWorker({ ...market, ...home, settings })
      const body = module as BodyInit
      await fetch(`${worker.url}/ipfs/${await cidOf(module)}`, { method: 'PUT', body })
      await until('the lease is ready', async () => {
        const { leases } = (await (await fetch(`${worker.url}/v1/status`)).json()) as { leases: { ready: boolean }[] }
        return leases[0]?.ready === true
      })
      return worker
    },
    startGateway(): Promise<Running> {
      const payment = { payer: payer.account.address, maxPerMillionFuel: Number(tariff.perMillionFuel), ahead: 500 }
      const home = { folder: join(folder, 'gateway'), voucherKey: accountKey(KEY), log: 'warn' }
      return startGateway({ ...market, ...home, payment })
    },
  }
}

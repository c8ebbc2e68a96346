import {
  bourseAbi,
  commitVote,
  type Deployment,
  decodeWire,
  dischargeJuror,
  drawJury,
  enlistJuror,
  getDeal,
  getJuror,
  getJurorDepositFor,
  getJuryTurn,
  getLease,
  getOwedByJury,
  getTrial,
  getTrialCount,
  getVote,
  judgeTrial,
  juryAbi,
  leaveJury,
  recuseJuror,
  revealVote,
  standTrial,
  withdrawFromJury,
} from '@lambda-bourse/sdk'
import { encodeAbiParameters, hexToBytes, keccak256, type PublicClient, toHex, zeroAddress } from 'viem'
import type { Hex } from '../chain/client.ts'
import type { JuryClient, TrialStage } from './client.ts'

const STAGES: readonly TrialStage[] = ['none', 'opened', 'drawing', 'sitting', 'over']
const SEALED = 1n << 255n
const accusedEvent = juryAbi.find((item) => item.type === 'event' && item.name === 'Accused') as Extract<
  (typeof juryAbi)[number],
  { type: 'event'; name: 'Accused' }
>

const leasedEvent = bourseAbi.find((item) => item.type === 'event' && item.name === 'Leased') as Extract<
  (typeof bourseAbi)[number],
  { type: 'event'; name: 'Leased' }
>
/** Leases of a juror that are read to find one of the customer's. */
const MOST_LEASES = 256

const OUTCOME = [{ type: 'bytes32' }, { type: 'uint64' }, { type: 'uint16' }] as const
const VOTE = [{ type: 'uint256' }, { type: 'uint24' }, ...OUTCOME, { type: 'bytes32' }] as const

/** A `JuryClient` over JSON-RPC; undefined where the market has no jury. */
export function viemJuryClient(client: PublicClient, deployment: Deployment): JuryClient | undefined {
  const { jury: address, block } = deployment
  if (address === undefined) return undefined
  const owners = new Map<number, string>()

  /** Who pays for a lease. It never changes. */
  async function ownerOf(lease: number): Promise<string> {
    const deal = Math.floor(lease / 256)
    const known = owners.get(deal)
    if (known !== undefined) return known
    const { owner } = await getDeal(client, { deployment, deal })
    owners.set(deal, owner)
    return owner
  }

  /** The event of an opening. Where blocks are counted otherwise than the contract sees them, all since the deployment are looked at. */
  async function accused(id: bigint) {
    const query = { address, event: accusedEvent, args: { id }, strict: true } as const
    const { opened } = await getTrial(client, { deployment, id })
    const at = BigInt(opened)
    const [found] = await client.getLogs({ ...query, fromBlock: at, toBlock: at })
    const event = found ?? (await client.getLogs({ ...query, fromBlock: block })).at(-1)
    if (event === undefined) throw new Error(`the node has no event Accused of trial ${id}`)
    return event.args
  }

  return {
    turn: async () => Number(await getJuryTurn(client, { deployment })),
    trials: () => getTrialCount(client, { deployment }),

    async trial(id) {
      const trial = await getTrial(client, { deployment, id })
      const { provider, claim, unit, deadline, drawnBy, pending, recused, lease, epoch } = trial
      const jurors: number[] = []
      for (let rest = trial.seats; rest !== 0n; rest >>= 24n) jurors.push(Number(rest & 0xffffffn))
      const stage = STAGES[trial.stage] ?? 'none'
      return { id, stage, provider, claim, unit, deadline, drawnBy, pending, jurors, recused, lease, epoch }
    },

    async tieOf({ lease, epoch }, juror) {
      const customer = await ownerOf(lease)
      const query = { address: deployment.bourse, event: leasedEvent, args: { provider: juror }, strict: true } as const
      const logs = await client.getLogs({ ...query, fromBlock: block })
      // who served somebody for long has many: the newest are the likeliest to run
      const leases = [...new Set(logs.map(({ args }) => args.lease))].reverse().slice(0, MOST_LEASES)
      for (const id of leases) {
        if ((await ownerOf(id)) !== customer) continue
        const { provider, end } = await getLease(client, { deployment, lease: id })
        if (provider === juror && end > epoch) return id
      }
      return undefined
    },

    async evidence(id) {
      const { receipt, request } = await accused(id)
      return { receipt: decodeWire(hexToBytes(receipt)).receipt, request: hexToBytes(request) }
    },

    async vote(id, juror) {
      const vote = BigInt(await getVote(client, { deployment, id, juror }))
      if (vote === 0n) return 'none'
      return vote >= SEALED ? 'sealed' : 'shown'
    },

    async juror(provider) {
      const { payee, left, deposit, seats } = await getJuror(client, { deployment, provider })
      return { isListed: payee !== zeroAddress, isLeaving: left !== 0, deposit, seats }
    },

    async deposit() {
      const { baseFeePerGas } = await client.getBlock()
      return getJurorDepositFor(client, { deployment, baseFee: 2n * (baseFeePerGas ?? 0n) })
    },

    answerId({ responseHash, fuel, status }) {
      const hash = BigInt(keccak256(encodeAbiParameters(OUTCOME, [responseHash, fuel, status])))
      return toHex(hash & (SEALED - 1n), { size: 32 })
    },

    commitment: (id, juror, { responseHash, fuel, status }, salt): Hex =>
      keccak256(encodeAbiParameters(VOTE, [id, juror, responseHash, fuel, status, salt])),

    async collect(account) {
      const owed = await getOwedByJury(client, { deployment, account })
      return owed === 0n ? undefined : withdrawFromJury.call(client, { deployment, to: account })
    },

    enlist: (provider, value) => ({ ...enlistJuror.call(client, { deployment, provider, value }), value }),
    leave: (provider) => leaveJury.call(client, { deployment, provider }),
    discharge: (provider) => dischargeJuror.call(client, { deployment, provider }),
    stand: (id, value) => ({ ...standTrial.call(client, { deployment, id, value }), value }),
    draw: (id) => drawJury.call(client, { deployment, id }),
    recuse: (id, juror, lease) => recuseJuror.call(client, { deployment, id, juror, lease }),
    commit: (id, juror, commitment) => commitVote.call(client, { deployment, id, juror, commitment }),
    reveal: (id, juror, finding, salt) => revealVote.call(client, { deployment, id, juror, ...finding, salt }),
    judge: (id) => judgeTrial.call(client, { deployment, id }),
  }
}

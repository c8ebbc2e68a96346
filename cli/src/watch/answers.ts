// What providers showed of their roots on chain, because somebody asked there.
import { faultsAbi, type LeafProof } from '@lambda-bourse/sdk'
import { decodeFunctionData, type Hex } from 'viem'
import type { Market } from '../market/open.ts'

const answered = faultsAbi.find((item) => item.type === 'event' && item.name === 'LeafAnswered') as Extract<
  (typeof faultsAbi)[number],
  { type: 'event'; name: 'LeafAnswered' }
>

/** A leaf and whose it is. */
export type ShownLeaf = { provider: number; proof: LeafProof }

/** The leaf that a case was answered with; undefined for other cases, and for answers that a contract gave. */
export async function answeredLeaf({ client, deployment }: Market, id: Hex): Promise<ShownLeaf | undefined> {
  const filter = { address: deployment.faults as Hex, event: answered, args: { id }, strict: true } as const
  const [log] = await client.getLogs({ ...filter, fromBlock: deployment.block })
  if (log === undefined) return undefined
  const { input } = await client.getTransaction({ hash: log.transactionHash })
  try {
    const { functionName, args } = decodeFunctionData({ abi: faultsAbi, data: input })
    if (functionName !== 'answerLeaf') return undefined
    const [provider, { size, ...summary }, root, place] = args
    return { provider, proof: { summary: { ...summary, bytes: size }, root, place } }
  } catch {
    // sent by a contract: what it was given is not known
    return undefined
  }
}

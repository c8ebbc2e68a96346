import type { Document } from './documents.ts'
import type { World } from './world.ts'

/** Counts of everything the demo asked of the gateway. */
export interface Tally {
  invocations: number
  failed: number
  /** What failed calls were answered, for whoever looks into it. */
  failures: string[]
  /** Wire receipts by provider, the newest last. */
  receipts: Map<number, string[]>
}

export interface Answer {
  provider: number
  receipt: string
  html: string
}

export const newTally = (): Tally => ({ invocations: 0, failed: 0, failures: [], receipts: new Map() })

/** Renders a document through the gateway. A failed call is counted, and said by the undefined that is returned. */
export async function render(world: World, tally: Tally, document: Document): Promise<Answer | undefined> {
  tally.invocations += 1
  const response = await fetch(`${world.gatewayUrl}/f/markdown/`, {
    method: 'POST',
    headers: { 'content-type': 'text/markdown' },
    body: document.markdown,
  })
  const html = await response.text()
  const receipt = response.headers.get('bourse-receipt')
  if (response.status !== 200 || receipt === null) {
    tally.failed += 1
    tally.failures.push(`${document.name}: ${response.status} ${html.slice(0, 400)}`)
    return undefined
  }
  const provider = Number(response.headers.get('bourse-provider'))
  tally.receipts.set(provider, [...(tally.receipts.get(provider) ?? []), receipt])
  return { provider, receipt, html }
}

/** Renders documents, round after round, until every one of `providers` has answered. */
export async function renderOnAll(
  world: World,
  tally: Tally,
  documents: Document[],
  providers: number[],
): Promise<void> {
  const missing = () => providers.filter((id) => !tally.receipts.has(id))
  for (let round = 0; round < 20 && (round === 0 || missing().length > 0); round++)
    await Promise.all(documents.map((document) => render(world, tally, document)))
  if (missing().length > 0) throw new Error(`providers ${missing().join(', ')} answered nothing in 20 rounds`)
}

// What the market tells: as much of each event as the model knows. Missed and ProviderEnded are not among them: the chain
// tells these when it gets to it (test/fuzz/support/told.ts).
import type { Market } from './types.ts'

export interface Told {
  name: string
  args: Record<string, unknown>
}

export function tell(market: Market, name: string, args: Record<string, unknown>): void {
  market.told.push({ name, args })
}

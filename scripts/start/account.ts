import { formatUsdc } from '@lambda-bourse/sdk'

/** One payment of the demo, micro-USDC. */
export interface Payment {
  from: string
  to: string
  amount: bigint
  for: string
}

/** Lines of a small table: who paid whom for what. */
export function accountLines(payments: readonly Payment[]): string[] {
  const width = (pick: (payment: Payment) => string) => Math.max(...payments.map((payment) => pick(payment).length))
  const [from, to, amount] = [width((p) => p.from), width((p) => p.to), width((p) => formatUsdc(p.amount))]
  return payments.map(
    (p) => `${p.from.padEnd(from)} -> ${p.to.padEnd(to)}  ${formatUsdc(p.amount).padStart(amount)}  ${p.for}`,
  )
}

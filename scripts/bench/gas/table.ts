import type { Ops } from './operations.ts'

/** What the market promises, and what the nearest thing costs elsewhere (measured on the peers' own contracts). */
const ROWS: { op: string; most: number; peer?: string }[] = [
  { op: 'postOffer.1unit', most: 170_000, peer: 'Fluence register 1 CU 348,416' },
  { op: 'postOffer.1000units', most: 170_000, peer: 'Fluence register 128 CU 9,769,199' },
  { op: 'deposit.permit', most: 125_000 },
  {
    op: 'openDeal.1lease',
    most: 210_000,
    peer: 'Fluence deploy deal 601,440 + match 1 CU 591,624; Oyster jobOpen 335,730',
  },
  { op: 'openDeal.10leases', most: 850_000, peer: 'Fluence match 10 on 10 providers 3,352,441' },
  { op: 'openDeal.10leases.walk', most: 950_000, peer: 'iExec PoCo, one whole task 1,650,929' },
  { op: 'openDeal.10leases.of100000', most: 850_000 },
  { op: 'attest.1lease', most: 45_000, peer: 'Oyster settle, one job 66,363' },
  { op: 'attest.1000leases', most: 45_000 },
  { op: 'claim.1epoch', most: 65_000, peer: 'Fluence withdraw, one worker 148,284' },
  { op: 'claim.1000epochs', most: 65_000 },
  { op: 'refund.1000epochs', most: 90_000 },
  { op: 'replaceLease', most: 220_000 },
  { op: 'extendDeal', most: 90_000 },
  { op: 'scaleDown', most: 90_000 },
  { op: 'cancelDeal', most: 90_000 },
  { op: 'attest.recordsMissed', most: 70_000 },
  { op: 'attestBatch.50.each', most: 30_000 },
  { op: 'askLeaf+answerLeaf', most: 220_000 },
  { op: 'proveEquivocation', most: 160_000 },
  { op: 'redeemVoucher', most: 75_000, peer: 'Livepeer, one ticket 200,257' },
  { op: 'request+fulfil', most: 190_000, peer: 'Chainlink Functions 223,028 + 161,918' },
  { op: 'setAlias', most: 40_000, peer: 'Fluence setWorker 257,319' },
]
const MOST_BYTES: Record<string, number> = {
  Bourse: 20_000,
  BourseExtension: 24_576,
  Faults: 24_576,
  Vouchers: 24_576,
  Requests: 24_576,
  BourseLens: 24_576,
  FunctionRegistry: 24_576,
}

const number = (n: number) => n.toLocaleString('en-US')

/** The report for a terminal. */
export function table(ops: Ops, bytes: Record<string, number>): string {
  const line = (name: string, value: number, most?: number, note = '') =>
    `${name.padEnd(36)}${number(value).padStart(11)}${(most ? number(most) : '').padStart(11)}${
      most && value > most ? '  OVER' : '      '
    }  ${note}`.trimEnd()
  const named = new Set(ROWS.map((row) => row.op))
  return [
    `${'operation'.padEnd(36)}${'gas'.padStart(11)}${'at most'.padStart(11)}        elsewhere`,
    ...ROWS.map((row) => line(row.op, ops[row.op] as number, row.most, row.peer)),
    '',
    ...Object.entries(ops)
      .filter(([name]) => !named.has(name))
      .map(([name, gas]) => line(name, gas)),
    '',
    `${'contract'.padEnd(36)}${'bytes'.padStart(11)}${'at most'.padStart(11)}`,
    ...Object.entries(bytes).map(([name, n]) => line(name, n, MOST_BYTES[name])),
  ].join('\n')
}

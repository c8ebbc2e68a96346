import type { CommandGroup } from '../core/command.ts'

/** Every command of `bourse`. Files are loaded when a command is run, or listed. */
export const tree: CommandGroup = {
  summary: 'Lambda Bourse: an open market for serverless WebAssembly functions',
  commands: {
    init: () => import('./init.ts'),
    build: () => import('./build.ts'),
    deploy: () => import('./deploy.ts'),
    invoke: () => import('./invoke.ts'),
    status: () => import('./status.ts'),
    versions: () => import('./versions.ts'),
    promote: () => import('./promote.ts'),
    rollback: () => import('./rollback.ts'),
    verify: () => import('./verify.ts'),
    watch: () => import('./watch.ts'),
    dispute: {
      summary: 'Games about receipts that somebody denies',
      commands: {
        show: () => import('./dispute/show.ts'),
        withdraw: () => import('./dispute/withdraw.ts'),
      },
    },
    fund: () => import('./fund.ts'),
    withdraw: () => import('./withdraw.ts'),
    extend: () => import('./extend.ts'),
    scale: () => import('./scale.ts'),
    cancel: () => import('./cancel.ts'),
    pay: {
      summary: 'Pay per execution',
      commands: {
        status: () => import('./pay/status.ts'),
        fund: () => import('./pay/fund.ts'),
        key: () => import('./pay/key.ts'),
        withdraw: () => import('./pay/withdraw.ts'),
      },
    },
    request: {
      summary: 'Executions that are asked for, and answered, on chain',
      commands: {
        ask: () => import('./request/ask.ts'),
        show: () => import('./request/show.ts'),
        list: () => import('./request/list.ts'),
        refund: () => import('./request/refund.ts'),
      },
    },
    provider: {
      summary: 'Sell capacity',
      commands: {
        register: () => import('./provider/register.ts'),
        offer: () => import('./provider/offer.ts'),
        start: () => import('./provider/start.ts'),
        earnings: () => import('./provider/earnings.ts'),
        claim: () => import('./provider/claim.ts'),
        decline: () => import('./provider/decline.ts'),
        tariff: () => import('./provider/tariff.ts'),
        jury: {
          summary: 'Execute denied receipts again, and be paid for it',
          commands: {
            status: () => import('./provider/jury/status.ts'),
            join: () => import('./provider/jury/join.ts'),
            leave: () => import('./provider/jury/leave.ts'),
            withdraw: () => import('./provider/jury/withdraw.ts'),
          },
        },
      },
    },
    keeper: () => import('./keeper.ts'),
    market: { summary: 'Look at the market', commands: { list: () => import('./market/list.ts') } },
  },
}

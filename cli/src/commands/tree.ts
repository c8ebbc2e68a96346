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
    fund: () => import('./fund.ts'),
    withdraw: () => import('./withdraw.ts'),
    extend: () => import('./extend.ts'),
    scale: () => import('./scale.ts'),
    cancel: () => import('./cancel.ts'),
    provider: {
      summary: 'Sell capacity',
      commands: {
        register: () => import('./provider/register.ts'),
        offer: () => import('./provider/offer.ts'),
        start: () => import('./provider/start.ts'),
        earnings: () => import('./provider/earnings.ts'),
        claim: () => import('./provider/claim.ts'),
        decline: () => import('./provider/decline.ts'),
      },
    },
    keeper: () => import('./keeper.ts'),
    market: { summary: 'Look at the market', commands: { list: () => import('./market/list.ts') } },
  },
}

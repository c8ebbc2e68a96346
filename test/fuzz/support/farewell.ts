// The end of a run: everybody takes out what is theirs, alone, and nothing stays behind.
import * as model from '../../model/index.ts'
import { attestAll, type Runner } from './sequence.ts'
import type { Step } from './steps.ts'

/** Deals are cancelled, providers stop, locks open, money is withdrawn; the contract is left without any. */
export async function everybodyLeaves(runner: Runner): Promise<void> {
  const { market } = runner.world
  await closeCases(runner)
  for (const deal of market.deals.filter((d) => d.open)) {
    await must(runner, {
      fn: 'cancelDeal',
      from: deal.owner,
      args: [deal.id],
      model: () => model.cancelDeal(market, deal.owner, deal.id),
    })
  }
  await lastEpochs(runner)
  await developersLeave(runner)
  await providersLeave(runner)
  await withdrawAll(runner)
  const left = await runner.world.chain.read<bigint>(runner.world.token, 'balanceOf', [runner.world.bourse.address])
  const burnt = model.balanceOf(market, model.NOBODY)
  if (left !== burnt) runner.fail([`${left} stay behind, ${burnt} are burnt`])
}

/** Stakes and locks wait while a case is open. */
async function closeCases(runner: Runner): Promise<void> {
  const { market, faults, disputes, people } = runner.world
  for (const module of [faults, disputes]) {
    for (const { id } of market.providers) {
      if (!market.held.has(`${module.address} ${id}`)) continue
      const act = () => model.setHeld(market, module.address, id, false)
      await must(runner, { fn: 'set', from: people[0] as never, to: module, args: [id, false], model: act })
    }
    for (const { id } of market.deals.flatMap(({ leases }) => leases)) {
      if (!market.heldLeases.has(`${module.address} ${id}`)) continue
      const act = () => model.setLeaseHeld(market, module.address, id, false)
      await must(runner, { fn: 'setLease', from: people[0] as never, to: module, args: [id, false], model: act })
    }
  }
}

/** Those who still work serve to the end; then all is decided. */
async function lastEpochs(runner: Runner): Promise<void> {
  const { market } = runner.world
  for (let i = 0; i <= market.rules.grace; i++) {
    await runner.pass(1)
    for (const { id } of market.providers) if (id % 2 === 0) await attestAll(runner, id)
  }
  await runner.pass(1)
}

async function developersLeave(runner: Runner): Promise<void> {
  const { market } = runner.world
  for (const lease of market.deals.flatMap((deal) => deal.leases)) {
    const { owner } = lease.deal
    const step = { from: owner, args: [lease.id] }
    await must(runner, { ...step, fn: 'refund', model: () => model.refund(market, lease.id) })
  }
}

async function providersLeave(runner: Runner): Promise<void> {
  const { market } = runner.world
  for (const lease of market.deals.flatMap((deal) => deal.leases).filter((l) => !l.released)) {
    const step = { from: lease.offer.provider.owner, args: [lease.id] }
    await must(runner, { ...step, fn: 'release', model: () => model.release(market, lease.id) })
  }
  for (const { id, closedAt, withdrawn, provider } of market.offers) {
    if (closedAt !== null || withdrawn) continue
    const step = { from: provider.owner, args: [id] }
    await must(runner, { ...step, fn: 'closeOffer', model: () => model.closeOffer(market, provider.owner, id) })
  }
  for (const { owner, endEpoch } of market.providers) {
    if (endEpoch !== null) continue
    await must(runner, { fn: 'retire', from: owner, args: [], model: () => model.retire(market, owner) })
  }
  const { window, grace, game } = market.rules
  await runner.pass(window + grace + game)
  for (const { id, withdrawn, locked, provider } of market.offers) {
    if (withdrawn || locked === 0n) continue
    const step = { from: provider.owner, args: [id] }
    await must(runner, { ...step, fn: 'withdrawOffer', model: () => model.withdrawOffer(market, provider.owner, id) })
  }
  for (const { id, owner, stake } of market.providers) {
    const step = { from: owner, args: [id] }
    await must(runner, { ...step, fn: 'claim', model: () => model.claim(market, id) })
    if (stake > 0n) {
      await must(runner, { ...step, fn: 'withdrawStake', model: () => model.withdrawStake(market, owner, id) })
    }
  }
}

async function withdrawAll(runner: Runner): Promise<void> {
  const { market } = runner.world
  for (const [owner, amount] of [...market.balances]) {
    if (amount === 0n || owner === model.NOBODY) continue
    const step = { from: owner, args: [owner, amount] }
    await must(runner, { ...step, fn: 'withdraw', model: () => model.withdraw(market, owner, amount) })
  }
}

async function must(runner: Runner, step: Step): Promise<void> {
  if (!(await runner.take(step))) runner.fail([`${step.fn} must be possible`])
}

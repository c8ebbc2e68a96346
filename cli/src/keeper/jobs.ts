// What a stranger could do for a deal now. Whether it pays is another question.
import type { BourseActions, Call, DealView } from '@lambda-bourse/sdk'

/** One transaction that a deal may be waiting for. */
export type Job =
  | { readonly kind: 'fill'; readonly deal: number }
  | { readonly kind: 'renew'; readonly deal: number }
  | { readonly kind: 'replace'; readonly deal: number; readonly lease: number }

/** Whether a deal may ask for anything, now or later. */
export function isOver({ open, end }: Pick<DealView, 'open' | 'end'>, epoch: number): boolean {
  return !open || end <= epoch
}

/**
 * The jobs of a deal, the most urgent first: what runs out, what is not served, what is not found yet.
 * @param window W of the market: a deal is renewed in its last W epochs, or in as many as its plan has.
 */
export function jobsOf(deal: DealView, epoch: number, window: number): Job[] {
  if (isOver(deal, epoch) || deal.plan.tip === 0) return []
  const { id, end, plan, unfilled, leases } = deal
  const jobs: Job[] = []
  if (plan.renew && epoch + Math.min(window, plan.epochs) >= end) jobs.push({ kind: 'renew', deal: id })
  // a lease that is to run on and is not live: its provider has ended
  for (const lease of leases) {
    if (lease.end > epoch + 1 && !lease.live) jobs.push({ kind: 'replace', deal: id, lease: lease.id })
  }
  if (unfilled > 0 && end > epoch + 1) jobs.push({ kind: 'fill', deal: id })
  return jobs
}

/** As it stands in the log. */
export function nameOf(job: Job): string {
  return job.kind === 'replace' ? `replace lease ${job.lease}` : `${job.kind} deal ${job.deal}`
}

/** The transaction of a job. */
export function callOf(job: Job, bourse: BourseActions, maxSteps: bigint): Call {
  if (job.kind === 'renew') return bourse.renewDeal.call({ deal: job.deal })
  if (job.kind === 'fill') return bourse.fill.call({ deal: job.deal, maxSteps })
  return bourse.replaceLease.call({ lease: job.lease, maxSteps })
}

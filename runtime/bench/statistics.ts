/** The middle value of a list that is not empty. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] as number
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

/** Runs `work` and answers how long it took, in ms. */
export function time(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

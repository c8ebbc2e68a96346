const EVERY_MS = 5_000

const written = (n: number) => n.toLocaleString('en-US')

/** Says how far something is, every few seconds. */
export function progressOf(what: string, all: number, say: (line: string) => void) {
  const started = performance.now()
  let said = started
  const line = (done: number, note: string) => {
    const seconds = (performance.now() - started) / 1000
    const perSecond = Math.round(done / seconds) || 0
    say(`${written(done)} of ${written(all)} ${what}, ${written(perSecond)}/s${note ? `, ${note}` : ''}`)
    said = performance.now()
    return { seconds: Math.round(seconds), perSecond }
  }
  return {
    at(done: number, note = ''): void {
      if (performance.now() - said > EVERY_MS) line(done, note)
    },
    end: (done: number, note = '') => line(done, note),
  }
}

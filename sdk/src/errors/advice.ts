/** What to do about a contract's refusal, by the name of its error. */
const ADVICE: Readonly<Record<string, string>> = {}

export function adviceFor(errorName: string): readonly string[] {
  const advice = ADVICE[errorName]
  return advice ? [advice] : []
}

/** The model refuses an action. `names` are all errors that apply; the chain must answer with one of them. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly names: string[]

  constructor(names: string[]) {
    super(names.join(' or '))
    this.names = names
  }
}

/** Refuses with the names of all reasons that hold. */
export function refuseIf(reasons: Record<string, boolean>): void {
  const names = Object.keys(reasons).filter((name) => reasons[name])
  if (names.length > 0) throw new Refusal(names)
}
